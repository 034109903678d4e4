# Everything that a fresh machine needs: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test lint bench long clean

demo: $(VENV)/.core  ## The main job, with a readable result
	$(BIN)/diorama demo

test: $(VENV)/.test  ## The suite; it ends by naming what this machine lacks
	$(BIN)/pytest -n $(WORKERS) -m "not long"

lint: $(VENV)/.test  ## Style and types, tests included
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --explicit-package-bases tests benchmarks

long: $(VENV)/.test  ## Full certification and soaks
	$(BIN)/pytest -n $(WORKERS) -m long

bench: $(VENV)/.bench  ## What the speed claims rest on
	$(BIN)/diorama bench

$(VENV)/.core: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ $(VENV)/.core

$(VENV)/.bench: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	touch $@ $(VENV)/.core

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
