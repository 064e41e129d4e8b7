#!/usr/bin/env bash
# Builds a site from a reading list, or from a book, for the action in ../action.yml.
#
# usage: publish.sh SOURCE OUTPUT
#   SOURCE  a Markdown file with a reading list, or a folder with a book.toml
#   OUTPUT  the folder of the site; it must not exist, or be empty
# MDBOOK_PAPERS is the program, by default `mdbook-papers` on PATH. In a workflow the folder's path becomes the output `path`.
set -euo pipefail

source=$1
output=$2
program=${MDBOOK_PAPERS:-mdbook-papers}

fail() {
    printf '::error::%s\n' "$1" >&2
    exit 1
}

if [[ -d $output && -n $(ls -A "$output") ]]; then
    fail "the folder $output is not empty"
fi
mkdir -p "$output"
output=$(cd "$output" && pwd)

if [[ -d $source ]]; then
    [[ -f $source/book.toml ]] || fail "the folder $source has no book.toml"
    book=$source
elif [[ -f $source ]]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    book=$scratch/book
    "$program" import "$source" --book "$book"
else
    fail "there is no file or folder $source"
fi
"$program" build "$book" --dest-dir "$output"
if [[ -n ${GITHUB_OUTPUT:-} ]]; then
    printf 'path=%s\n' "$output" >>"$GITHUB_OUTPUT"
fi
