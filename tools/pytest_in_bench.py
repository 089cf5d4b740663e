"""Run pytest with the Python of a bench: `env/bin/python pytest_in_bench.py TOOLS CHECKOUT [pytest options]`.

TOOLS is a directory with pytest and its plugins. It goes to the end of the path, so that the packages the bench
has of its own win, and the bench needs none of them installed. CHECKOUT goes to the front: its code is tested.
"""

import sys

tools, checkout, *options = sys.argv[1:]
sys.path[0] = checkout
sys.path.append(tools)

import pytest  # noqa: E402 (it is found in TOOLS only)

sys.exit(pytest.main(options))
