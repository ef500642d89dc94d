#!/usr/bin/env bash
# What actions/checkout does with git (https://github.com/actions/checkout/blob/v6.0.2/src/git-source-provider.ts).
set -euo pipefail

to=${GITHUB_WORKSPACE:?}/$TO
mkdir -p "$to"
cd "$to"
git init --quiet --initial-branch=main
git remote add origin "$GITHUB_SERVER_URL/$REPOSITORY"

sha=
if [ -z "$REF" ] && [ "$REPOSITORY" = "$GITHUB_REPOSITORY" ]; then
  REF=$GITHUB_REF sha=$GITHUB_SHA
fi
if [ -z "$REF" ]; then
  REF=$(git ls-remote --symref origin HEAD | sed -n 's/^ref: \(.*\)\tHEAD$/\1/p')
fi

case "$REF" in
  refs/heads/*) to_ref=refs/remotes/origin/${REF#refs/heads/} ;;
  refs/pull/*) to_ref=refs/remotes/${REF#refs/} ;;
  refs/tags/*) to_ref=$REF ;;
  *) if git ls-remote --exit-code --heads origin "$REF" >/dev/null; then
       to_ref=refs/remotes/origin/$REF REF=refs/heads/$REF
     else
       sha=$REF to_ref=refs/remotes/origin/commit
     fi ;;
esac

# File system transports ask for a folder that is one's own, or that is said to be safe.
fetch() {
  git -c protocol.version=2 -c safe.directory='*' fetch --quiet --no-recurse-submodules "$@"
}
if [ "$DEPTH" = 0 ]; then
  # A branch comes with all others.
  case "$to_ref" in
    refs/remotes/origin/commit | refs/remotes/pull/*) more=("+${sha:-$REF}:$to_ref") ;;
    *) more=() ;;
  esac
  fetch --prune --tags origin '+refs/heads/*:refs/remotes/origin/*' ${more[@]+"${more[@]}"}
else
  fetch --no-tags --prune "--depth=$DEPTH" origin "+${sha:-$REF}:$to_ref"
fi
if [ "$REPOSITORY" != "$GITHUB_REPOSITORY" ]; then
  # The server of git here asks nobody who it is: whether the token may read that commit, the API tells.
  curl --silent --show-error --fail --output "$RUNNER_TEMP/commit-$$.json" --header "Authorization: Bearer $TOKEN" \
    "$GITHUB_API_URL/repos/$REPOSITORY/git/commits/$(git rev-parse "$to_ref")"
fi
case "$REF" in
  refs/heads/*) git checkout --quiet --force -B "${REF#refs/heads/}" "$to_ref" ;;
  *) git checkout --quiet --force "$to_ref" ;;
esac
if [ "$PERSIST" = true ]; then
  # A file beside the configuration, as v6 keeps it.
  printf '[http "%s/"]\n\textraheader = AUTHORIZATION: basic %s\n' "$GITHUB_SERVER_URL" \
    "$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')" >"$RUNNER_TEMP/git-credentials-$$.config"
  git config --add include.path "$RUNNER_TEMP/git-credentials-$$.config"
fi
{
  printf 'ref=%s\n' "$REF"
  printf 'commit=%s\n' "$(git rev-parse HEAD)"
} >>"$GITHUB_OUTPUT"
