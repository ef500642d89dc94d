#!/usr/bin/env bash
# check.sh VERSION: may the commit that is checked out become this release? Asked first, and again by whoever starts over.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
cd "$root"
head=$(git rev-parse --verify 'HEAD^{commit}')

[ -z "$(git status --porcelain --untracked-files=no)" ] || fail "the work tree has changes that are not in the commit"
found=$(version_of <Cargo.toml)
[ "$found" = "$version" ] || fail "Cargo.toml says $found, not $version"
locked=$(sed -n '/^name = "amiforge"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
[ "$locked" = "$version" ] || fail "Cargo.lock says $locked, not $version"
grep -q "ghcr.io/$repository:$version validate" .pre-commit-hooks.yaml ||
  fail ".pre-commit-hooks.yaml does not name the image of $version"
.github/release/notes.sh "$version" >/dev/null
# The pages of the release are in its archives, its crate and its tag.
early=$(git grep --files-with-matches -e "^$before\$" -- '*.md' ':!tests') || [ $? -eq 1 ] || fail "the pages cannot be looked through"
[ -z "$early" ] || fail "$(printf '%s' "$early" | tr '\n' ' ') still say that nothing is released: .github/release/examples.sh $version takes that out"

# A version that users have seen is never built again.
if grep -q "^# $version " "$checksums"; then
  fail "$checksums has the sums of $version already: it was released"
fi
if tagged=$(git rev-parse --verify --quiet "refs/tags/v$version^{commit}"); then
  # Stopped between the tag and the publication: the release goes on with the same archives, so this run is not the one to do it.
  fail "v$version is tagged ($tagged): run the failed jobs of its own workflow again, do not start another"
fi
# One line of versions, each with the sums of those before it.
newest=$(git tag --list | sed -n 's/^v\([0-9]*[.][0-9]*[.][0-9]*\)$/\1/p' | sort -t . -k 1,1n -k 2,2n -k 3,3n | tail -n 1)
if [ -n "$newest" ]; then
  is_newer "$version" "$newest" || fail "$version is not newer than $newest, which was released"
  [ "$(git rev-parse "v$newest:$checksums")" = "$(git rev-parse "HEAD:$checksums")" ] ||
    fail "$checksums is not that of v$newest: bring its sums to main first (next.sh)"
fi
if git rev-parse --verify --quiet refs/remotes/origin/main >/dev/null; then
  git merge-base --is-ancestor "$head" refs/remotes/origin/main || fail "$head is not on main"
fi
printf '%s\n' "$head"
