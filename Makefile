# Everything a newcomer or a build server needs. Each target first sets up what it needs,
# and only what is missing (see .ci/bootstrap).

SHELL := /bin/sh
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test check fmt bench

help: ## Show these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## A sample commune on air: from scripts to the log, in about three minutes
	@.ci/bootstrap demo
	@$(BIN)/broadcaster --home demo-station demo $(DEMO)

test: ## Every test, on real sound, browser and databases, with coverage
	@.ci/bootstrap test
	@$(BIN)/pytest --cov --cov-report=term $(if $(TESTS),--cov-fail-under=0) $(TESTS)

check: ## Lint, format, types, import directions, no address of this machine
	@.ci/bootstrap check
	@.ci/check

fmt: ## Format the code and mend what a linter can mend
	@.ci/bootstrap check
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --show-fixes .

bench: ## Measure what benchmarks/ measures
	@.ci/bootstrap bench
	@status=0; for script in benchmarks/*.py; do \
		echo "== $$script"; $(BIN)/python "$$script" || status=1; \
	done; exit $$status
