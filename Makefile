# Everything sets itself up: a virtual environment in .venv, made by the first Python 3.11 or 3.12 found.
# `make PYTHON=/path/to/python3.12 …` picks another one.

PYTHON ?= $(shell for p in python3.12 python3.11 python3 python; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
	2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test lint types fmt golden bench bench-hearing vsix clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run  ## a whole call on this machine: menus, hold, a person, your phone
	@$(BIN)/holdlang demo

test: lint types  ## everything that must hold: style, types, import rules, tests
	$(BIN)/python -m pytest

lint: .venv/dev  ## ruff, import rules, and the layout of our own flows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/holdlang fmt --check examples flows
	$(BIN)/holdlang check --format concise examples flows

types: .venv/dev  ## mypy, strict
	$(BIN)/mypy

fmt: .venv/dev  ## lay out Python and .hold source
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/holdlang fmt examples flows

golden: .venv/dev  ## write the golden files anew; read the diff before you commit it
	$(BIN)/python -m pytest -q --update

bench: .venv/dev  ## the figures of tests/bench/README.md
	$(BIN)/python -m tests.bench.language
	$(BIN)/python -m tests.bench.rehearsal
	$(BIN)/python -m tests.bench.menus
	$(BIN)/python -m tests.bench.first_call
	$(BIN)/python -m tests.bench.server

bench-hearing: .venv/dev  ## the figures of tests/bench/HEARING.md: OPTIONS=--quick takes minutes, all of it an hour
	$(BIN)/python -m tests.bench.hearing $(OPTIONS)
	$(BIN)/python -m tests.bench.tones

vsix:  ## the Visual Studio Code extension, as build/holdlang.vsix (needs Node.js)
	@mkdir -p build
	cd grammar/vscode && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
		&& npm run --silent package -- --out ../../build/holdlang.vsix

clean:  ## remove what can be made again
	rm -rf .venv build dist grammar/vscode/node_modules grammar/vscode/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "holdlang needs Python 3.11 or 3.12 with venv (Debian: apt-get install python3-venv)" >&2; exit 2; }
	@$(PYTHON) -m venv .venv
	@$(PIP) install --upgrade 'pip>=25.1'

.venv/run: pyproject.toml | .venv/bin/python
	@echo "setting up .venv (once) …"
	@$(PIP) install --editable '.[plot]'
	@touch $@

.venv/dev: .venv/run
	@$(PIP) install --group dev
	@touch $@
