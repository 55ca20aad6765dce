# Two commands: `make build` builds the demo shop, `make test` passes every test. Both set everything up.
.PHONY: build test pytest test_duckdb_2 test_networks lint bench bench-value bench-segments bench-similarity bench-recommend quality quality-order quality-retail quality-vectors bench-vectors setup
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SCRATCH = target/$(@F)

# Data tests run with every build; unit tests are of the text of the models, and `make test` runs them.
build: setup
	$(BIN)/dbt build --exclude-resource-type unit_test

# Beside each other: lint has one process, and pytest ends in waiting for the slower of its two. `make build` is left alone.
test: setup
	$(MAKE) -j 2 pytest lint

# Modules in the order of tests/python/conftest.py, not by how many tests they have.
BY_MODULE := -n 2 --dist loadscope --no-loadscope-reorder

# It builds the demo shop, among others, with its data and unit tests.
pytest: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest $(BY_MODULE)

# What an engine can change, on DuckDB 2, found before the environment's own. Left out are the real shops, the published
# split, wrong vars, which hardly reach the engine, and what compares whole builds of one engine with each other.
test_duckdb_2: setup
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps --target $(SCRATCH) duckdb==2.0.1
	PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH="$(CURDIR)/$(SCRATCH)" KINDRED_TEST_DUCKDB=2.0.1 \
	  $(BIN)/pytest $(BY_MODULE) -m "not mathematics" --ignore tests/python/test_examples.py \
	  $(addprefix --ignore tests/python/,test_configuration.py test_published_split.py test_leaks.py test_reused_fit.py test_segment_history.py)

# Sequence networks, with PyTorch beside the environment; TORCH says which release, or wheel.
TORCH ?= torch
test_networks: setup
	test -d $(SCRATCH)/torch || $(BIN)/python -m pip install --quiet --target $(SCRATCH) "$(TORCH)"
	PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH="$(CURDIR)/$(SCRATCH)" \
	  $(BIN)/pytest $(BY_MODULE) $(addprefix tests/python/,test_vector_room.py test_vectors_of_sequences.py)

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
	$(BIN)/python benchmarks/quality_vectors.py $(if $(SEQUENCES),--sequences $(SEQUENCES))

bench-vectors: setup
	$(BIN)/python benchmarks/vector_speed.py

# Segments: planted shops beside a notebook, then speed at one and five million users.
bench-segments: setup
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python benchmarks/planted_shops.py
	$(BIN)/python benchmarks/segments.py --users 1000000
	$(BIN)/python benchmarks/segments.py --users 5000000 --steps fit choice hierarchy

# Beside the libraries, which have environments of their own; BENCH takes options, such as --datasets gowalla.
bench-similarity: .venv-bench/peers .venv-lenskit/peers
	.venv-bench/bin/python benchmarks/similarity.py --lenskit .venv-lenskit/bin/python $(BENCH)

bench-recommend: .venv-bench/peers
	.venv-bench/bin/python benchmarks/recommend.py $(BENCH)

.venv-bench/peers: benchmarks/requirements.txt requirements.lock
	$(MAKE) setup VENV=.venv-bench
	.venv-bench/bin/uv pip install --quiet --python .venv-bench/bin/python -r benchmarks/requirements.txt
	touch $@

.venv-lenskit/peers: benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-lenskit
	.venv-lenskit/bin/python -m pip install --quiet --disable-pip-version-check lenskit==2025.8.1 "pandas<3"
	touch $@

# Recommendation quality: a published split (or SPLIT=folder), where order matters (or SEQUENCES=folder), and a real shop. The data are
# expected in the folder KINDRED_TEST_DATA, by default ../shared/data.
SPLIT ?=
SEQUENCES ?=
quality quality-order quality-retail quality-vectors bench-similarity bench-recommend: export KINDRED_TEST_DATA ?= $(abspath ../shared/data)
quality: setup
	$(BIN)/python benchmarks/quality.py $(SPLIT)

quality-order: setup
	$(BIN)/python benchmarks/order_quality.py $(SEQUENCES)

quality-retail: setup
	$(BIN)/python benchmarks/retail_quality.py

setup: $(VENV)/installed

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Kindred needs Python 3.11 or later')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --no-deps -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

in_scratch = mkdir -p $(SCRATCH) && KINDRED_WAREHOUSE=$(CURDIR)/$(SCRATCH)/kindred.duckdb \
	KINDRED_PUBLISHED=$(CURDIR)/$(SCRATCH)/published.duckdb DBT_TARGET_PATH=$(CURDIR)/$(SCRATCH)/dbt
