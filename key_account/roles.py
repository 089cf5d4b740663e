"""The department's own roles, by their names on a site (product.md, Users)."""

SPECIALIST, MANAGER = "Key Account Specialist", "Key Account Manager"
DIRECTOR, EXECUTIVE = "Key Account Director", "Key Account Executive"
ROLES = (SPECIALIST, MANAGER, DIRECTOR, EXECUTIVE)
