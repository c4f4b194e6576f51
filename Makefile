# The whole interface. VAR_DIR moves all state, PORT the address, SCALE the size of the demo.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench demo setup setup-dev browser lock

run: setup
	@exec $(BIN)/python -m config.engine.supervisor

setup:
	@$(PYTHON) config/setup.py base

setup-dev:
	@$(PYTHON) config/setup.py dev

test: setup-dev browser
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-dev
	@$(BIN)/python -m config.check

bench: setup-dev
	@$(BIN)/python manage.py bench

demo: setup
	@$(BIN)/python manage.py demo --scale $(or $(SCALE),1)

browser: setup-dev
	@$(BIN)/python -m config.chromium

lock: setup-dev
	@$(BIN)/python -m config.lock
