#!/usr/bin/env bash
# sums.sh DIR: the sums of all assets in DIR, as sha256sum writes them, into DIR/SHA256SUMS. It fails if an archive is missing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

dir=${1:-}
[ -d "$dir" ] || fail "there is no folder: $dir"
version=$(version_of <"$root/Cargo.toml")
{
  for target in $targets; do asset "$version" "$target" && echo; done
  echo "amiforge-$version.cdx.json"
} | LC_ALL=C sort | while read -r name; do
  [ -f "$dir/$name" ] || fail "$name is missing in $dir"
  printf '%s  %s\n' "$(sum "$dir/$name")" "$name"
done >"$dir/SHA256SUMS.new"
mv "$dir/SHA256SUMS.new" "$dir/SHA256SUMS"
