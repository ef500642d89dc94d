#!/usr/bin/env bash
# push.sh VERSION LAYOUT IMAGE CRANE: the OCI layout that image.sh made becomes IMAGE:VERSION, once. If there is one, it must be the same.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} layout=${2:-} image=${3:-} crane=${4:-crane}
is_version "$version" || fail "this is no version as 1.2.3: $version"
[ -f "$layout/index.json" ] || fail "there is no image in $layout"
[ -n "$image" ] || fail "name the image"
wanted=sha256:$(sum "$layout/index.json")
tags=$("$crane" ls "$image" 2>/dev/null) || tags=
if printf '%s\n' "$tags" | grep -qxF "$version"; then
  found=$("$crane" digest "$image:$version")
  [ "$found" = "$wanted" ] || fail "$image:$version is $found already, not $wanted"
else
  "$crane" push --index "$layout" "$image:$version" >&2
  found=$("$crane" digest "$image:$version")
  [ "$found" = "$wanted" ] || fail "$image has $found, not $wanted"
fi
printf '%s@%s\n' "$image" "$wanted"
