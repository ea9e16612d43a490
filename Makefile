# What people and CI type; `make` alone lists it. Runs with GNU make 3.81 (macOS) and newer and any
# POSIX shell. Every target sets up the environment in .venv by itself, once.

BIN := .venv/bin
INSTALLED := .venv/.installed

# As in an activated environment: nbgrader starts `alembic`, and JupyterLab its terminals, by PATH.
RUN := PATH="$(CURDIR)/$(BIN):$$PATH"

OUTSIDE = PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH="$(CURDIR)/build/outside" \
	JUPYTER_DEFAULT_PROVISIONER_NAME=autograde \
	"$(CURDIR)/$(BIN)/python" -m pytest -o addopts= -p no:cacheprovider -q -W default \
	-o asyncio_default_fixture_loop_scope=function

# The interpreters to try, in this order: make setup PYTHON=python3.12
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
# More words for the command behind a target: make test ARGS="-k ex1"
ARGS =

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test outside lint bench lab notebooks site lock clean

help: ## List what can be made
	@echo "make TARGET [ARGS=...] [PYTHON=...]"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile

setup: $(INSTALLED) ## Make the environment in .venv (again, if its lists changed)
	@echo "The environment in .venv is ready."

demo: $(INSTALLED) ## Release, collect, grade and report a sample class; prints the page to open
	@echo "Grading a sample class: about 1 minute."
	$(RUN) $(BIN)/autograde demo $(ARGS)

# One thread for each of the two workers: with more threads than cores torch is 3 times slower. A module
# stays with one worker, because many share a class that takes long to grade.
test: $(INSTALLED) ## Run the tests
	@echo "Testing: about 25 minutes on 2 cores."
	$(RUN) OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadscope $(ARGS)

# Others' tests with our kernels in the place of ordinary ones. Their own requirements come into
# build/outside, because they are none of ours.
outside: $(INSTALLED) ## Run nbclient's and nbgrader's own tests, and nbval, on our kernels
	@echo "Testing with others' tests: about 11 minutes on 2 cores."
	rm -rf build/outside
	$(BIN)/python -m pip install --quiet --no-deps --target build/outside \
		flaky pytest-asyncio testpath xmltodict
	$(BIN)/python -m pip download --quiet --no-deps --no-binary nbclient --dest build/outside \
		"nbclient==$$($(BIN)/python -c 'import nbclient; print(nbclient.__version__)')"
	mkdir build/outside/nbclient-tests && tar -xzf build/outside/nbclient-*.tar.gz \
		--strip-components=1 -C build/outside/nbclient-tests
	cd build/outside/nbclient-tests && $(OUTSIDE) tests/test_client.py
	cd build/outside && $(OUTSIDE) --pyargs nbgrader.tests.apps.test_nbgrader_autograde
	$(RUN) $(BIN)/python -m pytest tests/notebooks/test_nbval.py

lint: $(INSTALLED) ## Check style, format, types and spelling
	@echo "Checking style, format, types and spelling: about 20 seconds, then 2 when little changed."
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell

bench: $(INSTALLED) ## Measure the published figures, one script each
	@echo "Measuring: minutes for each script; leave the machine alone meanwhile."
	@set -e; none=yes; for script in benchmarks/*.py; do \
		case $$script in */_*|*'*'*) continue;; esac; \
		none=; echo "$(BIN)/python $$script $(ARGS)"; $(RUN) $(BIN)/python "$$script" $(ARGS); \
	done; \
	test -z "$$none" || echo "There are no benchmarks yet."

lab: $(INSTALLED) ## Open the course in JupyterLab
	@echo "Starting JupyterLab: a few seconds; stop it with Ctrl-C."
	$(RUN) $(BIN)/autograde lab $(ARGS)

notebooks: $(INSTALLED) ## Make the students' notebooks out of solutions/ (ARGS=--check only compares)
	@echo "Making the students' notebooks: under 1 minute."
	$(RUN) $(BIN)/autograde release $(ARGS)

# Where the site is to lie; the pages that it is built from are put together beside it.
SITE = build/site

site: $(INSTALLED) ## Build the course site from notebooks/ and docs/
	@echo "Building the course site: about 30 seconds."
	rm -rf $(SITE) $(SITE)-pages && mkdir -p $(SITE)-pages
	cp -Rp docs/. notebooks/. course.toml $(SITE)-pages
	$(BIN)/typer autograde.cli utils docs --name autograde \
		--output $(SITE)-pages/reference/commands.md
	$(BIN)/sphinx-build --quiet --nitpicky --fail-on-warning --keep-going \
		--doctree-dir $(SITE)-pages/.doctrees $(SITE)-pages $(SITE)
	@echo "The site is built. Open it: $(SITE)/index.html"

# Pins stay as they are wherever they still fit; ARGS=--upgrade takes the newest of everything.
lock: | $(BIN)/uv ## Write requirements.lock anew from pyproject.toml (ARGS=--upgrade: newest)
	@echo "Resolving the dependencies: a few seconds."
	$(BIN)/uv pip compile pyproject.toml --quiet --all-extras --universal --python-version 3.11 \
		--constraint constraints.txt --output-file requirements.lock \
		--custom-compile-command "make lock" $(ARGS)

clean: ## Delete build/ and the caches, nothing else
	rm -rf build .mypy_cache .pytest_cache .ruff_cache
	find $(wildcard autograde benchmarks datasets solutions tests) \
		-name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Kept: .venv and whatever a class or a person made, such as submitted/ and gradebook.db."

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/pip
	@if [ -f $@ ]; then \
		echo "The lists changed. Bringing .venv up to date: about 10 seconds, longer for new versions."; \
	else \
		echo "Setting up .venv, once: 2 to 4 minutes, 3.3 GB to download and 7 GB of disk on Linux,"; \
		echo "where torch brings its GPU libraries; less elsewhere."; \
	fi
	$(BIN)/python -m pip install -r requirements.lock
	$(BIN)/python -m pip install --no-deps --no-build-isolation -e .
	@# It lists the fonts once, and would tell the first notebook that this takes a moment.
	$(BIN)/python -c 'import matplotlib.pyplot'
	@# Only Linux can shut a kernel in; elsewhere nobody should be offered one.
	@if [ "$$(uname)" = Linux ]; then \
		$(BIN)/jupyter kernelspec install --sys-prefix --name autograde autograde/kernel/spec; \
	fi
	@touch $@

# Enough for `make lock`, which must work when requirements.lock is missing or broken.
$(BIN)/uv: | $(BIN)/pip
	@echo "Getting uv: a few seconds."
	$(BIN)/python -m pip install uv

$(BIN)/pip:
	@for python in $(PYTHON) none; do \
		"$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
		echo "No Python 3.11 or newer with venv among: $(PYTHON)" >&2; \
		echo "Install one (Debian, Ubuntu: apt install python3-venv; macOS: brew install python)," >&2; \
		echo "or name it: make setup PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "$$python -m venv --clear .venv"; "$$python" -m venv --clear .venv
