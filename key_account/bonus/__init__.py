"""The quarterly bonus: what a receipt is worth to whom, and what a quarter pays. Pure Python, no frappe.

money.py        rounding and sharing without losing a cent
periods.py      quarters of fiscal years
plan.py         the rules a company pays by
receipts.py     one receipt: money of one invoice, moved by one voucher
sharing.py      a receipt -> its parts: whom it is credited to, or why it pays nothing
quarter.py      the quarter machine: one person, one quarter
settlement.py   all persons, quarter after quarter
"""
