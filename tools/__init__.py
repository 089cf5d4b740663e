"""What `make demo`, `make test` and `make benchmark` run: Python's standard library and nothing else."""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 (this is what says so to an older one)
	raise SystemExit(
		"Python 3.10 or newer is needed, this is {}.{}: run make with PYTHON=python3.11, for example.".format(
			*sys.version_info[:2]
		)
	)
