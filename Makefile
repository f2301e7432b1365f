# Needs Python 3.11 or newer and make; everything else goes into .venv.

VENV   := .venv
BIN    := $(VENV)/bin
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check
PROPERTIES := tests/engine/facts/test_incremental.py tests/engine/sources \
	tests/worker/test_protocol.py tests/incidents/test_machine.py
INSTALLED_BY := pyproject.toml constraints.txt
# Three for two cores: a third of their time, tests wait for a screen to come to rest.
WORKERS := 3

.PHONY: run test soak fuzz bench docs clean

run: $(VENV)/.run                ## open the cockpit on its sample workspace
	@$(BIN)/cockpit demo

test: $(VENV)/.test              ## every check; the last line is pytest's
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -m "not soak" -n $(WORKERS) --dist worksteal

soak: $(VENV)/.test              ## the long counts, an hour and more; the last line says it
	@date +%s > $(VENV)/.soak
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -q -m "not soak" $(PROPERTIES)
	$(BIN)/python -m pytest -q -m soak tests/soak --durations=20
	$(MAKE) fuzz
	@echo "soaked for $$(( ($$(date +%s) - $$(cat $(VENV)/.soak)) / 60 )) minutes"

fuzz: $(VENV)/.fuzz              ## a hundred thousand damaged exports; goes on where it was
	$(BIN)/python -m tests.fuzz

bench: $(VENV)/.bench            ## the performance contract, beside its peers
	$(BIN)/python -m benchmarks

docs: $(VENV)/.test              ## write the generated pages again
	$(BIN)/python -m tests.docs

clean:                           ## forget everything that was built
	rm -rf $(VENV) build dist *.egg-info
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .fuzz
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	@echo "Building $(VENV), once ..."
	@$(PYTHON) -m venv $(VENV)

# A stamp is newer than what decides about its installation: second runs are instant.
$(VENV)/.run: $(INSTALLED_BY) | $(BIN)/python
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.test: $(INSTALLED_BY) | $(BIN)/python
	@$(PIP) install -c constraints.txt -e ".[test]"
	@touch $@ $(VENV)/.run

# There is no atheris for some systems: then Hypothesis alone makes the inputs.
$(VENV)/.fuzz: $(VENV)/.test
	@$(PIP) install -c constraints.txt -e ".[test,fuzz]" || echo "no atheris here"
	@touch $@

$(VENV)/.bench: $(INSTALLED_BY) | $(BIN)/python
	@$(PIP) install -c constraints.txt -e ".[bench]"
	@touch $@ $(VENV)/.run
