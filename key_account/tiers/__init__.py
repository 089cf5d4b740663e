"""Tiers, grades and categories of clients: what the facts of twelve months say (clients.md, Tier Review)."""
