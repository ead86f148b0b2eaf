#!/usr/bin/env bash
# Words for translation. `translations.sh extract FILE` collects every marked string of code and templates into FILE;
# `translations.sh` alone brings them into each catalogue of drafting/translations: new strings stand there empty, to be
# translated by hand; nothing is guessed.
set -euo pipefail
cd "$(dirname "$0")/.."
babel() { "${PYTHON:-.venv/bin/python}" -m babel.messages.frontend --quiet "$@"; }

extract() {
  # Babel by itself passes over folders whose name begins with an underscore; templates/_partials is one.
  babel extract --mapping babel.cfg --ignore-dirs '.*' --keyword lazy_gettext --keyword lazy_pgettext:1c,2 \
    --keyword _p:1c,2 --add-location file --sort-by-file --project Drafting --version '' --output "$1" .
}

if [ "${1:-}" = extract ]; then
  extract "$2"
  exit
fi
template=$(mktemp)
trap 'rm -f "$template"' EXIT
extract "$template"
babel update --input-file "$template" --output-dir drafting/translations --no-fuzzy-matching --ignore-obsolete \
  --ignore-pot-creation-date --width 120
