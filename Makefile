# The two commands: `make try` opens the room, `make test` runs the tests.
# Everything lives in .venv; delete that folder to begin again.
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: try test lint e2e bench faults load audit train lock format clean

try: .venv/installed
	@$(BIN)/python -m bot try $(ARGS)

# Everything on SQLite, then what has a database on a PostgreSQL of the tests' own, where there is one.
# That nothing of what was chosen has a database (5) is no fault. ON_POSTGRESQL names what to run there
# where time is short; on its own it is all.
test: .venv/installed-dev
	@$(BIN)/python -m pytest $(ARGS)
	@$(BIN)/python -m pytest --database postgresql $(ARGS) $(ON_POSTGRESQL) || [ $$? = 5 ]

lint: .venv/installed-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/texts_lint.py

e2e: .venv/installed-e2e .e2e/installed .e2e/teams/installed
	@$(BIN)/python -m tests.e2e.slack.schema
	@$(BIN)/python -m pytest tests/e2e --override-ini addopts="-q --strict-markers -p no:cacheprovider" $(ARGS)

bench: .venv/installed-dev
	@$(BIN)/python -m benchmarks $(ARGS)

# Kills the service two hundred times, fills its disk and cuts its lines, and looks for what was lost.
faults: .venv/installed-dev
	@$(BIN)/python -m pytest tests/faults --kills 200 $(ARGS)

# Signed requests of Slack and Teams from another process, beside an app that only acknowledges.
load: .venv/installed-dev
	@$(BIN)/python -m benchmarks.load $(ARGS)

# Asks the advisory database about every package in the lock files.
audit: .venv/installed-dev
	@$(BIN)/python -m scripts.audit $(ARGS)

# Learns the reader anew from training/, and writes what it learnt beside the reader's code.
train: .venv/installed-dev
	@$(BIN)/python -m training.fit $(ARGS)

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

# Outside Python: what reads Slack's types and draws its messages. No package's script is run.
.e2e/installed: tests/e2e/slack/package.json tests/e2e/slack/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || { echo "Node 18 or newer and npm are needed to check and draw Slack's messages, and were not found. Install them (Debian: apt install nodejs npm) and run make e2e again."; exit 1; }
	@echo "Installing what checks and draws Slack's messages (once) ..."
	@mkdir -p .e2e && cp $^ .e2e
	@npm ci --prefix .e2e --ignore-scripts --no-audit --no-fund --silent || { echo "npm could not install them: npm ci --prefix .e2e --ignore-scripts says why."; exit 1; }
	@touch $@

# The same for Teams: what draws its cards, its manifest's schema, and a client to drive.
.e2e/teams/installed: tests/e2e/teams/package.json tests/e2e/teams/package-lock.json
	@node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || { echo "Node 18 or newer and npm are needed to draw Teams' cards, and were not found. Install them (Debian: apt install nodejs npm) and run make e2e again."; exit 1; }
	@echo "Installing what draws Teams' cards and drives a client (once) ..."
	@mkdir -p .e2e/teams && cp $^ .e2e/teams
	@npm ci --prefix .e2e/teams --ignore-scripts --no-audit --no-fund --silent || { echo "npm could not install them: npm ci --prefix .e2e/teams --ignore-scripts says why."; exit 1; }
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .e2e
