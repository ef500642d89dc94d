#!/usr/bin/env bash
# package.sh TARGET BINARY HOST OUT: the archive of one target in the folder OUT.
#
# HOST is an amiforge that runs here: it writes completions and manual pages. All archives are made on one Linux machine with GNU tar and
# Info-ZIP; the same input gives the same bytes: names in order, one time (that of the commit), no owner, two modes.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=${1:-} binary=${2:-} host=${3:-} out=${4:-}
is_target "$target" || fail "this is no target that is published: $target (one of: $targets)"
[ -f "$binary" ] || fail "there is no binary: $binary"
[ -x "$host" ] || fail "there is no amiforge that runs here: $host"
[ -n "$out" ] || fail "name the folder for the archive"
mkdir -p "$out"
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")
host=$(cd "$(dirname "$host")" && pwd)/$(basename "$host")
out=$(cd "$out" && pwd)

version=$(version_of <"$root/Cargo.toml")
is_version "$version" || fail "Cargo.toml names no version: $version"
found=$("$host" --version)
[ "$found" = "amiforge $version" ] || fail "$host is $found, not amiforge $version"
epoch=$(git -C "$root" log -1 --format=%ct)
archive=$(asset "$version" "$target")
folder=amiforge-$version-$target

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/$folder/completions" "$stage/$folder/man"
cp "$binary" "$stage/$folder/$(binary_of "$target")"
cp "$root/LICENSE-APACHE" "$root/LICENSE-MIT" "$root/README.md" "$root/CHANGELOG.md" "$stage/$folder/"
(
  cd "$stage/$folder"
  "$host" completions bash >completions/amiforge.bash
  "$host" completions zsh >completions/_amiforge
  "$host" completions fish >completions/amiforge.fish
  "$host" completions powershell >completions/_amiforge.ps1
  "$host" completions elvish >completions/amiforge.elv
  "$host" man man
)

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
