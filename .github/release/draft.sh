#!/usr/bin/env bash
# draft.sh VERSION DIR: a draft of the release with all assets of DIR. Again, the draft gets these assets and no others; a release that is
# published is left alone. Needs gh.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} dir=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
[ -d "$dir" ] || fail "there is no folder: $dir"
dir=$(cd "$dir" && pwd)
cd "$root"

assets=()
for target in $targets; do assets+=("$(asset "$version" "$target")"); done
assets+=("amiforge-$version.cdx.json" "amiforge-$version.sigstore.json")
files=()
for name in "${assets[@]}"; do
  [ -f "$dir/$name" ] || fail "$name is missing in $dir"
  files+=("$dir/$name")
done

notes=$(.github/release/notes.sh "$version")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
if ! state=$(gh release view "v$version" --repo "$repository" --json isDraft,assets 2>"$place/said"); then
  # GitHub would make a second draft beside one that could not be seen for a moment.
  grep -q 'release not found' "$place/said" || fail "GitHub does not say whether there is a draft: $(cat "$place/said")"
  state=null
fi
case "$(printf '%s' "$state" | jq -r .isDraft)" in
  false)
    printf 'v%s is published already: nothing is changed\n' "$version"
    exit 0
    ;;
  true)
    # What an earlier run left, of which nobody has got anything.
    printf '%s' "$state" | jq -r '.assets[].name' | while read -r name; do
      gh release delete-asset "v$version" "$name" --repo "$repository" --yes
    done
    printf '%s\n' "$notes" | gh release edit "v$version" --repo "$repository" --title "$version" --notes-file -
    ;;
  *)
    # Without a commit: GitHub would want a right for workflows that no token of a job has (https://github.com/cli/cli/issues/9514).
    # The tag is made before the publication, so none is taken from the draft.
    printf '%s\n' "$notes" | gh release create "v$version" --repo "$repository" --draft --title "$version" --notes-file -
    ;;
esac
gh release upload "v$version" "${files[@]}" --repo "$repository"
