# shellcheck shell=bash disable=SC2034
# Shared by every script: where things are, which versions are pinned, how a step speaks.
# Source it; it leaves you in the root of the clone.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT" || exit 1

RUST_MINIMUM=1.95.0
NODE_MINIMUM=20
CARGO_LEPTOS_VERSION=0.3.9
WASM_TARGET=wasm32-unknown-unknown

# Tools outlive the clone, so that a second clone starts quickly.
CACHE="${MAINSTREET_CACHE:-${XDG_CACHE_HOME:-${HOME:-$ROOT/target}/.cache}/mainstreet}"
mkdir -p "$CACHE" 2>/dev/null && [ -w "$CACHE" ] || CACHE="$ROOT/target/cache"
TOOLS="$CACHE/tools"

[ -n "${HOME:-}" ] && PATH="$PATH:$HOME/.cargo/bin"
PATH="$ROOT/node_modules/.bin:$TOOLS/bin:$PATH"
export PATH CARGO_NET_RETRY="${CARGO_NET_RETRY:-5}"
# The site's paths in Cargo.toml are relative to `target`, so the target folder is not negotiable.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR

BINARY="target/release/mainstreet"

have() { command -v "$1" >/dev/null 2>&1; }
say() { printf '%s\n' "$*"; }
heading() { printf '\n== %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# in_ci: true on a build server, where Cargo.lock must already be right.
in_ci() { [ -n "${CI:-}" ] && [ "${CI:-}" != false ]; }

# at_least WANTED FOUND: true when version FOUND is WANTED or newer.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })'
}

# npm_packages DIR: installs exactly what DIR's lock file names, unless that is done already.
npm_packages() {
  local dir="$1" lock stamp="$1/node_modules/.lock-installed"
  lock="$(sha256sum <"$dir/package-lock.json")"
  [ "$(cat "$stamp" 2>/dev/null)" = "$lock" ] && return 0
  say "Installing the npm packages of $dir (under a minute)"
  (cd "$dir" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  printf '%s\n' "$lock" >"$stamp"
}
