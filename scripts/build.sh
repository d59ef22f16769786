#!/usr/bin/env bash
# Builds the release binary with its site beside it, in target/release: the binary, hash.txt and site/.
# Does nothing, and starts no compiler, when the sources are those of the last build.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

STAMP="target/release/.sources"

# One hash over every file that shapes the build, of the folders that exist.
# Content, not times: a target folder may be shared by clones.
sources() {
  local roots=(Cargo.toml Cargo.lock .cargo package-lock.json app domain services providers emulators entity migration
    server frontend style public scripts/build.sh scripts/css.sh scripts/pack-site.mjs
    scripts/rehash-site.mjs)
  { find "${roots[@]}" -type d -name tests -prune -o -type f -print0 2>/dev/null || true; } |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum
}

up_to_date() {
  [ -x "$BINARY" ] && [ -f target/release/hash.txt ] && [ -d target/release/site/pkg ] &&
    [ "$(cat "$STAMP" 2>/dev/null)" = "$1" ]
}

build() {
  local options=(--release --split)
  in_ci && options+=(--cargo-locked)
  scripts/tools.sh
  scripts/css.sh
  # What an earlier build left there would be packed and measured again.
  rm -rf target/site
  say "Building the release (about 10 minutes the first time on two cores, then 1 or 2)"
  # cargo-leptos looks for a binary named after the package unless it is told the name.
  LEPTOS_BIN_EXE_NAME=mainstreet cargo leptos build "${options[@]}"
  node scripts/rehash-site.mjs target/site target/release/hash.txt
  node scripts/pack-site.mjs target/site
}

# The folder target/release can be moved as it is: the binary looks for the site beside itself.
assemble() {
  rm -rf target/release/site.new
  cp -R target/site target/release/site.new
  rm -rf target/release/site
  mv target/release/site.new target/release/site
}

now="$(sources)"
if up_to_date "$now"; then
  say "The release is up to date."
  exit 0
fi
heading "Build"
rm -f "$STAMP"
build
assemble
printf '%s\n' "$now" >"$STAMP"
say "Built $BINARY in ${SECONDS} s"
