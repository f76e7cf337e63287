# `make help` says what there is. Everything runs in .venv, which is made and brought up to date when needed.

VENV := .venv
# PYTHON=… chooses another interpreter for a new .venv; UV=… another uv for `make lock`; WORKERS=… more or fewer test processes.
PYTHON ?=
UV ?= uv
# Tests wait as much as they compute: for a database, a process, a clock. Each worker first reads all of them.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
WORKERS ?= $(shell expr $(CORES) \* 2)
MORE_WORKERS ?= $(CORES)
INSTALLED := $(VENV)/.installed
# What audits is no part of what is audited, and what locks needs nothing that is locked.
AUDIT := .audit
AUDIT_SERVICE := pypi
OTHER_PYTHON := $(or $(PYTHON),python3)
PYTEST := $(VENV)/bin/pytest --maxprocesses=8

# The tests start hundreds of processes, and each worker reads all of them: what is compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-more soak check audit bench install lock

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## Talk to Slack when SLACK_BOT_TOKEN is set, else open a local workspace with a sample company
	@if [ -n "$$SLACK_BOT_TOKEN" ]; then exec $(VENV)/bin/callboard serve; else exec $(VENV)/bin/callboard try; fi

test: $(INSTALLED) ## Run the tests (under three minutes)
	$(PYTEST) --numprocesses=$(WORKERS) -m "not more and not soak"

test-more: $(INSTALLED) ## Run the slower suites
	@$(call if_any,$(PYTEST) --numprocesses=$(MORE_WORKERS) -m "more and not soak")

soak: $(INSTALLED) ## Run the suites of full length
	@$(call if_any,$(VENV)/bin/pytest -m soak)

check: $(INSTALLED) ## Check format, style, types and the laws between the packages
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports --no-logo

audit: ## Look for known weaknesses in what is installed, and for secrets in what is kept (asks the network)
	@test -x $(AUDIT)/bin/pip-audit || { $(OTHER_PYTHON) -m venv $(AUDIT) && \
		$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1 detect-secrets==1.5.0; }
	@$(AUDIT)/bin/python tests/auditing.py $(AUDIT)/bin $(AUDIT_SERVICE)

bench: $(INSTALLED) ## Measure speed and memory
	$(VENV)/bin/python -m tests.benchmarks

install: $(INSTALLED) ## Prepare .venv with everything that the other targets need

lock: ## Bring the lock files in line with pyproject.toml
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv/ says how to get it." >&2; exit 1; }
	$(call compile,requirements.lock,--group dev --all-extras,pyproject.toml)
	$(call compile,requirements-runtime.lock,--all-extras --constraints requirements.lock,pyproject.toml)
	@$(OTHER_PYTHON) -c '$(build_tools)' | $(call compile,requirements-build.lock,--constraints requirements.lock,-)

$(INSTALLED): requirements.lock pyproject.toml
	@test -x $(VENV)/bin/python || $(make_venv)
	@echo "Installing the pinned packages into $(VENV); the first time takes a minute."
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# pytest's status 5 means that no test carries the mark.
if_any = echo '$(1)'; $(1) || { status=$$?; test $$status -eq 5 || exit $$status; }

compile = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" --output-file $(1) $(2) $(3)
build_tools = import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")

define make_venv
{ \
	for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; python=; \
	done; \
	test -n "$$python" || { \
		echo "Python 3.11 or newer is needed: install it, or name it with \`make PYTHON=/path/to/python3\`." >&2; exit 1; }; \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv is missing: on Debian and Ubuntu \`sudo apt-get install python3-venv\` brings it." >&2; exit 1; }; \
	"$$python" -m venv $(VENV); \
}
endef
