# The node as an image: `docker build -t openledger-node .`; docs/running-a-collator.md says how to run it.

FROM rust:1.95.0-bookworm AS build
# Debian's mirrors keep one version of a package only: pinned ones could not be installed later.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends clang cmake libclang-dev pkg-config protobuf-compiler \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The WASM target, and whatever else the toolchain's file lists.
COPY rust-toolchain.toml .
RUN rustup toolchain install
COPY . .
# The commit, which `--version` tells: the build sees no .git.
ARG COMMIT=00000000000
RUN SUBSTRATE_CLI_GIT_COMMIT_HASH="${COMMIT}" cargo build --locked --profile production --package openledger-node

FROM debian:bookworm-slim
# Certificates for relay chain nodes behind wss://, curl for the health check and for calls to the node from inside.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /data openledger \
    && install --directory --owner openledger --group openledger --mode 0700 /data
COPY --from=build /src/target/production/openledger-node /usr/local/bin/openledger-node
COPY --from=build /src/LICENSE /usr/share/doc/openledger-node/LICENSE-Apache-2.0
COPY --from=build /src/node/LICENSE /usr/share/doc/openledger-node/LICENSE-GPL-3.0-only
USER 10001:10001
# The base path is /data/openledger-node: databases, keystore and node key.
ENV XDG_DATA_HOME=/data
VOLUME /data
# Peers of the parachain and of the relay chain. RPC (9944) and Prometheus (9615, 9616) listen inside only.
EXPOSE 30333 30334
HEALTHCHECK --interval=60s --timeout=5s --start-period=120s \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:9944/health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["openledger-node"]
CMD ["--help"]
