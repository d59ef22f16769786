#!/usr/bin/env bash
# Serves a debug build that follows your edits: Tailwind rewrites the stylesheet, cargo-leptos rebuilds
# and reloads the page. ADDR and DATA as in run.sh.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

addr="${ADDR:-127.0.0.1:3000}"
scripts/tools.sh
scripts/css.sh

tailwindcss --input style/main.css --output target/style/site.css --watch=always &
tailwind=$!
trap 'kill "$tailwind" 2>/dev/null || true' EXIT

say "Building for development (about 5 minutes the first time on two cores)"
# File names stay the same here: cargo-leptos hashes them only in its first build, not after an edit.
LEPTOS_BIN_EXE_NAME=mainstreet LEPTOS_HASH_FILES=false LEPTOS_SITE_ADDR="$addr" \
  cargo leptos watch --split -- serve --addr "$addr" --data "${DATA:-data}" --demo
