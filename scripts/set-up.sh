#!/usr/bin/env bash
# Makes .venv what requirements.txt says: once, and again when that file changes. Plain pip, hashes required.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}
wanted=$(cksum <requirements.txt)

# A virtual environment that was moved or whose Python is gone no longer starts.
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    [ "$(cat "$venv/.ready" 2>/dev/null)" = "$wanted" ] && exit 0
else
    python=${PYTHON:-$(command -v python3.11 || command -v python3 || true)}
    if [ -z "$python" ] || ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        echo "Drafting needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python3.11" >&2
        exit 1
    fi
    echo "Making $venv with $("$python" --version)"
    if ! "$python" -m venv --clear "$venv" 2>/dev/null; then
        # Debian keeps venv's pip in a package of its own.
        bash scripts/system-packages.sh python3-venv
        "$python" -m venv --clear "$venv"
    fi
fi

echo "Installing the locked packages into $venv (a minute or two)"
"$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt
printf '%s\n' "$wanted" >"$venv/.ready"
