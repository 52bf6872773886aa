# Snapcount. `make help` lists everything. Nothing here needs root but what stands under test-system.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-prefect run test test-system bench campaign campaign-faults lint docs docs-check build clean \
        ingest-nflverse validate-manifests dbt-run dbt-test dbt-freshness prefect-server prefect-demo deploy serve

PYTHON ?= python3
# Enough for every named step to be killed 20 times in each kind of publish.
KILLS ?= 7200
SNAPCOUNT := bin/snapcount
# The sample league lives in its own home: never in the user's data/.
SAMPLE_HOME := .home/sample
# Where `make prefect-server` keeps its database and settings. No statistics are sent to Prefect's makers. Leases on files: in memory they
# are forgotten by a restart, and the slots they hold stay taken.
PREFECT_SERVER_ENV = PREFECT_HOME="$${PREFECT_HOME:-$(CURDIR)/.home/prefect}" PREFECT_SERVER_ANALYTICS_ENABLED=false \
	PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE=prefect.server.concurrency.lease_storage.filesystem

help: ## list every target
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/dbt/.installed dist/.built samples/rendered/.rendered ## install what run needs (idempotent)

setup-prefect: .venv/prefect/.installed ## install Prefect itself: for its server, its worker and the tests

run: setup ## play three days of the sample league (no network), run dbt and its tests, show what was loaded
	@status=0; SNAPCOUNT_HOME=$(SAMPLE_HOME) $(SNAPCOUNT) run --profile sample || status=$$?; \
	if [ $$status -ne 3 ]; then exit $$status; fi; \
	echo; \
	echo "That is the expected end. On the third day KeepTradeCut's page is broken on purpose: it was put aside,"; \
	echo "the values of the second day stay in use, and everything else went on. A run that could not load everything"; \
	echo "ends as partial success, exit code 3. To look at it: SNAPCOUNT_HOME=$(SAMPLE_HOME) $(SNAPCOUNT) quarantine show ktc.players"

test: setup setup-prefect ## all tests that need nothing but Node, Python and make
	@node scripts/test.mjs unit

test-system: setup setup-prefect ## tests that need Debian packages or root (see .ci/run)
	@node scripts/test.mjs system

bench: setup setup-prefect ## measure the speed goals as ratios in one run
	@ONLY=$(ONLY) node --import tsx bench/run.ts

campaign: campaign-faults ## all faults seen in the wild, then the full kill campaign (make test runs a seeded part of both); KILLS=1000 is the quick one
	@node --import tsx tests/kill/campaign.ts --kills $(KILLS)

campaign-faults: setup ## every fault seen in the wild, each to be caught by its check; ONLY=ktc for those whose name says so
	@node --import tsx tests/campaign/campaign.ts $(ONLY)

lint: node_modules/.installed ## types, lint and import arrows
	@npx tsc -p . && npx eslint . && npx depcruise --config .dependency-cruiser.cjs src packages

docs: setup ## rewrite the generated parts of the documents
	@$(SNAPCOUNT) docs write

docs-check: setup ## fail when a document is not true
	@$(SNAPCOUNT) docs check

ingest-nflverse: setup ## load nflverse from the live provider into data/
	@$(SNAPCOUNT) run nfl_data_pipeline --no-dbt

validate-manifests: setup ## check every current partition against its manifest and footer
	@$(SNAPCOUNT) validate --fail-on-gaps

dbt-run: setup ## seed and build the dbt models
	@$(SNAPCOUNT) dbt run

dbt-test: setup ## run the dbt tests
	@$(SNAPCOUNT) dbt test

dbt-freshness: setup ## ask dbt how long ago each source was looked at
	@$(SNAPCOUNT) dbt freshness

prefect-server: setup-prefect ## start Prefect's server and UI on http://127.0.0.1:4200
	@$(PREFECT_SERVER_ENV) .venv/prefect/bin/prefect server start --host 127.0.0.1

prefect-demo: setup setup-prefect ## start a server, deploy, run the sample league as its UI would, take pictures
	@node --import tsx tests/system/prefect-demo.ts

deploy: setup ## create or update the deployments on the Prefect server of PREFECT_API_URL
	@$(SNAPCOUNT) deploy

serve: setup ## start the schedules of config/schedules.yaml on this machine
	@$(SNAPCOUNT) serve

build: dist/.built ## bundle the command line

clean: ## remove what make made, but no data of yours
	@rm -rf dist .home samples/rendered

# Stamps: a command that is repeated reinstalls nothing.
node_modules/.installed: package-lock.json packages/prefect/package.json .npmrc
	@echo "Installing Node packages ..."
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.venv/dbt/.installed: requirements/dbt.txt
	@echo "Installing dbt into .venv/dbt ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x .venv/dbt/bin/python || $(PYTHON) -m venv .venv/dbt
	@.venv/dbt/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dbt.txt
	@touch $@

.venv/prefect/.installed: requirements/prefect.txt
	@echo "Installing Prefect into .venv/prefect ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x .venv/prefect/bin/python || $(PYTHON) -m venv .venv/prefect
	@.venv/prefect/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/prefect.txt
	@touch $@

dist/.built: node_modules/.installed scripts/build.mjs package.json $(shell find src packages -name '*.ts' -not -name '*.test.ts' 2>/dev/null)
	@node scripts/build.mjs
	@touch $@

samples/rendered/.rendered: node_modules/.installed $(shell find samples -name '*.ts' -not -name '*.test.ts' 2>/dev/null)
	@node --import tsx samples/render.ts samples/rendered
	@touch $@
