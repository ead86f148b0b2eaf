#!/usr/bin/env bash
# Installs Debian packages where that is allowed: those named, or else the peers that the tests meet for real (a browser,
# LibreOffice, PostgreSQL), as far as they are missing.
set -euo pipefail

missing=("$@")
if [ $# -eq 0 ]; then
    [ -x /usr/bin/chromium ] || missing+=(chromium)
    command -v soffice >/dev/null || missing+=(libreoffice-writer)
    /usr/bin/python3 -c 'import uno' 2>/dev/null || missing+=(python3-uno)
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    command -v setpriv >/dev/null || missing+=(util-linux)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

by_hand() {
    echo "$1 Please install by hand what these Debian packages hold, and run again: ${missing[*]}" >&2
    exit 1
}

command -v apt-get >/dev/null || by_hand "There is no apt-get here."
sudo=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || by_hand "This needs root, or sudo without a password."
    sudo=(sudo -n)
fi

echo "Installing Debian packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}")
# Lists of packages that are fresh enough save a minute; stale ones are renewed once.
if ! "${sudo[@]}" "${install[@]}" >"$log" 2>&1; then
    if ! { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" "${install[@]}"; } >"$log" 2>&1; then
        tail -n 30 "$log" >&2
        by_hand "That failed."
    fi
fi
