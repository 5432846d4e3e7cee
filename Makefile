# Two commands are enough: `make demo` and `make test`. The rest are their parts.
.PHONY: demo test setup check web-check unit databases bench clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
# Compiled once at set-up: without it every start of the program compiles its libraries anew.
export PYTHONDONTWRITEBYTECODE :=

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f ! -name '*.md' ! -path 'web/tests/*' -print)
BUILT := src/frostier/shell/console/built/index.html
PORT ?= 8000
# One more than the cores of a small machine: a third of a test's time is waiting for a browser, a server or another process.
TEST_PROCESSES ?= 3
SHARED_OUT := -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
STORE_TESTS := $(addprefix tests/shell/,accounts crm grading intake outbox reviews runs workbench)

demo: setup  ## grade the demo company, then open the console on it
	$(BIN)/frostier --home demo-home demo
	$(BIN)/frostier --home demo-home serve --port $(PORT)

test: setup check web-check  ## every check and every test
	$(BIN)/pytest $(SHARED_OUT)
	@$(MAKE) --no-print-directory databases

setup:  ## libraries and pages; the two are fetched side by side
	@$(MAKE) --no-print-directory -j2 $(VENV)/.ready $(BUILT)

$(BUILT): $(WEB_SOURCES) web/node_modules/.ready
	cd web && npm run --silent build
	@touch $@

web/node_modules/.ready: web/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || \
		{ echo "Node.js 20 or newer is needed to build the pages / 构建网页需要 Node.js 20 以上"; exit 1; }
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

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

web-check: setup  ## the pages: types, style, tests
	cd web && npm run --silent types && npm run --silent lint && npm run --silent test

unit: setup  ## the tests without the slow ones
	$(BIN)/pytest -q -m "not slow and not server"

databases: setup  ## what the transactional store must do, on real PostgreSQL and MariaDB servers
	for server in postgresql mysql; do \
		FROSTIER_TEST_DATABASE=$$server $(BIN)/pytest -q $(SHARED_OUT) -m "not slow" $(STORE_TESTS) || exit 1; \
	done

bench: setup  ## print the speed table (docs/benchmarks.md)
	$(BIN)/python -m benchmarks.table

clean:
	rm -rf $(VENV) demo-home web/node_modules src/frostier/shell/console/built .pytest_cache .mypy_cache .ruff_cache .hypothesis
