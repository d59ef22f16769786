#!/usr/bin/env bash
# The whole check: format, lints, rules and services on SQLite and PostgreSQL, then the browser.
# Every step runs even when one before it failed, so that one run shows everything.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# The same cases every time here; `make proof` looks at others.
export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-20261121}"

locked=()
if in_ci; then locked=(--locked); fi
log="$(mktemp "${TMPDIR:-/tmp}/mainstreet-test.XXXXXX")"
trap 'rm -f "$log"' EXIT
summary=()
failed_steps=0

# step NAME COMMAND...: runs one step under a heading and keeps its output for the count of tests.
step() {
  local name="$1" began=$SECONDS result=ok
  shift
  heading "$name"
  "$@" 2>&1 | tee -a "$log" || result=FAILED
  [ "$result" = ok ] || failed_steps=$((failed_steps + 1))
  summary+=("$(printf '%-8s %5d s  %s' "$result" $((SECONDS - began)) "$name")")
  say "-- $name: $result, $((SECONDS - began)) s"
}

tools() {
  scripts/tools.sh &&
    { cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt; } &&
    { cargo clippy --version >/dev/null 2>&1 || rustup component add clippy; }
}

# On a build server a test gets a second try, as in the browser: what passes only then is named at the end, and is a fault
# to look into, but it does not hold up what has nothing to do with it.
rust_tests() {
  local retries=()
  if in_ci; then retries=(--retries 1); fi
  if have cargo-nextest; then
    scripts/postgres.sh cargo nextest run "${locked[@]}" "${retries[@]}" --no-fail-fast
  else
    scripts/postgres.sh cargo test "${locked[@]}" --no-fail-fast --lib --bins --tests
  fi
}

# Adds up the closing lines of nextest, cargo test and Playwright.
count() {
  awk -v what="$1" '
    { gsub(/\033\[[0-9;]*m/, "") }
    /^ *Summary \[/ || /^test result:/ || /^ +[0-9]+ (passed|failed|flaky)/ {
      line = $0
      # Playwright counts them apart, nextest among those that passed.
      if (what == "passed" && line !~ /Summary/) gsub(/flaky/, "passed", line)
      while (match(line, "[0-9]+ " what)) {
        total += substr(line, RSTART, RLENGTH) + 0
        line = substr(line, RSTART + RLENGTH)
      }
    }
    END { print total + 0 }' "$log"
}

step "Tools" tools
step "Format" cargo fmt --all -- --check
step "Lints" cargo clippy "${locked[@]}" --all-targets -- -D warnings
step "Lints of the browser's crate" cargo clippy "${locked[@]}" -p frontend --target "$WASM_TARGET" -- -D warnings
step "Rules, services and server (SQLite and PostgreSQL)" rust_tests
step "End to end" scripts/e2e.sh

heading "Summary (${SECONDS} s)"
printf '%s\n' "${summary[@]}"
passed="$(count passed)"
failed="$(count failed)"
say "$passed passed, $failed failed"
grep -aE '^ +FLAKY ' "$log" || true
[ "$failed_steps" -eq 0 ] || die "$failed_steps of ${#summary[@]} steps failed."
