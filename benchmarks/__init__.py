"""How fast the bonus reports are, side by side with ERPNext's own reports; see README.md in this directory."""
