# Two commands do everything on a fresh machine: `make demo` and `make test`. `make dev` keeps a chain running.

export RUSTUP_AUTO_INSTALL := 0
# A target folder outside of the checkout needs this hint (and has to be called "target").
export WASM_BUILD_WORKSPACE_HINT := $(CURDIR)
export CARGO_TARGET_DIR ?= $(CURDIR)/target
export OPENLEDGER_NODE := $(CARGO_TARGET_DIR)/debug/openledger-node

# One profile (dev) and one feature set for everything, so that nothing is compiled twice.
SET := --locked --workspace --features openledger-node/benchmark
# Lints are the compiler's own errors: clippy compiles the workspace's crates in place of rustc, the dependencies are
# those that every other build uses.
CLIPPY := SKIP_OPENLEDGER_RUNTIME_WASM_BUILD=1 RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings__CLIPPY_HACKERY__
BENCHMARK_BLOB := $(CARGO_TARGET_DIR)/debug/wbuild/openledger-runtime/openledger_runtime_benchmarks.compact.compressed.wasm

.PHONY: help
help: ## Show the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'

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
test: setup fmt lint unit lint-wasm build bench-smoke e2e ## Everything that must pass

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

.PHONY: benchmark-blob
benchmark-blob: build
	OPENLEDGER_BENCHMARK_BLOB=1 cargo build $(SET)

.PHONY: e2e
e2e: build ## End-to-end tests through the real node with @polkadot/api
	@npm test --silent --prefix e2e

.PHONY: doc
doc: ## The crates' documentation, warnings are errors
	SKIP_WASM_BUILD=1 RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps
