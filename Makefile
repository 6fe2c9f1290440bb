# Two commands matter: `make run` and `make test`. Both install what is missing first.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test test-large bench lint format weights clean

run: $(VENV)/installed weights  ## start the studio: on Discord with DISCORD_TOKEN set, else in the browser
	$(BIN)/python -m bot

test: $(VENV)/installed-dev weights  ## run every test
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

test-large: $(VENV)/installed-dev weights  ## paint 2048 and 4096 px and watch the memory: an hour
	EASEL_SLOW=1 $(BIN)/python -m pytest -s tests/stylecore/test_large.py

bench: $(VENV)/installed-bench weights  ## measure against the peers; QUICK=1: a first look; ALL=1: hours
	$(BIN)/python -m tests.benchmarks $(if $(QUICK),quick,$(if $(ALL),all,full)) $(if $(FRESH),--fresh)

lint: $(VENV)/installed-dev  ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

weights: $(VENV)/installed  ## fetch the network's weights once
	@$(BIN)/python -m bot weights

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Easel needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --editable .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[dev]'
	touch $@

$(VENV)/installed-bench: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --editable '.[bench]'
	touch $@

clean:  ## remove what was installed and built; pictures and weights stay
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
