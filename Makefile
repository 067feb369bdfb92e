# Everything is installed inside this folder: .venv (the program and its tests) and .tools (uv, where the machine has none).
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test faults lint format lock

PYTHON ?= python3
# A distribution builds its interpreter with profile-guided optimisation, version managers mostly do not: with it a message
# is read in nine tenths of the time. PYTHON=… decides otherwise.
ifeq ($(origin PYTHON),file)
  INTERPRETER := $(shell /usr/bin/python3 -c 'import sys; print(sys.executable * (sys.version_info >= (3, 11)))' 2>/dev/null)
endif
INTERPRETER := $(or $(INTERPRETER),$(PYTHON))
PORT ?= 8000
VENV := .venv/bin
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
READY := .venv/.ready

export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
# Networks with a certificate of their own have it in the system store.
export UV_SYSTEM_CERTS := 1
# Compiled once here rather than at every start, whatever the environment says of writing bytecode.
export UV_COMPILE_BYTECODE := 1

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name does; do \
	  printf '  make %-8s %s\n' "$$name" "$$does"; done

setup: $(READY) ## Install everything into .venv, from requirements.lock

run: $(READY) ## Serve the chat and the desk on http://localhost:8000 (PORT=… to change)
	$(VENV)/appui start --port $(PORT)

test: $(READY) ## Run the tests, on every core
	$(VENV)/python -m pytest -n auto --dist worksteal

faults: $(READY) ## Kill, break, change and send hostile things by the hundred and the thousand
	APPUI_TEST_KILLS=200 $(VENV)/python -m pytest -s tests/test_whole_kills.py tests/test_kill_loses_nothing.py
	APPUI_TEST_KILLS=200 $(VENV)/python -m pytest -s tests/test_whole_discord.py
	APPUI_TEST_GATEWAY_FAULTS=300 APPUI_TEST_FUZZ=10000 $(VENV)/python -m pytest tests/test_discord_intake.py tests/test_discord_fuzz.py
	APPUI_TEST_KILLS=all $(VENV)/python -m pytest tests/test_dispatch_survives_kills.py
	APPUI_TEST_MUTATIONS=1000 $(VENV)/python -m pytest tests/test_custody_finds_changes.py
	APPUI_TEST_MUTATIONS=10000 $(VENV)/python -m pytest tests/test_dossier_verifiers.py
	APPUI_TEST_HOSTILE=all APPUI_TEST_PREVIEWS=1000 APPUI_TEST_PURGES=20 $(VENV)/python -m pytest \
	  tests/test_hostile_files.py tests/test_previews.py tests/test_intimate_is_purged.py

lint: $(READY) ## Check style, types, layers and content
	$(VENV)/ruff check
	$(VENV)/ruff format --check
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/appui content check

format: $(READY) ## Rewrite the code in the house style
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

lock: $(UV) ## Resolve pyproject.toml again into requirements.lock
	$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --all-extras --python-version 3.11 \
	  pyproject.toml --output-file requirements.lock

$(READY): requirements.lock pyproject.toml | $(UV)
	@$(INTERPRETER) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Appui needs Python 3.11 or newer: make setup PYTHON=python3.12'; exit 1; }
	test -x $(VENV)/python || $(UV) venv --quiet --allow-existing --python "$$(command -v $(INTERPRETER))" .venv
	$(UV) pip sync --quiet --python $(VENV)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(VENV)/python --no-deps --no-build-isolation --editable .
	$(VENV)/python -m compileall -q bot conversations storage
	@touch $@

.tools/uv/bin/uv:
	$(PYTHON) -m venv .tools/uv
	.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
