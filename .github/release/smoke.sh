#!/usr/bin/env bash
# smoke.sh ARCHIVE SUMS: is this archive what a user should get? Run on the system that it is for; SUMS has lines of sha256sum.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

archive=${1:-} sums=${2:-}
[ -f "$archive" ] || fail "there is no archive: $archive"
[ -f "$sums" ] || fail "there is no file of sums: $sums"
name=$(basename "$archive")
version=$(version_of <"$root/Cargo.toml")
target=${name#"amiforge-$version-"}
target=${target%.zip}
target=${target%.tar.gz}
if ! is_target "$target" || [ "$name" != "$(asset "$version" "$target")" ]; then
  fail "this is no name of an archive of $version: $name"
fi
folder=amiforge-$version-$target
binary=$(binary_of "$target")

wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p" "$sums")
[ -n "$wanted" ] || fail "$sums has no sum of $name"
[ "$(sum "$archive")" = "$wanted" ] || fail "the sum of $name is not that of $sums"
size=$(wc -c <"$archive" | tr -d ' ')
[ "$size" -lt "$most_bytes" ] || fail "$name has $size bytes; it should stay below $most_bytes"

# The layout, before anything is unpacked: one folder with these files and manual pages, in order.
case "$name" in
  *.zip) listed=$(unzip -Z1 "$archive") ;;
  *) listed=$(tar -tzf "$archive") ;;
esac
listed=$(printf '%s\n' "$listed" | sed -e "s:^$folder/::" -e '/\/$/d' -e '/^$/d' -e 's:^man/amiforge-[a-z-]*\.1$:man/amiforge-COMMAND.1:' | LC_ALL=C sort -u)
expected=$(printf '%s\n' "$binary" CHANGELOG.md LICENSE-APACHE LICENSE-MIT README.md completions/_amiforge completions/_amiforge.ps1 \
  completions/amiforge.bash completions/amiforge.elv completions/amiforge.fish man/amiforge.1 man/amiforge-COMMAND.1 | LC_ALL=C sort -u)
[ "$listed" = "$expected" ] || fail "the layout of $name is wrong: $(printf '%s' "$listed" | tr '\n' ' ')"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
case "$name" in
  *.zip) unzip -q "$archive" -d "$place" ;;
  *) tar -xzf "$archive" -C "$place" ;;
esac
program=$place/$folder/$binary
[ -x "$program" ] || fail "$binary cannot be executed"

case "$target" in
  *-linux-musl)
    # Statically linked: it asks for no loader and for no library.
    headers=$(LC_ALL=C readelf --wide --program-headers --dynamic "$program")
    case "$headers" in *INTERP* | *NEEDED*) fail "$binary is not static" ;; esac
    ;;
esac

found=$("$program" --version | tr -d '\r')
[ "$found" = "amiforge $version" ] || fail "$binary says $found, not amiforge $version"
code=0
# The example has one name with a typing error, as the README shows it; exit code 1 is that of findings.
said=$(cd "$root" && "$program" validate --format line examples) || code=$?
[ "$code" = 1 ] || fail "validate ended with $code, not with 1"
case "$said" in
  *windows-node-images.yaml:36:27:*'semantic/unknown-step'*) ;;
  *) fail "validate did not find the error of the example" ;;
esac
printf '%s: %s bytes, %s\n' "$name" "$size" "$found"
