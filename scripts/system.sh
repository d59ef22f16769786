# shellcheck shell=bash
# Programs that only the tests need and that Debian packages: PostgreSQL and Chromium. Source after lib.sh.

# apt_install PACKAGE...: installs as root or by password-less sudo, else says what to install and fails.
apt_install() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  if ! have apt-get || ! "${as_root[@]}" true 2>/dev/null; then
    die "the tests need $*. Please install: sudo apt-get install $*"
  fi
  say "Installing $* with apt (a minute or two)"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

# postgres_bin: the folder that holds initdb, pg_ctl and psql, the newest version if there are several.
postgres_bin() {
  if have initdb && have pg_ctl; then
    dirname "$(readlink -f "$(command -v initdb)")"
  else
    find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
  fi
}

ensure_postgres() {
  [ -n "$(postgres_bin)" ] || apt_install postgresql
}

# chromium_path: CHROMIUM if set, else the first known name on PATH, else Playwright's own, else nothing.
chromium_path() {
  local name own
  [ -n "${CHROMIUM:-}" ] && printf '%s\n' "$CHROMIUM" && return 0
  for name in chromium chromium-browser google-chrome; do
    command -v "$name" && return 0
  done
  own="$(cd end2end && node -p 'require("playwright-core").chromium.executablePath()' 2>/dev/null)" || return 0
  [ -x "$own" ] && printf '%s\n' "$own"
  return 0
}

ensure_chromium() {
  [ -n "$(chromium_path)" ] || apt_install chromium
}
