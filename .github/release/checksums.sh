#!/usr/bin/env bash
# checksums.sh VERSION COMMIT DIR [FILE]: writes the sums of the archives in DIR into actions/setup/checksums.txt (or FILE), as the block
# of a version that was built from COMMIT; newest first. Again, it changes nothing; sums of a known version are never changed.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} commit=${2:-} dir=${3:-} file=${4:-$root/$checksums}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_commit "$commit" || fail "this is no whole commit: $commit"
[ -d "$dir" ] || fail "there is no folder: $dir"
[ -f "$file" ] || fail "there is no file: $file"

block=$(
  printf '# %s %s\n' "$version" "$commit"
  for target in $targets; do
    name=$(asset "$version" "$target")
    [ -f "$dir/$name" ] || fail "$name is missing in $dir"
    printf '%s  %s\n' "$(sum "$dir/$name")" "$name"
  done
)

# A block begins at `# VERSION COMMIT` and ends before the next one. Other comments stand above the first.
# Not every awk counts repetitions.
heading='^# [0-9]+[.][0-9]+[.][0-9]+ [0-9a-f]+$'
known=$(awk -v heading="$heading" -v wanted="# $version " '
  $0 ~ heading { inside = index($0, wanted) == 1 }
  inside && NF' "$file")
if [ -n "$known" ]; then
  [ "$known" = "$block" ] || fail "$file has other sums of $version already; they are never changed"
  exit 0
fi
# The variable has several lines, which awk takes from the environment only.
BLOCK=$block awk -v heading="$heading" '
  $0 ~ heading && !written { print ENVIRON["BLOCK"]; written = 1 }
  { print }
  END { if (!written) print ENVIRON["BLOCK"] }' "$file" >"$file.new"
mv "$file.new" "$file"
