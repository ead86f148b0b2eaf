#!/usr/bin/env bash
# Mutation testing of merging, structure and quotes (docs/decisions/006). What to mutate and which tests judge it stands
# in pyproject.toml. One file: bash scripts/mutants.sh .venv 'drafting.text.anchor*'
set -euo pipefail
cd "$(dirname "$0")/.."
venv=${1:-.venv}
shift || true
tool=.mutants
if [ ! -x "$tool/bin/mutmut" ]; then
    "$venv/bin/python" -m venv --clear "$tool"
    "$tool/bin/python" -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
fi
# The locked packages come first: mutmut's own are only what these do not have.
PYTHONPATH=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
export PYTHONPATH
"$tool/bin/python" -m mutmut run "$@"
"$tool/bin/python" -m mutmut results
