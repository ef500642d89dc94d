#!/usr/bin/env bash
# Finds the amiforge binary and hands it to the steps that follow: outputs `path` and `version`, and its folder on the PATH.
#
#   AMIFORGE_SETUP_PATH  a binary on the runner; wins when set
#   RUNNER_TOOL_CACHE    else <cache>/amiforge/<version>/<arch>/amiforge, where the version is that of this action
#
# Exit code 2 when there is none: a binary is never built or fetched from elsewhere behind the user's back.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Text for a workflow command: one line, nothing that could end the command or start another.
escape() {
  local text=$1
  text=${text//'%'/'%25'}
  text=${text//$'\r'/'%0D'}
  text=${text//$'\n'/'%0A'}
  printf '%s' "$text"
}

fail() {
  printf '::error title=amiforge setup::%s\n' "$(escape "$1")"
  exit 2
}

# The version of this copy of the action is that of its package.
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/../../Cargo.toml" | head -n 1)
[ -n "$version" ] || fail "this copy of the action is incomplete: Cargo.toml names no version"

suffix=
case "${RUNNER_OS:-$(uname -s)}" in
  Linux | macOS | Darwin) ;;
  Windows | MINGW* | MSYS*) suffix=.exe ;;
  *) fail "amiforge runs on Linux, macOS and Windows runners, not on ${RUNNER_OS:-$(uname -s)}" ;;
esac
case "${RUNNER_ARCH:-$(uname -m)}" in
  X64 | x86_64) arch=x64 ;;
  ARM64 | aarch64 | arm64) arch=arm64 ;;
  *) fail "amiforge runs on x64 and arm64 runners, not on ${RUNNER_ARCH:-$(uname -m)}" ;;
esac

if [ -n "${AMIFORGE_SETUP_PATH:-}" ]; then
  binary=$AMIFORGE_SETUP_PATH
  case "$binary" in
    *$'\n'* | *$'\r'*) fail "the path of the binary holds a line break" ;;
    /* | [A-Za-z]:[\\/]*) ;;
    *) binary=${GITHUB_WORKSPACE:-$PWD}/$binary ;;
  esac
  [ -f "$binary" ] || fail "there is no file at the path given for the binary: $binary"
else
  binary=${RUNNER_TOOL_CACHE:-/nonexistent}/amiforge/$version/$arch/amiforge$suffix
  [ -f "$binary" ] || fail "amiforge $version is not in the runner's tool cache ($binary); give the path of a binary, for example one that an earlier step built with 'cargo install --git'"
fi

found=$("$binary" --version 2>/dev/null) || fail "this is not an amiforge binary for this runner: $binary"
case "$found" in
  "amiforge "*) ;;
  *) fail "this is not an amiforge binary: $binary" ;;
esac

{
  printf 'path=%s\n' "$binary"
  printf 'version=%s\n' "${found#amiforge }"
} >>"${GITHUB_OUTPUT:-/dev/stdout}"
if [ -n "${GITHUB_PATH:-}" ]; then
  dirname "$binary" >>"$GITHUB_PATH"
fi
printf 'amiforge: %s\n' "$(escape "$found")"
