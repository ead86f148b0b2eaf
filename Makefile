# The only commands a newcomer needs: make run, make test. Each sets up what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 5000
export PORT

.PHONY: run test check bench soak setup packages

setup: $(READY)

$(READY): requirements.txt
	@echo "Setting up $(VENV) (once, and when requirements.txt changes) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

packages:
	@bash scripts/system-packages.sh

run: $(READY)
	@DRAFTING_DEMO=1 $(BIN)/flask --app app serve

test: $(READY) packages
	@$(BIN)/python -m pytest $(TESTS)

check: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check drafting app.py tests bench scripts
	@$(BIN)/mypy

bench: $(READY)
	@$(BIN)/python -m bench

soak: $(READY) packages
	@SOAK=1 $(BIN)/python -m pytest tests
