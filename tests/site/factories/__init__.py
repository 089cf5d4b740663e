"""Makers of the documents that the site tests tell their stories with."""
