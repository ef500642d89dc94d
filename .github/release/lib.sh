# shellcheck shell=bash
# What the scripts of a release share. Bash 3.2, as macOS has it: smoke.sh runs on every system.
set -euo pipefail

# shellcheck disable=SC2034 # used by the scripts that read this file
{
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
  repository=amiforge/amiforge
  # Every target that is published. The matrix of release.yml, the table of docs/releasing.md and actions/setup name the same.
  targets='x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc aarch64-pc-windows-msvc'
  checksums=actions/setup/checksums.txt
  # Between these lines stands in pages what holds before the first release alone. Also patterns of sed.
  before='<!-- before the first release -->'
  after='<!-- [/]before -->'
  # Ten megabytes, as people count them.
  most_bytes=10000000
}

fail() {
  # Nothing of it may end a workflow command or start another, so it is one line without control characters.
  printf '%s: %s\n' "$(basename "$0")" "$(printf '%s' "$*" | tr -d '\000-\037\177')" >&2
  exit 1
}

# A word that is safe in paths, tags and URLs. Pre-releases are not published.
is_version() {
  case "$1" in
    '' | *[!0-9.]* | .* | *. | *..*) return 1 ;;
    *.*.*.*) return 1 ;;
    *.*.*) return 0 ;;
    *) return 1 ;;
  esac
}

# is_newer VERSION OTHER: parts are numbers, so 0.10.0 is newer than 0.9.0.
is_newer() {
  [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -t . -k 1,1n -k 2,2n -k 3,3n | tail -n 1)" = "$1" ]
}

is_commit() {
  [ ${#1} = 40 ] || return 1
  case "$1" in *[!0-9a-f]*) return 1 ;; esac
}

is_target() {
  case " $targets " in *" $1 "*) return 0 ;; *) return 1 ;; esac
}

# The version of Cargo.toml, on standard input.
version_of() {
  sed -n 's/^version = "\(.*\)"$/\1/p' | head -n 1
}

# asset VERSION TARGET
asset() {
  case "$2" in
    *-windows-*) printf 'amiforge-%s-%s.zip' "$1" "$2" ;;
    *) printf 'amiforge-%s-%s.tar.gz' "$1" "$2" ;;
  esac
}

binary_of() {
  case "$1" in *-windows-*) printf 'amiforge.exe' ;; *) printf 'amiforge' ;; esac
}

# The sum of a file in hex; macOS has no sha256sum.
sum() {
  if command -v sha256sum >/dev/null; then
    sha256sum <"$1" | cut -d ' ' -f 1
  else
    shasum -a 256 <"$1" | cut -d ' ' -f 1
  fi
}
