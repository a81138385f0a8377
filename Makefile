# One word per habit. `make serve` and `make test` need Python 3.11 or later, git and make, nothing else.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# The lock is whole, so nothing is resolved again: pip's resolver would look for the newest `coverage[toml]` beside the pinned one.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps
FLASK := $(BIN)/flask --app wsgi
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist worksteal
# Commands are processes, and so are workers: without it each would compile the whole service anew.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

help:            ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runs: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is %s. Say which: make PYTHON=python3.12" % sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/.develops: $(VENV)/.runs requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	@touch $@

install: $(VENV)/.runs          ## the .venv with what runs

serve: install                  ## migrate, seed WSIS 2017 if there is no event, serve and run jobs (PORT, DATABASE_URL)
serve: export BASE_URL ?= http://127.0.0.1:$(PORT)
serve:
	@$(FLASK) db upgrade
	@$(FLASK) seed --if-empty
	@$(FLASK) secrets create --if-missing
	@echo "Serving $(BASE_URL)/ (Ctrl-C ends it)"
	@trap 'kill $$web $$jobs 2>/dev/null; wait' EXIT; trap 'trap "" INT TERM; exit 130' INT; trap 'trap "" INT TERM; exit 143' TERM; \
	$(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 2 --threads 4 \
	  --graceful-timeout 5 --log-level warning --no-control-socket wsgi:app & web=$$!; \
	LOG_LEVEL=$${LOG_LEVEL:-warning} $(FLASK) jobs run & jobs=$$!; \
	while kill -0 $$web && kill -0 $$jobs; do sleep 1; done 2>/dev/null; \
	kill -0 $$web 2>/dev/null && ended=jobs || ended=gunicorn; echo "$$ended ended by itself, so all of it ends." >&2; exit 1

seed: install                   ## the database of `make serve`, migrated and seeded, without serving
	@$(FLASK) db upgrade
	@$(FLASK) seed

test: $(VENV)/.develops         ## the whole suite on SQLite; what needs more than Python packages is skipped and says so
	$(PYTEST) --plain

# They wait for servers and browsers half of the time, so there are twice as many at work as there are cores.
rest: $(VENV)/.develops test    ## the tests that `make test` skips: PostgreSQL, browser, npm, Debian
	$(PYTEST) --numprocesses $$(( 2 * $$($(BIN)/python -c 'import os; print(os.cpu_count())') )) -m 'postgresql or browser or npm or debian'

check: export CI := true
check: lint types layers rest   ## what CI runs, and nothing skipped: lint, types, layers, drift, every test

cover: export CI := true
cover: $(VENV)/.develops        ## every test, slower: which lines none of them reaches, and whether that is too many
	@rm -f .coverage .coverage.*
	$(PYTEST) --cov

lint: $(VENV)/.develops         ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.develops        ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/.develops       ## import-linter: who may import whom
	$(BIN)/lint-imports --no-logo

drift: $(VENV)/.develops        ## migrations against the row classes, on each database that is there
	$(BIN)/python -m pytest -q tests/test_migrations.py

bench: $(VENV)/.develops        ## every benchmark; each prints figures and ratios
	@set -e; for script in $$(grep -l '__main__' bench/*.py | sort); do \
	  name=$$(basename $$script .py); echo "== $$name"; $(BIN)/python -m bench.$$name; done

docs: install                   ## make docs/settings.md and docs/rules.md anew from the code
	$(BIN)/python -c 'import config; print(config.settings_markdown(), end="")' > docs/settings.md
	$(BIN)/python -c 'from scheduler.domain.conflicts import ALL, describing; print(describing.rules_markdown(ALL), end="")' > docs/rules.md

lock: $(VENV)/.develops         ## compile requirements*.txt from pyproject.toml (UPGRADE=1: newest releases)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  $(if $(UPGRADE),--upgrade) --custom-compile-command 'make lock' pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  $(if $(UPGRADE),--upgrade) --custom-compile-command 'make lock' --constraint requirements.txt pyproject.toml --group dev --extra oidc --extra pdf -o requirements-dev.txt

.PHONY: help install serve seed test rest check cover lint types layers drift bench docs lock
