#!/usr/bin/env bash
# Builds the release archive of one target into dist/, with its SHA-256 checksum: the binary, the licences, the README, and
# the completions and man pages that the binary prints.
#
# usage: archive.sh TARGET [BINARY]
#   BINARY  an executable that is already built for TARGET; without it cargo builds one
set -euo pipefail

target=$1
binary=${2:-}
if [[ -z $binary ]]; then
    cargo build --release --locked --target "$target"
    binary=target/$target/release/mdbook-papers
    [[ $target != *windows* ]] || binary=$binary.exe
fi
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=mdbook-papers-$version-$target
folder=dist/$name
rm -rf "$folder"
mkdir -p "$folder/completions" "$folder/man"
cp "$binary" LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md "$folder/"
for shell in bash zsh fish powershell elvish; do
    "$binary" completions "$shell" >"$folder/completions/mdbook-papers.$shell"
done
"$binary" man "$folder/man"
cd dist
if [[ $target == *windows* ]]; then
    archive=$name.zip
    7z a -bso0 "$archive" "$name"
else
    archive=$name.tar.gz
    tar -czf "$archive" "$name"
fi
rm -rf "$name"
if command -v sha256sum >/dev/null; then sha256sum "$archive"; else shasum -a 256 "$archive"; fi >"$archive.sha256"
echo "$archive"
