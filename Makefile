# The front door: every target installs what it needs. `make help` lists them.
# The rooms behind it are in scripts/, one per script.

SHELL := bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where the server listens, and where it keeps its database and uploads.
ADDR ?= 127.0.0.1:3000
DATA ?= data
export ADDR DATA

.PHONY: bench proof screenshots help run dev build css test e2e fmt clean-data

help: ## list what make can do
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build what changed and serve the demo (ADDR=127.0.0.1:3000 DATA=data)
	@scripts/run.sh

dev: ## serve a debug build that follows your edits
	@scripts/dev.sh

build: ## build the release with its site into target/release
	@scripts/build.sh

css: ## compile the stylesheet
	@scripts/css.sh

test: ## check format and lints, run every test: SQLite, PostgreSQL, browser
	@scripts/test.sh

e2e: ## run the browser's journeys only
	@scripts/e2e.sh

bench: ## measure the release build and write docs/benchmarks.md (about 15 minutes)
	@scripts/bench.sh

proof: ## run races, kills and fuzzing with full counts and write docs/reliability.md (an hour or more)
	@scripts/proof.sh

screenshots: ## take the pictures in docs/screenshots again
	@MAINSTREET_SCREENSHOTS=1 scripts/e2e.sh --project=hydrate screenshots

fmt: ## format the Rust code
	@cargo fmt --all

clean-data: ## delete the database and uploads in DATA
	@if [ -e "$(DATA)/mainstreet.db" ]; then rm -r -- "$(DATA)" && echo "Deleted $(DATA)."; \
	else echo "$(DATA) holds no Mainstreet database; nothing deleted."; fi
