# Key Account. The two commands to know, each safe to repeat:
#
#   make demo         the Quarterly Bonus of a demo company: on a bench where one is to be had, else without one
#   make test         all the tests that this machine can run; the result is in .test-report/summary.json
#
# and the others: make help

PYTHON ?= python3

.PHONY: help demo stop test test-unit test-site test-browser benchmark lint translations

help:
	@echo "make demo                  the demo company, on a bench (found, or made in .bench/) or without one"
	@echo "make demo STANDALONE=1     the demo without a bench"
	@echo "make stop                  end what the demo left running"
	@echo "make test                  all the tests; test-unit, test-site, test-browser: those alone"
	@echo "make benchmark             the speed of the reports, side by side with ERPNext's own"
	@echo "make lint                  style of the code"
	@echo "make translations          bring the catalogues up to date; names what is not translated"
	@echo
	@echo "Variables: BENCH=path of the bench; BENCH_V15, BENCH_V16=benches to test on besides it, or none;"
	@echo "  TEST_SITE, BROWSER_SITE, DEMO_SITE, BENCHMARK_SITE; DB_ROOT_PASSWORD of a bench whose MariaDB is not its own;"
	@echo "  FRAPPE_REPO, ERPNEXT_REPO, FRAPPE_BRANCH, BENCH_PYTHON for a bench to be made;"
	@echo "  PYTEST_ARGS, BENCHMARK_ARGS, CHROMIUM, PYTHON"

demo:
	@$(PYTHON) -m tools.demo $(if $(filter-out 0,$(STANDALONE)),--standalone)

stop:
	@$(PYTHON) -m tools.demo --stop

test:
	@$(PYTHON) -m tools.run_tests

test-unit test-site test-browser:
	@$(PYTHON) -m tools.run_tests $(@:test-%=%)

benchmark:
	@$(PYTHON) -m tools.run_benchmarks $(BENCHMARK_ARGS)

lint:
	@$(PYTHON) -m tools.lint

# Needs the Python of a bench, for Frappe's extractors.
translations:
	@$(or $(BENCH),$(HOME)/frappe-bench)/env/bin/python -m tools.translations
