#!/usr/bin/env bash
# Installs what a build needs and lacks, at pinned versions: the wasm target, cargo-leptos, the
# wasm-bindgen CLI and the npm tools. Everything comes from rustup, cargo and npm.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

check_base() {
  local tool
  for tool in rustup cargo rustc node npm cc; do
    have "$tool" || die "$tool is missing. Mainstreet needs Rust $RUST_MINIMUM by rustup, Node $NODE_MINIMUM and a C compiler."
  done
  local rust node
  rust="$(rustc --version | awk '{ print $2 }')"
  at_least "$RUST_MINIMUM" "$rust" || die "Rust $rust is too old: run 'rustup update stable' (needs $RUST_MINIMUM)."
  node="$(node --version)"
  at_least "$NODE_MINIMUM" "${node#v}" || die "Node $node is too old (needs $NODE_MINIMUM or newer)."
}

wasm_target() {
  [ -d "$(rustc --print target-libdir --target "$WASM_TARGET")" ] && return 0
  say "Adding the Rust target $WASM_TARGET (a few seconds)"
  rustup target add "$WASM_TARGET"
}

# tool PROGRAM CRATE VERSION HOW_LONG [cargo install options]
tool() {
  local program="$1" crate="$2" version="$3" how_long="$4"
  shift 4
  [ "$("$program" --version 2>/dev/null | awk '{ print $2 }')" = "$version" ] && return 0
  say "Compiling $crate $version into $TOOLS (once, $how_long)"
  # These programs spend their time in other processes: compile them quickly rather than well.
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo install "$crate" --version "$version" --root "$TOOLS" --force --quiet "$@"
}

# The CLI refuses a WebAssembly file made for another version of the library.
wasm_bindgen_version() {
  awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

check_base
wasm_target
npm_packages .
tool wasm-bindgen wasm-bindgen-cli "$(wasm_bindgen_version)" "about 2 minutes on two cores"
tool cargo-leptos cargo-leptos "$CARGO_LEPTOS_VERSION" "about 10 minutes on two cores" --locked
