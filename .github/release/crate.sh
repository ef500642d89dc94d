#!/usr/bin/env bash
# crate.sh VERSION: publishes the crate, once. If crates.io has this version already, it must be the same file. `--dry-run` behind it makes
# the file and compares only. Needs CARGO_REGISTRY_TOKEN to publish.
#
#   AMIFORGE_INDEX  where the index of the registry is, else that of crates.io
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} mode=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
case "$mode" in '' | --dry-run) ;; *) fail "this is no option: $mode" ;; esac
cd "$root"
found=$(version_of <Cargo.toml)
[ "$found" = "$version" ] || fail "Cargo.toml says $found, not $version"

cargo package --quiet --locked --no-verify
file=${CARGO_TARGET_DIR:-target}/package/amiforge-$version.crate
size=$(wc -c <"$file")
# crates.io takes no more (https://doc.rust-lang.org/cargo/reference/publishing.html).
[ "$size" -lt 10000000 ] || fail "the crate has $size bytes; crates.io takes 10 MB"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
code=$(curl --silent --show-error --location --retry 5 --max-time 60 --output "$place/index" --write-out '%{http_code}' \
  "${AMIFORGE_INDEX:-https://index.crates.io}/am/if/amiforge") || fail "the index of crates.io does not answer"
case "$code" in
  404) known= ;;
  200) known=$(jq -r --arg version "$version" 'select(.vers == $version) | .cksum' "$place/index") ;;
  *) fail "the index of crates.io answers $code" ;;
esac
if [ -n "$known" ]; then
  [ "$known" = "$(sum "$file")" ] || fail "crates.io has another file as amiforge $version"
  printf 'crates.io has amiforge %s already\n' "$version"
  exit 0
fi
printf 'amiforge %s: %s bytes, SHA-256 %s, by %s, not on crates.io\n' "$version" "$size" "$(sum "$file")" "$(cargo --version)"
# That it can be built was tried in a job without this token, which code that is built could take.
[ "$mode" = --dry-run ] || cargo publish --locked --no-verify
