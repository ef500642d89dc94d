#!/usr/bin/env bash
# move.sh VERSION: the moving tag (v0 for 0.4.1) goes to the commit of the tag of VERSION, never to an older version. Again, it changes
# nothing. Needs a git that may push.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
cd "$root"
moving=v${version%%.*}
b=$(git ls-remote origin "refs/tags/v$version" | cut -f 1)
[ -n "$b" ] || fail "there is no tag v$version"
git fetch --quiet origin "$b"
there=$(git ls-remote origin "refs/tags/$moving" | cut -f 1)
if [ -n "$there" ] && [ "$there" != "$b" ]; then
  git fetch --quiet origin "$there"
  older=$(git show "$there:Cargo.toml" | version_of)
  ! is_newer "$older" "$version" || fail "$moving is at $older already, which is newer than $version"
fi
[ "$there" = "$b" ] || git push --quiet --force origin "$b:refs/tags/$moving"
printf '%s is %s\n' "$moving" "$version"
