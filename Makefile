# The only commands a newcomer needs: make run, make test. Each sets up what is missing.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
export PORT

.PHONY: run test check bench soak mutants screenshots translations set-up packages

set-up:
	@bash scripts/set-up.sh $(VENV)

packages:
	@bash scripts/system-packages.sh

run: set-up
	@DRAFTING_DEMO=1 exec $(BIN)/flask --app app serve

# One folder or file: make test TESTS=tests/text
test: set-up packages
	@$(BIN)/python -m pytest $(TESTS)

check: set-up
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: set-up
	@$(BIN)/python -m bench

# New and changed words into the catalogues; then translate what is empty in them.
translations: set-up
	@PYTHON=$(BIN)/python bash scripts/translations.sh

# Every page's picture into docs/screenshots, from both demonstrations.
screenshots: set-up packages
	@$(BIN)/python -m scripts.screenshots

# The long hunts: the same tests with a larger share of random drafts, kills and fuzzing.
soak: set-up packages
	@SOAK=1 $(BIN)/python -m pytest $(TESTS)

# Does a test notice when the text core is changed at random? An hour; tells the changes that no test noticed.
mutants: set-up
	@bash scripts/mutants.sh $(VENV)
