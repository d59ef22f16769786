#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: scripts/postgres.sh COMMAND [ARGUMENT...]
# The command finds the address in TEST_POSTGRES_URL: a database of its own, and a plain role that may make more.
# A superuser would step over the walls between businesses (docs/adr/0005-row-level-security.md). The cluster writes
# to disk as in production (fsync stays on) and disappears with the command.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/system.sh
. scripts/system.sh

[ $# -gt 0 ] || die "usage: scripts/postgres.sh COMMAND [ARGUMENT...]"
ensure_postgres
bin="$(postgres_bin)"
dir="$(mktemp -d "${TMPDIR:-/tmp}/mainstreet-postgres.XXXXXX")"

# PostgreSQL refuses to run as root.
as_user=()
if [ "$(id -u)" -eq 0 ]; then
  user=postgres
  id "$user" >/dev/null 2>&1 || user=nobody
  chown "$user" "$dir"
  as_user=(runuser -u "$user" --)
fi

stop() {
  (cd "$dir" && "${as_user[@]}" "$bin/pg_ctl" stop --pgdata="$dir/data" --mode=immediate --silent) >/dev/null 2>&1 || true
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

start() {
  local port="$1"
  cd "$dir"
  "${as_user[@]}" "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >"$dir/initdb.log"
  "${as_user[@]}" "$bin/pg_ctl" start --pgdata="$dir/data" --log="$dir/data/server.log" --wait --timeout=60 --silent \
    --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c max_connections=200" 9>&-
  "$bin/psql" --host=127.0.0.1 --port="$port" --username=postgres --dbname=postgres --no-psqlrc --quiet \
    --command="CREATE ROLE mainstreet LOGIN CREATEDB" --command="CREATE DATABASE mainstreet OWNER mainstreet"
}

port="$(free_port)"
(start "$port") || {
  cat "$dir/initdb.log" "$dir/data/server.log" 2>/dev/null >&2 || true
  die "PostgreSQL from $bin did not start."
}
export TEST_POSTGRES_URL="postgres://mainstreet@127.0.0.1:$port/mainstreet"
"$@"
