# Two commands are enough: `make demo` and `make test`. The rest are their parts.
.PHONY: demo test setup check unit bench servers clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Compiled once at set-up: without it every start of the program compiles its libraries anew.
export PYTHONDONTWRITEBYTECODE :=

demo: setup  ## grade the demo company and show it
	$(BIN)/frostier --home demo-home demo

test: setup check  ## every check and every test
	$(BIN)/pytest -n 2 --dist loadfile

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src
	@touch $@

check: setup  ## style, types, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup  ## the tests without the slow ones
	$(BIN)/pytest -q -m "not slow and not server"

bench: setup  ## print the speed table (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.table

clean:
	rm -rf $(VENV) demo-home .pytest_cache .mypy_cache .ruff_cache .hypothesis
