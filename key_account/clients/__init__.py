"""What the rules for clients do on a site: facts read for all clients at once, nightly jobs, who takes over."""
