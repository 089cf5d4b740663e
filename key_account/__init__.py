"""Key Account: the key-account department of a company on ERPNext."""

__version__ = "0.1.0"
