"""The unit layer: pure rules, no frappe, seconds.

Hypothesis: `--hypothesis-profile=unit` is the default; where $CI is set, "ci" repeats the same examples every
time. Neither has a deadline, since a busy machine is no failure.
"""

import os
import sys

from hypothesis import HealthCheck, Phase, settings

# `import frappe` fails in this layer also on a machine that has it, so that no pure module comes to need it.
sys.modules.setdefault("frappe", None)
sys.modules.setdefault("erpnext", None)

# What is shown is English, whatever the machine speaks; gettext asks for this variable first.
os.environ["LANGUAGE"] = "en"

COMMON = {
	"deadline": None,
	"max_examples": 50,
	"suppress_health_check": [HealthCheck.too_slow],
	# Not `explain`, which makes a failure take minutes.
	"phases": [phase for phase in Phase if phase is not Phase.explain],
}
settings.register_profile("unit", **COMMON)
settings.register_profile("ci", derandomize=True, database=None, **COMMON)
settings.load_profile("ci" if os.environ.get("CI") else "unit")
