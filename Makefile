# Two commands do everything on a fresh machine: `make demo` and `make test`. `make dev` keeps a chain running.

export RUSTUP_AUTO_INSTALL := 0
# A target folder outside of the checkout needs this hint (and has to be called "target").
export WASM_BUILD_WORKSPACE_HINT := $(CURDIR)
export CARGO_TARGET_DIR ?= $(CURDIR)/target
export OPENLEDGER_NODE := $(CARGO_TARGET_DIR)/debug/openledger-node

# One profile (dev) and one feature set for everything, so that nothing is compiled twice. The node's relay chain side
# (feature `collator`, on by default) and the relay chain are only built for `make collator` and `make zombienet`.
SET := --locked --workspace --exclude openledger-relay-chain --no-default-features
# Lints are the compiler's own errors: clippy compiles the workspace's crates in place of rustc, the dependencies are
# those that every other build uses.
CLIPPY := SKIP_OPENLEDGER_RUNTIME_WASM_BUILD=1 RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
THROUGHPUT := $(CARGO_TARGET_DIR)/debug/openledger-throughput
RUNTIME_WASM := $(CARGO_TARGET_DIR)/debug/wbuild/openledger-runtime/openledger_runtime.compact.compressed.wasm
BENCHMARK_BLOB := $(CARGO_TARGET_DIR)/debug/wbuild/openledger-runtime/openledger_runtime_benchmarks.compact.compressed.wasm

.PHONY: help
help: ## Show the commands
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

.PHONY: setup
setup: ## Install what is missing (system packages, WASM target, npm packages)
	@scripts/setup.sh

.PHONY: build
build: setup ## Build the node with its runtime
	cargo build $(SET)

.PHONY: demo
demo: build ## Start a development chain, drive the whole loop once and print who earned what and why
	@npm run --silent demo --prefix e2e

.PHONY: dev
dev: build ## Keep a development chain running for polkadot.js apps (ws://127.0.0.1:9944)
	@echo 'Open polkadot.js apps and choose Development > Local Node (ws://127.0.0.1:9944). Stop with Ctrl-C.'
	$(OPENLEDGER_NODE) --dev --block-time 6000

.PHONY: test
test: setup docs-check fmt lint unit lint-wasm build runtime-size bench-smoke throughput-smoke e2e ## Everything that must pass

.PHONY: check
check: ## Fast: type-check pallets and runtime without WASM
	SKIP_WASM_BUILD=1 cargo check --locked --tests

.PHONY: fmt
fmt: ## Check the formatting of Rust and TOML files
	cargo fmt --all --check
	@e2e/node_modules/.bin/taplo format --check --config .config/taplo.toml

.PHONY: lint
lint: ## Lint everything on the host
	$(CLIPPY) cargo test $(SET) --no-run

.PHONY: unit
unit: ## Unit, property and runtime tests (on what `lint` compiled)
	$(CLIPPY) cargo test $(SET)

.PHONY: lint-wasm
lint-wasm: ## Lint what runs on chain for the WASM target, benchmarks and state checks included
	RUSTFLAGS="--cfg substrate_runtime" cargo clippy --locked --target wasm32v1-none --no-default-features --features runtime-benchmarks,try-runtime \
		-p openledger-runtime -- -D warnings

.PHONY: bench-smoke
bench-smoke: benchmark-blob ## Run every benchmark of our pallets against the real runtime, and compare with their weights
	@cd e2e && node --import tsx --test --test-reporter=dot ../benchmarks/check/*.test.mts
	@benchmarks/smoke.sh $(BENCHMARK_BLOB)

.PHONY: bench-smoke-all
bench-smoke-all: benchmark-blob ## The same for every pallet of the runtime
	@benchmarks/smoke.sh $(BENCHMARK_BLOB) all

.PHONY: weights
weights: benchmark-blob ## Measure all weights again, or those of PALLETS="…", and write runtime/src/weights
	@benchmarks/weights.sh $(BENCHMARK_BLOB) $(PALLETS)

.PHONY: throughput
throughput: build ## Fill blocks of the runtime that ships, measure them and write benchmarks/results/throughput.json
	@mkdir -p benchmarks/results
	@$(THROUGHPUT) --out benchmarks/results/throughput.json

.PHONY: throughput-smoke
throughput-smoke: build ## The same with a small state and small blocks, to see that it works
	@$(THROUGHPUT) --quick

.PHONY: plots
plots: ## Draw the results of `make throughput` to benchmarks/results
	@benchmarks/plot.py

.PHONY: profile
profile: build ## Where the time of a full block goes, by perf (PROFILE='settle-one 100000', a workload and a number of contributors)
	@benchmarks/profile.py $(THROUGHPUT) $(PROFILE)

# This crate alone: the runtime's own build script, which uses the same folder, must not run beside it.
.PHONY: benchmark-blob
benchmark-blob: build
	OPENLEDGER_BENCHMARK_BLOB=1 cargo build --locked -p openledger-benchmarks

.PHONY: runtime-size
runtime-size: build ## Check that the runtime that ships is small enough for a relay chain
	@benchmarks/runtime-size.sh $(RUNTIME_WASM)

.PHONY: year
year: build ## Simulate a year with a million contributors and write benchmarks/results/year.* (YEAR='--eras 30' and the like)
	$(CARGO_TARGET_DIR)/debug/openledger-year --out benchmarks/results $(YEAR)

.PHONY: year-quick
year-quick: build ## Simulate a small year in seconds and print what was measured
	@$(CARGO_TARGET_DIR)/debug/openledger-year --quick

.PHONY: year-plots
year-plots: ## Draw the results of `make year` to benchmarks/results
	@benchmarks/plot_year.py

.PHONY: e2e
e2e: build ## End-to-end tests through the real node with @polkadot/api
	@npm test --silent --prefix e2e

# With the features of everything else, so that only what the relay chain adds is compiled.
.PHONY: relay-chain
relay-chain: build ## Build the relay chain node that collators are tested on
	cargo build --locked --workspace --features openledger-node/benchmark \
		--bin polkadot --bin polkadot-execute-worker --bin polkadot-prepare-worker

.PHONY: zombienet
zombienet: relay-chain ## Two collators on a real relay chain: what they survive, measured (about an hour)
	@scripts/setup.sh --zombienet
	@timeout --foreground 150m npm test --silent --prefix zombienet

.PHONY: doc
doc: ## The crates' documentation, warnings are errors
	SKIP_WASM_BUILD=1 RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps

# The book, the tools that others make for any chain, and packages.

.PHONY: docs-check
docs-check: setup ## Check that what the documentation points at exists: pages, headings, commands, files
	@cd e2e && node --import tsx --test tests/docs.test.ts

.PHONY: book
book: docs-check ## Build docs/ as a book in target/book (installs mdbook if it is missing)
	@command -v mdbook >/dev/null || cargo install --locked --version 0.5.4 --no-default-features --features search mdbook
	mdbook build

STOCK_TOOLS := e2e/stock/node_modules/.package-lock.json
$(STOCK_TOOLS): e2e/stock/package-lock.json
	npm ci --prefix e2e/stock --no-audit --no-fund --loglevel=error

.PHONY: chopsticks
chopsticks: build $(STOCK_TOOLS) ## Play the whole loop, and a runtime upgrade, on our raw specification in chopsticks
	@npm run --silent chopsticks --prefix e2e

.PHONY: omni-node
omni-node: build ## The same runtime in polkadot-omni-node, if that is on the PATH
	@npm run --silent omni-node --prefix e2e
