# Two commands do everything on a fresh machine: `make demo` and `make test`. `make dev` keeps a chain running.

export RUSTUP_AUTO_INSTALL := 0
# A target folder outside of the checkout needs this hint (and has to be called "target").
export WASM_BUILD_WORKSPACE_HINT := $(CURDIR)
export CARGO_TARGET_DIR ?= $(CURDIR)/target
export OPENLEDGER_NODE := $(CARGO_TARGET_DIR)/debug/openledger-node
export OPENLEDGER_WEIGHTS := $(CARGO_TARGET_DIR)/debug/openledger-weights

# One profile (dev), one set of crates and features for everything, so that nothing is compiled twice. The node's relay
# chain side (feature `collator`, on by default) and the relay chain are only built by the commands that need them.
SET := --locked --workspace --exclude openledger-relay-chain --no-default-features
# Clippy is the compiler of our own crates, and its warnings are errors: linting needs no build of its own.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
BUILT := $(CARGO_TARGET_DIR)/debug
TOOLS := $(CARGO_TARGET_DIR)/tools/bin
RUNTIME_WASM := $(BUILT)/wbuild/openledger-runtime/openledger_runtime.compact.compressed.wasm
BENCHMARK_BLOB := $(BUILT)/wbuild/openledger-runtime/openledger_runtime_benchmarks.compact.compressed.wasm

.PHONY: help
help: ## Show the commands
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z0-9-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

##@ Run

.PHONY: demo
demo: build ## Start a development chain, drive the whole loop once and print who earned what and why
	@npm run --silent demo --prefix e2e

.PHONY: dev
dev: build ## Keep a development chain running for polkadot.js apps (ws://127.0.0.1:9944)
	@echo 'Open polkadot.js apps and choose Development > Local Node (ws://127.0.0.1:9944). Stop with Ctrl-C.'
	$(OPENLEDGER_NODE) --dev --block-time 6000

##@ Build

.PHONY: setup
setup: ## Install missing tools (system packages, WASM target, npm packages)
	@scripts/setup.sh

.PHONY: build
build: setup ## Build the development node with its runtime, and the tools
	$(LINTED) cargo build $(SET)

.PHONY: collator
collator: setup ## Build the node with its relay chain side
	$(LINTED) cargo build --locked -p openledger-node

.PHONY: relay-chain
relay-chain: setup ## Build the relay chain node that collators are tested on, and the collator
	$(LINTED) cargo build --locked -p openledger-node -p openledger-relay-chain

# After everything else is built: the runtime's own build script, which uses the same folder, must not run beside it. With
# the same set of crates: alone, this crate's build dependencies would be compiled once more, with other features.
.PHONY: benchmark-blob
benchmark-blob: build ## Build the runtime with its benchmarks
	OPENLEDGER_BENCHMARK_BLOB=1 $(LINTED) cargo build $(SET)

##@ Check

.PHONY: test
test: setup docs-check fmt lint unit lint-wasm runtime-size bench-smoke throughput-smoke e2e ## Everything that must pass

.PHONY: check
check: ## Fast: type-check pallets and runtime without WASM
	SKIP_WASM_BUILD=1 cargo check --locked --tests

.PHONY: fmt
fmt: ## Check the formatting of Rust and TOML files (`make lint` checks TypeScript)
	cargo fmt --all --check -- --config wrap_comments=true,comment_width=120
	@node_modules/.bin/taplo format --check --config .config/taplo.toml

.PHONY: lint
lint: build ## Lint everything on the host: Rust, TypeScript, features, dependencies, spelling
	$(LINTED) cargo test $(SET) --no-run
	@npm run --silent lint
	@scripts/check-features.py
	@$(TOOLS)/cargo-deny --offline --log-level error check --hide-inclusion-graph bans licenses sources
	@$(TOOLS)/typos --config .config/typos.toml

.PHONY: unit
unit: build ## Unit, property and runtime tests (compiled by the linter, as everything is)
	$(LINTED) cargo test $(SET)

.PHONY: lint-wasm
lint-wasm: ## Lint the on-chain code for the WASM target, benchmarks and state checks included
	RUSTFLAGS="--cfg substrate_runtime" cargo clippy --locked --target wasm32v1-none --no-default-features --features runtime-benchmarks,try-runtime \
		-p openledger-runtime -- -D warnings

.PHONY: collator-test
collator-test: collator ## The tests of the node with its relay chain side
	$(LINTED) cargo test --locked -p openledger-node

.PHONY: e2e
e2e: build ## End-to-end tests through the real node with @polkadot/api
	@npm test --silent --prefix e2e

.PHONY: runtime-size
runtime-size: build ## Check that the runtime that ships is small enough for a relay chain
	@benchmarks/runtime-size.sh $(RUNTIME_WASM)

.PHONY: docs-check
docs-check: setup ## Check the targets of the documentation: pages, headings, commands, files
	@cd e2e && node --import tsx --test tests/docs.test.ts

.PHONY: zombienet
zombienet: relay-chain ## Two collators on a real relay chain: what they survive, measured (about an hour)
	@timeout --foreground 150m npm test --silent --prefix zombienet

STOCK_TOOLS := e2e/stock/node_modules/.package-lock.json
$(STOCK_TOOLS): e2e/stock/package-lock.json
	npm ci --prefix e2e/stock --no-audit --no-fund --loglevel=error

.PHONY: chopsticks
chopsticks: build $(STOCK_TOOLS) ## The whole loop, and a runtime upgrade, on our raw specification in Chopsticks
	@npm run --silent chopsticks --prefix e2e

.PHONY: omni-node
omni-node: build ## The same runtime in polkadot-omni-node, if that is on the PATH
	@npm run --silent omni-node --prefix e2e

##@ Measure

.PHONY: bench-smoke
bench-smoke: benchmark-blob ## Run every benchmark of our pallets against the real runtime, and compare with their weights
	@cd e2e && node --import tsx --test --test-reporter=dot ../benchmarks/check/*.test.mts
	@benchmarks/smoke.sh $(BENCHMARK_BLOB)

.PHONY: bench-smoke-all
bench-smoke-all: benchmark-blob ## The same for every pallet of the runtime
	@benchmarks/smoke.sh $(BENCHMARK_BLOB) all

.PHONY: weights
weights: benchmark-blob ## Measure all weights again, or those of PALLETS="…", and write runtime/src/weights
	$(LINTED) cargo build $(SET) --features openledger-weights/storage
	@benchmarks/weights.sh $(BENCHMARK_BLOB) $(PALLETS)

.PHONY: throughput
throughput: build ## Fill blocks of the runtime that ships, measure them and write benchmarks/results/throughput.json
	@mkdir -p benchmarks/results
	@$(BUILT)/openledger-throughput --out benchmarks/results/throughput.json

.PHONY: throughput-smoke
throughput-smoke: build ## The same with a small state and small blocks, to see that it works
	@$(BUILT)/openledger-throughput --quick

.PHONY: plots
plots: ## Draw the results of `make throughput` to benchmarks/results
	@benchmarks/plot.py

.PHONY: profile
profile: build ## Where the time of a full block goes, by perf (PROFILE='settle-one 100000', a workload and a number of contributors)
	@benchmarks/profile.py $(BUILT)/openledger-throughput $(PROFILE)

.PHONY: year
year: build ## Simulate a year with a million contributors and write benchmarks/results/year.* (YEAR='--eras 30' and the like)
	$(BUILT)/openledger-year --out benchmarks/results $(YEAR)

.PHONY: year-quick
year-quick: build ## Simulate a small year in seconds and print the measurements
	@$(BUILT)/openledger-year --quick

.PHONY: year-plots
year-plots: ## Draw the results of `make year` to benchmarks/results
	@benchmarks/plot_year.py

##@ Document

.PHONY: doc
doc: ## The crates' documentation, warnings are errors
	SKIP_WASM_BUILD=1 RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps

.PHONY: book
book: docs-check ## Build docs/ as a book in target/book (installs mdbook if it is missing)
	@command -v mdbook >/dev/null || cargo install --locked --version 0.5.4 --no-default-features --features search mdbook
	mdbook build
