# The warehouse in a few commands; what they do is in runtime/. Only relative paths and quoted
# words, so that the folder may have any name. LANDING, ROLE and REPORTS reach Python by the environment.

SYSTEM_PYTHON := $(shell command -v python3.11 || command -v python3)
PYTHON := .venv/bin/python
RUN := @$(PYTHON) -m runtime
# Most of a small night is dbt's own work in one Python process: two share the tests.
SHARED := --numprocesses=2 --dist=loadscope --no-loadscope-reorder
# BUNDLE=<file of make bundle>: packages from it and not from an index
FROM_BUNDLE := $(if $(BUNDLE),--no-index --find-links var/bundle/wheels)
export BUNDLE

.DEFAULT_GOAL := help
.PHONY: help demo up down night summary url backup restore clean test test-marts test-machinery test-celery test-bundle test-clients \
  test-readers test-year test-mutants test-long bench-rollup bench-intake bench-reports score-reports check docs \
  bundle lock venv existing

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

demo: venv ## set up, start, one night over sample data; BUNDLE=<file>: without a network
	$(RUN) demo
up: venv ## start database and Airflow
	$(RUN) up
down: existing ## stop everything that was started
	$(RUN) down
night: venv ## one night over other files: LANDING=<folder or URL>
	$(RUN) night
summary: existing ## what the marts say and how to reach them
	$(RUN) summary
url: existing ## URL of the warehouse: ROLE=reader, owner, loader, transformer or monitor
	$(RUN) url
backup: existing ## a backup of the running warehouse: see docs/engineers.md
	$(RUN) backup
restore: venv ## an empty warehouse filled with a backup: BACKUP=<its folder>
	$(RUN) restore
clean: existing ## remove all state, with all data
	$(RUN) clean

test: venv ## everything that needs no further programs, at most 15 minutes
	@$(PYTHON) -m pytest $(SHARED) -m "not machinery and not clients and not marts and not readers and not year"
test-marts: venv ## marts one by one, series of nights, DAGs, upgrades
	@$(PYTHON) -m pytest $(SHARED) -m "marts and not machinery"
test-readers: venv ## long: workbooks with changed looks, numbers written out in any way
	@$(PYTHON) -m pytest $(SHARED) tests/readers tests/template tests/ingestion/narrative/test_any_number.py
test-year: venv ## a year of all offices, faults planted into it: half an hour
	@$(PYTHON) -m pytest -m year tests/planted
test-machinery: venv ## what needs Debian packages and root
	@$(PYTHON) -m pytest -m "machinery and not bundle and not workers"
test-celery: venv ## the production mode: two workers, one killed in mid-night: a quarter of an hour
	@$(PYTHON) -m pytest -m workers
test-bundle: venv ## that a bundle sets up everything without a network, and that root can: minutes
	@$(PYTHON) -m pytest -m bundle
test-clients: venv ## what needs a browser or office programs
	@$(PYTHON) -m pytest -m clients
test-mutants: venv ## that faults planted in the SQL turn the tests red
	@$(PYTHON) -m tests.mutants
test-long: venv ## the roll-up of 10,000 random provinces: hours
	@ROLLUP_PROVINCES=10000 $(PYTHON) -m pytest tests/rollup
bench-rollup: venv ## the roll-up of 10 million observations, measured: an hour
	@$(PYTHON) -m benchmarks.rollup
bench-reports: venv ## how fast written reports are read, measured: a few minutes
	@$(PYTHON) -m benchmarks.reports
score-reports: venv ## how well written reports are read: our annotated ones, or REPORTS=<folder>
	@$(PYTHON) -m tests.ingestion.narrative
bench-intake: venv ## reading, checking and loading, measured: minutes
	@$(PYTHON) -m benchmarks.intake
check: venv ## ruff, mypy, sqlfluff
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy .
	@$(PYTHON) -m sqlfluff lint dbt_project/models dbt_project/tests
bundle: venv ## all pinned packages in one file, for machines without a network
	@$(PYTHON) runtime/bundle.py pack
docs: venv ## pages about models, tests and lineage: var/docs/index.html
	@$(PYTHON) -m ingestion.publishing.dbt_docs
lock: ## pin requirements.in into requirements.txt
	@uv pip compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	  --python-version 3.11 requirements.in -o requirements.txt

# What stops or shows uses what is there, whatever the machine lacks by now.
existing:
	@test -x $(PYTHON) || { echo "Nothing is set up here: make demo, or make up, does it." >&2; exit 1; }

# Made anew when the pins change, and what runs from it is stopped first. They are complete, so pip
# need not resolve anything (an old pip stumbles over extras). On standard error, for `make -s url` prints a URL and nothing else.
venv:
	@test "$(SYSTEM_PYTHON)" || { echo "Python is missing: apt-get install python3.11-venv" >&2; exit 1; }
	@"$(SYSTEM_PYTHON)" runtime/preflight.py
	@cmp -s requirements.txt .venv/installed.txt || test ! -L .venv || { echo \
	  ".venv is a link, and clearing it would empty what it points to: remove the link" >&2; exit 1; }
	@cmp -s requirements.txt .venv/installed.txt || { \
	  echo "Installing the pinned packages into .venv (about two minutes the first time) ..."; \
	  umask 022; test ! -x $(PYTHON) || test ! -e var/run || $(PYTHON) -m runtime down || true; \
	  "$(SYSTEM_PYTHON)" -m venv --clear .venv \
	  && { test -z "$$BUNDLE" || "$(SYSTEM_PYTHON)" runtime/bundle.py unpack; } \
	  && $(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps \
	    $(FROM_BUNDLE) -r requirements.txt \
	  && $(PYTHON) -m pip check \
	  && cp requirements.txt .venv/installed.txt; } >&2
