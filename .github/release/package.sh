#!/usr/bin/env bash
# package.sh TARGET BINARY PAGES OUT: the archive of one target in the folder OUT.
#
# PAGES is what pages.sh has made. Nothing that was built is executed here. All archives are made on one Linux machine with GNU tar and
# Info-ZIP; the same input gives the same bytes: names in order, one time (that of the commit), no owner, two modes.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=${1:-} binary=${2:-} pages=${3:-} out=${4:-}
is_target "$target" || fail "this is no target that is published: $target (one of: $targets)"
[ -f "$binary" ] || fail "there is no binary: $binary"
[ -f "$pages/man/amiforge.1" ] || fail "there are no pages in $pages"
[ -n "$out" ] || fail "name the folder for the archive"
mkdir -p "$out"
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
pages=$(cd "$pages" && pwd)
out=$(cd "$out" && pwd)

version=$(version_of <"$root/Cargo.toml")
is_version "$version" || fail "Cargo.toml names no version: $version"
epoch=$(git -C "$root" log -1 --format=%ct)
archive=$(asset "$version" "$target")
folder=amiforge-$version-$target

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/$folder"
cp "$binary" "$stage/$folder/$(binary_of "$target")"
cp "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$root/README.md" "$root/CHANGELOG.md" "$stage/$folder/"
cp -R "$pages/completions" "$pages/man" "$stage/$folder/"

cd "$stage"
find "$folder" -type d -exec chmod 755 {} +
find "$folder" -type f -exec chmod 644 {} +
chmod 755 "$folder/$(binary_of "$target")"
# ZIP has local times in steps of two seconds.
export TZ=UTC LC_ALL=C
find "$folder" -exec touch -h -d "@$((epoch / 2 * 2))" {} +
rm -f "$out/$archive"
case "$archive" in
  *.zip) find "$folder" | sort | zip -q -X -9 -@ "$out/$archive" ;;
  *)
    tar --create --format=ustar --sort=name --mtime="@$((epoch / 2 * 2))" --owner=0 --group=0 --numeric-owner "$folder" |
      gzip --no-name --best >"$out/$archive"
    ;;
esac
printf '%s\n' "$out/$archive"
