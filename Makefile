# Two commands: `make build` builds the demo shop, `make test` passes every test. Both set everything up.
.PHONY: build test setup lint bench
VENV ?= .venv
PYTHON ?= python3
LOCK ?= requirements.lock
BIN := $(VENV)/bin
export DBT_SEND_ANONYMOUS_USAGE_STATS ?= false

build: setup
	$(BIN)/dbt build

test: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest
	$(MAKE) lint

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	KINDRED_WAREHOUSE=target/lint.duckdb $(BIN)/sqlfluff lint models macros tests/data --processes 1

setup: $(VENV)/installed

$(VENV)/installed: $(LOCK) pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Kindred needs Python 3.11 or later')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -r $(LOCK)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@
