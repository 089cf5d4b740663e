from key_account import __file__, __path__  # noqa: F401  (the app is its own single module)
