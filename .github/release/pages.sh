#!/usr/bin/env bash
# pages.sh BINARY OUT: completions and manual pages, as an amiforge that runs here writes them, into the folder OUT. Done where the binary is
# built, so that the job that makes the archives of all targets executes nothing that was built.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

binary=${1:-} out=${2:-}
[ -x "$binary" ] || fail "there is no amiforge that runs here: $binary"
[ -n "$out" ] || fail "name the folder for the pages"
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
version=$(version_of <"$root/Cargo.toml")
found=$("$binary" --version)
[ "$found" = "amiforge $version" ] || fail "$binary is $found, not amiforge $version"

mkdir -p "$out/completions" "$out/man"
cd "$out"
"$binary" completions bash >completions/amiforge.bash
"$binary" completions zsh >completions/_amiforge
"$binary" completions fish >completions/amiforge.fish
"$binary" completions powershell >completions/_amiforge.ps1
"$binary" completions elvish >completions/amiforge.elv
"$binary" man man
