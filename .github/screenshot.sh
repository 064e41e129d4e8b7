#!/usr/bin/env bash
# Makes the picture in README.md from the real page: `cargo run --release -- build`, then this. Needs Chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars \
    --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$profile" \
    --window-size=900,660 --screenshot="$PWD/.github/base-models.png" "file://$PWD/target/book/papers/base-models.html"
