#!/usr/bin/env bash
# People's journeys in a real browser, against the release build and a fresh demo.
# Arguments go to Playwright: scripts/e2e.sh --project=plain home
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/system.sh
. scripts/system.sh

scripts/build.sh
npm_packages end2end
ensure_chromium
CHROMIUM="$(chromium_path)"
export CHROMIUM
cd end2end
exec npx --no-install playwright test "$@"
