"""Who sees which rows. One predicate for lists, forms, reports with their totals, and the API."""
