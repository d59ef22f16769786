#!/usr/bin/env bash
# Compiles style/main.css into the stylesheet that cargo-leptos picks up (`style-file` in Cargo.toml).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

npm_packages .
mkdir -p target/style
tailwindcss --input style/main.css --output target/style/site.css --minify
