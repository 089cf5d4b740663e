"""Posted money: which rows of ERPNext's ledger were collected, how much, and when (docs: ledger).

source.py     what a source of rows is; two of them:
site.py         a site's database
sqlite.py       an exported file (schema.py says what is in it)
queries.py    the queries, the same for both
dialects.py   … in the words of SQLite and PostgreSQL
cash.py       how much of a voucher was cash (K)
invoice.py    net-of-tax ratio (R) and lines of what is left of an invoice
receipts.py   rows -> receipts
tie_out.py    whether receipts and ledger agree to the cent
books.py      one company's ledger with its calendar, people, targets, plans and settings
"""
