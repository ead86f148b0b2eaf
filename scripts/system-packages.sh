#!/usr/bin/env bash
# The peers that the tests meet for real: a browser, LibreOffice, PostgreSQL. Installed on Debian where that is allowed.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v soffice >/dev/null || missing+=(libreoffice-writer)
/usr/bin/python3 -c 'import uno' 2>/dev/null || missing+=(python3-uno)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
command -v setpriv >/dev/null || missing+=(util-linux)
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing what the tests need: ${missing[*]}"
sudo=()
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        echo "Please install these Debian packages and run again: ${missing[*]}" >&2
        exit 1
    fi
    sudo=(sudo -n)
fi
if ! command -v apt-get >/dev/null; then
    echo "This is not Debian; please install by hand what these packages hold: ${missing[*]}" >&2
    exit 1
fi
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if ! { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    exit 1
fi
rm -f "$log"
