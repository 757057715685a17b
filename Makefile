# The two commands: `make try` opens the room, `make test` runs the tests.
# Everything lives in .venv; delete that folder to begin again.
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: try test lint e2e bench lock format clean

try: .venv/installed
	@$(BIN)/python -m bot try $(ARGS)

test: .venv/installed-dev
	@$(BIN)/python -m pytest $(ARGS)

lint: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/texts_lint.py

e2e: .venv/installed-e2e
	@$(BIN)/python -m pytest tests/e2e --override-ini addopts="-q --strict-markers -p no:cacheprovider" $(ARGS)

bench: .venv/installed-dev
	@$(BIN)/python -m benchmarks $(ARGS)

format: .venv/installed-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The lock files carry hashes and no index address; uv comes from the registry you use.
lock: .venv/installed
	$(BIN)/python -m pip install --quiet uv
	@set -e; for extra in "" dev e2e; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" $${extra:+--extra $$extra} $$( [ "$$extra" = e2e ] && echo --extra dev ) \
		pyproject.toml -o requirements$${extra:+-$$extra}.lock; done

.venv/installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install it (Debian: apt install python3 python3-venv) and run make again."; exit 1; }
	@test -x $(BIN)/python || { echo "Making .venv with $(PYTHON) ..."; $(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python could not make a virtual environment. On Debian: apt install python3-venv, then run make again."; exit 1; }; }
	@echo "Installing what is needed (once) ..."
	@$(PIP) -r requirements.lock
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.lock
	@echo "Installing what the tests need (once) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $@

.venv/installed-e2e: .venv/installed-dev requirements-e2e.lock
	@echo "Installing what the browser tests need (once) ..."
	@$(PIP) -r requirements-e2e.lock
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .e2e
