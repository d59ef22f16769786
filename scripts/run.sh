#!/usr/bin/env bash
# Builds if needed and serves the demo. ADDR and DATA choose the address and the data folder.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

scripts/build.sh
exec "$BINARY" serve --addr "${ADDR:-127.0.0.1:3000}" --data "${DATA:-data}" --demo
