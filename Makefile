# What one does with Vidik. Everything is made inside this folder: .venv, web/node_modules, demo.

CITY ?= helsinki
PORT ?= 8000
EXTRACT ?=
ARGS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --quiet
WEB := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

# Stamps say what is done, so that doing it again is quick.
RUNTIME := .venv/.stamp-runtime
DEV := .venv/.stamp-dev
NPM := web/node_modules/.stamp-npm
STATIC := web/node_modules/.stamp-static
WARM := .venv/.stamp-warm

# What is compiled on the first use; `vidik warm` uses all of it once.
LOOPS := src/vidik/compiled.py $(shell find src/vidik -path '*kernels*' -name '*.py')

.DEFAULT_GOAL := help
.PHONY: help setup dev web demo test lint docs reference check bench bench-all bench-site lock browser clean
.DELETE_ON_ERROR:

help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18
	@echo
	@echo '  make demo CITY=novi_sad EXTRACT=path/to/novi_sad.osm.pbf PORT=8000'

setup: $(RUNTIME) $(STATIC) $(WARM) ## Everything that is needed to run Vidik, in .venv

$(RUNTIME): requirements/runtime.txt pyproject.toml
	@python=$$(PYTHON='$(PYTHON)' scripts/find_python.sh) && { test -x $(BIN)/python || "$$python" -m venv .venv; }
	@echo 'Installing what Vidik runs on (requirements/runtime.txt)'
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/runtime.txt
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

dev: $(DEV) $(STATIC) $(WARM) ## Everything that is needed to test and check it

$(DEV): requirements/dev.txt $(RUNTIME)
	@echo 'Installing what tests and checks need (requirements/dev.txt)'
	@$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

web: $(STATIC) ## The pages' scripts and styles, into src/vidik/web/static

$(NPM): web/package-lock.json requirements/node.txt | $(RUNTIME)
	@scripts/npm.sh ci --silent
	@touch $@

$(STATIC): $(NPM) $(WEB)
	@scripts/npm.sh run --silent build
	@touch $@

$(WARM): $(RUNTIME) $(STATIC) $(LOOPS)
	@echo 'Compiling what Vidik computes with: a few minutes, once'
	@$(BIN)/vidik warm > /dev/null
	@touch $@

demo: setup ## Build the observatory of CITY and serve it on PORT
	@$(BIN)/python scripts/prepare_demo.py $(CITY) $(if $(EXTRACT),--extract '$(EXTRACT)')
	@$(BIN)/vidik build demo/$(CITY)/city.toml
	@$(BIN)/vidik serve demo/$(CITY)/site --port $(PORT)

browser: ## A Chromium for the browser tests
	@scripts/install_chromium.sh

test: dev browser demo/helsinki/helsinki.osm.pbf ## Every test; ARGS='tests/sight -k arc' picks some
	$(BIN)/pytest -n auto $(ARGS)

demo/helsinki/helsinki.osm.pbf: scripts/fetch_helsinki.py | $(RUNTIME)
	@$(BIN)/python scripts/fetch_helsinki.py $@
	@touch $@

lint: dev ## Form, types, imports, docstrings, spelling, what must not be in the tree
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_docstrings.py
	$(BIN)/python scripts/reference.py --check
	$(BIN)/python scripts/catalogue.py --check
	$(BIN)/python scripts/check_tree.py
	$(BIN)/codespell
	scripts/npm.sh run --silent check

docs: dev ## The documentation, into docs/_build/html, its examples run
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -q -b doctest docs docs/_build/doctest

reference: dev ## Write anew what follows from the code: reference pages, catalogue of messages
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/catalogue.py

check: lint test docs ## What CI runs

bench: dev ## Timings beside peers, as Markdown; some minutes
	@$(BIN)/python -m bench

bench-all: bench ## And from files to figures, up to ten million buildings, and lists matched; long
	@$(BIN)/python -m bench.direct
	@$(BIN)/python -m bench.pipeline
	@$(BIN)/python -m bench.loading
	@$(BIN)/python -m bench.matching
	@$(BIN)/python -m bench.scores

bench-site: dev ## What a site costs a browser, as Markdown; ARGS=demo/helsinki/site looks at that one
	@$(BIN)/python -m bench.site $(ARGS)

lock: $(DEV) ## Pin the newest versions of everything, with hashes
	$(LOCK) --upgrade --group build -o requirements/runtime.txt
	$(LOCK) --upgrade --group build --group dev -c requirements/runtime.txt -o requirements/dev.txt

clean: ## Remove what was made, but for demo
	rm -rf .venv build web/node_modules web/dist src/vidik/web/static docs/_build docs/reference/library \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
