# Two commands: `make build` builds the demo shop, `make test` passes every test. Both set everything up.
.PHONY: build test test_duckdb_2 lint bench bench-value bench-segments quality-vectors bench-vectors setup
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DUCKDB ?= $(patsubst duckdb==%,%,$(filter duckdb==%,$(shell cat requirements.lock)))
SCRATCH = target/$(@F)

# Data tests run with every build; unit tests are of the text of the models, and `make test` runs them.
build: setup
	$(BIN)/dbt build --exclude-resource-type unit_test

# The demo shop with its data and unit tests, then pytest (two builds at a time), then lint; `make build` is left alone.
test: setup
	$(call in_scratch) $(BIN)/dbt build --quiet
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest -n 2 --dist loadscope
	$(MAKE) lint

# The same on DuckDB 2, in an environment of its own; the real shops have run by then.
test_duckdb_2:
	$(MAKE) setup VENV=.venv-duckdb2 DUCKDB=2.0.1
	$(call in_scratch) .venv-duckdb2/bin/dbt build --quiet
	PATH="$(CURDIR)/.venv-duckdb2/bin:$$PATH" .venv-duckdb2/bin/pytest -n 2 --dist loadscope --ignore tests/python/test_examples.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(call in_scratch) $(BIN)/sqlfluff lint models tests/data --processes 1

bench: setup
	$(BIN)/python benchmarks/run.py

# Customer value beside naive forecasts (on the shops in KINDRED_TEST_DATA), and a million customers.
bench-value: setup
	$(BIN)/python benchmarks/customer_value.py

# Vectors: each encoder beside the plain ways, on the shops in KINDRED_TEST_DATA; networks need the extra `deep`.
quality-vectors: setup
	$(BIN)/python benchmarks/quality_vectors.py

bench-vectors: setup
	$(BIN)/python benchmarks/vector_speed.py

# Segments: planted shops beside a notebook, then speed at one and five million users.
bench-segments: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/planted_shops.py
	$(BIN)/python benchmarks/segments.py --users 1000000
	$(BIN)/python benchmarks/segments.py --users 5000000 --steps fit choice hierarchy

setup: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Kindred needs Python 3.11 or later')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	sed 's/^duckdb==.*/duckdb==$(DUCKDB)/' requirements.lock > $(VENV)/requirements.lock
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps -r $(VENV)/requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

in_scratch = mkdir -p $(SCRATCH) && KINDRED_WAREHOUSE=$(CURDIR)/$(SCRATCH)/kindred.duckdb \
	KINDRED_PUBLISHED=$(CURDIR)/$(SCRATCH)/published.duckdb DBT_TARGET_PATH=$(CURDIR)/$(SCRATCH)/dbt
