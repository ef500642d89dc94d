#!/usr/bin/env bash
# sbom.sh OUT: what the binary is made of, as CycloneDX (cargo-cyclonedx), the same bytes for the same commit.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

out=${1:-}
[ -n "$out" ] || fail "name the file"
cd "$root"
version=$(version_of <Cargo.toml)
# With this variable the tool takes the time of the commit and makes no random serial number.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
name=amiforge-$version.cdx
trap 'rm -f "$name.json"' EXIT
cargo cyclonedx --quiet --format json --spec-version 1.5 --all-features --target all \
  --override-filename "$name"
# Our own package is known to the tool by the folder that it lies in.
jq --arg here "path+file://$root#" '
  walk(
    if type != "string" then .
    elif startswith($here) then "pkg:cargo/" + .[($here | length):]
    else sub("[?]download_url=file://[.]"; "") end
  )
' "$name.json" >"$out"
