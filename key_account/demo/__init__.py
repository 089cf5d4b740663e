"""The demo company: one story, told to a ledger file and to an ERPNext site.

model.py           what the story is told in
plain.py           short words for plain deals
story.py           the company, its people, customers and plan
deals_2025.py      what was sold and how it was paid
deals_2026.py
chapters.py        each person's quarter and what it shows
ledger_file.py     the story as a ledger file
ledger_masters.py  its masters
standalone.py      the demo without ERPNext
site_company.py    the company on a site, from the setup wizard on
site_masters.py    items, people, customers, plan
site_documents.py  orders, invoices, money
site_archives.py   archives of the clients
site_clients.py    their health and tiers, as the nightly jobs judge them
site_removal.py    taking all of it away again
site.py            the demo on a site
"""
