#!/usr/bin/env bash
# Measures the release build on this machine and writes docs/benchmarks.md. Every rate of a page is also given as a
# ratio to a static route of the same server in the same run: that is what can be compared between machines.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/system.sh
. scripts/system.sh

SECONDS_EACH="${BENCH_SECONDS:-10}"
OUT=docs/benchmarks.md
work="$(mktemp -d "${TMPDIR:-/tmp}/mainstreet-bench.XXXXXX")"
server=""
stop() { [ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=""; }; }
trap 'stop; rm -rf "$work"' EXIT

have wrk || { [ "$(id -u)" = 0 ] && apt-get install -y -q wrk >/dev/null; } || die "wrk is missing: apt-get install wrk"
scripts/build.sh
say "Building the benches (about 2 minutes the first time)"
cargo build --release -q -p services --examples
npm_packages end2end
ensure_chromium
CHROMIUM="$(chromium_path)"
export CHROMIUM

port="$(free_port)"
base="http://127.0.0.1:$port"
start() { MAINSTREET_LOG=error "$BINARY" serve --addr "127.0.0.1:$port" --data "$work/data" --demo >/dev/null 2>&1 & server=$!; }
until_up() { until curl -fsS -o /dev/null "$base/livez" 2>/dev/null; do sleep 0.005; done; }
now_ms() { date +%s%3N; }
# in_browsers NAME: runs end2end/bench/NAME.mjs against a server that was just started, and keeps what it prints.
in_browsers() {
  stop
  start
  until_up
  BENCH_URL="$base" BENCH_PID="$server" BENCH_JOB="$job" BENCH_VISIT="$visit" node "end2end/bench/$1.mjs" | tee "$work/$1"
}

# load NAME PATH: requests a second, p50, p99 in milliseconds, at 50 connections.
load() {
  wrk -t1 -c50 -d"${SECONDS_EACH}s" --latency ${3:+-H "$3"} "$base$2" >"$work/wrk"
  awk -v name="$1" '
    function ms(text) { if (text ~ /us$/) return text / 1000; if (text ~ /ms$/) return text + 0; return text * 1000 }
    $1 == "50%" { p50 = ms($2) } $1 == "99%" { p99 = ms($2) } /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
    END { printf "%s\t%d\t%.1f\t%.1f\t%d\n", name, rate, p50, p99, bad }' "$work/wrk"
}

start
until_up
stop
began="$(now_ms)"
start
until_up
cold=$(($(now_ms) - began))
sleep 2
idle_kb="$(awk '/VmRSS/ { print $2 }' "/proc/$server/status")"

# sign_in: the owner's cookie, for the pages of the portal.
sign_in() {
  curl -fsS -o /dev/null -c "$work/jar" -H "Origin: $base" \
    -d form=sign_in -d email=owner@harbour-garage.example -d password=mainstreet-demo "$base/console/sign-in"
  awk '/ms_portal/ { print "Cookie: ms_portal=" $NF }' "$work/jar"
}

say "Filling the demo garage: 1,000 customers, 500 open jobs"
filled="$(target/release/examples/fill "sqlite://$work/data/mainstreet.db?mode=rw" harbour-garage 1000 500)"
read -r job visit <<<"$filled"
cookie="$(sign_in)"
# The first work order of the list that the demo has.
order="$(curl -fsS -H "$cookie" "$base/console/harbour-garage/work" | grep -o '/console/harbour-garage/work/[0-9a-f-]*' | head -n 1)"

say "Loading pages, $SECONDS_EACH s each"
{
  load "static route (/livez)" /livez
  load "business's page" /b/harbour-garage
  load "day and time page" /b/harbour-garage/book/mot-test
  load "1,000 customers in one table" "/console/harbour-garage/customers?rows=1000" "$cookie"
  load "job board with 500 open jobs" /console/harbour-garage/board "$cookie"
  load "work order" "$order" "$cookie"
} | tee "$work/pages"
board_ttfb="$(curl -fsS -o /dev/null -w '%{time_starttransfer}' -H "$cookie" "$base/console/harbour-garage/board")"
peak_kb="$(awk '/VmHWM/ { print $2 }' "/proc/$server/status")"

say "Moves on the board, as 200 streams and real browsers see them"
in_browsers live
in_browsers visit
say "Photos (BENCH_PHOTOS=${BENCH_PHOTOS:-1000} of 4 MB, some minutes)"
in_browsers photos
stop

say "PDF files"
papers="$(BENCH_SECONDS="$SECONDS_EACH" target/release/examples/pdf)"

say "Booking"
sqlite="$(target/release/examples/bookings)"
# shellcheck disable=SC2016
postgres="$(scripts/postgres.sh bash -c 'DATABASE_URL="$TEST_POSTGRES_URL" target/release/examples/bookings')"

size() { stat -c %s "$1"; }
main_wasm="$(find target/release/site/pkg -name 'mainstreet*.wasm.br' | head -n 1)"
css="$(find target/release/site/pkg -name 'mainstreet*.css.br' | head -n 1)"
static_rate="$(awk -F'\t' 'NR == 1 { print $2 }' "$work/pages")"
{
  printf '# Benchmarks\n\nWritten by `make bench`: %s, commit %s, %s, %s cores, load generator on the same machine.\n\n' \
    "$(date -u +%F)" "$(git rev-parse --short HEAD)" "$(awk -F: '/model name/ { print $2; exit }' /proc/cpuinfo | xargs)" "$(nproc)"
  printf '| page, 50 connections | requests/s | ratio to static | p50 ms | p99 ms | not 2xx |\n|---|---|---|---|---|---|\n'
  awk -F'\t' -v base="$static_rate" '{ printf "| %s | %d | %.3f | %s | %s | %d |\n", $1, $2, $2 / base, $3, $4, $5 }' "$work/pages"
  printf '\nBookings (hold and confirm, 16 clients, every acknowledgement on disk):\n\n```\n%s\n%s\n```\n' "$sqlite" "$postgres"
  printf '\n| measure | value |\n|---|---|\n| WebAssembly of the first load, brotli | %s bytes |\n| CSS, brotli | %s bytes |\n| cold start to first answer | %s ms |\n| resident memory, idle | %s MB |\n| resident memory, highest under this load | %s MB |\n| job board with 500 open jobs, first byte, alone | %s s |\n' \
    "$(size "$main_wasm")" "$(size "$css")" "$cold" "$((idle_kb / 1024))" "$((peak_kb / 1024))" "$board_ttfb"
  for part in live visit photos; do
    printf '\n'
    cat "$work/$part"
  done
  printf '\nPDF files of an invoice of three pages:\n\n```\n%s\n```\n' "$papers"
} | tee "$OUT"
