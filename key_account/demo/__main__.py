"""`python -m key_account.demo`"""

import sys

from key_account.demo.standalone import main

if __name__ == "__main__":
	sys.exit(main())
