#!/usr/bin/env bash
# Makes the pictures of the README from the texts beside this file, which a test holds against what the program says:
#
#   UPDATE_PICTURES=1 cargo test pictures     # writes the texts
#   docs/pictures/render.sh                   # renders them
#
# Needs Node, Python 3, Chromium, pngquant, and the fonts Inter and Liberation Mono (Debian: nodejs npm python3-venv chromium pngquant
# fonts-inter fonts-liberation). Tools that come from npm and PyPI go into a temporary folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT

npm install --prefix "$tools" --no-save --no-audit --no-fund --ignore-scripts --silent marked@18.2.1 github-markdown-css@5.9.0
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check rich==15.0.0 pillow==12.3.0

# A terminal, as SVG: its text stays text.
"$tools/venv/bin/python" terminal.py finding.txt finding

# Markdown as GitHub shows it, two pixels for one.
for name in pull-request summary; do
  for theme in light dark; do
    NODE_PATH=$tools/node_modules node page.cjs "$name" "$theme" >"$tools/$name.html"
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
      --disable-component-update --disable-sync --user-data-dir="$tools/profile" --hide-scrollbars --force-device-scale-factor=2 \
      --window-size=1040,3000 --screenshot="$tools/$name.png" "file://$tools/$name.html" >"$tools/chromium.log" 2>&1 || {
      cat "$tools/chromium.log"
      exit 1
    }
    suffix=
    if [ "$theme" = dark ]; then suffix=-dark; fi
    "$tools/venv/bin/python" trim.py "$tools/$name.png"
    pngquant --force --speed 1 --quality 70-95 --strip --output "$name$suffix.png" "$tools/$name.png"
  done
done
sha256sum finding.txt pull-request.md summary.md >made-from.txt
ls -l -- *.svg *.png
