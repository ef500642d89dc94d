#!/usr/bin/env bash
# publish.sh VERSION B: the tag on B, then the draft becomes the release. After prove.sh. Again, it does what is still to be done. Needs gh,
# jq, and a git that may push.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} b=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_commit "$b" || fail "this is no whole commit: $b"
cd "$root"

tagged=$(git ls-remote origin "refs/tags/v$version" | cut -f 1)
case "$tagged" in
  "$b") ;;
  '') git push --quiet origin "$b:refs/tags/v$version" ;;
  *) fail "v$version is a tag of $tagged, not of $b; it is never moved" ;;
esac

state() { gh release view "v$version" --repo "$repository" --json isDraft,isImmutable; }
found=$(state) || fail "there is no draft of v$version"
if [ "$(printf '%s' "$found" | jq -r .isDraft)" = true ]; then
  gh release edit "v$version" --repo "$repository" --draft=false --verify-tag --latest
  found=$(state)
fi
[ "$(printf '%s' "$found" | jq -r .isImmutable)" = true ] ||
  fail "v$version is published and can be changed: switch on immutable releases in the settings, and release another version"
