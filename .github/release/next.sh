#!/usr/bin/env bash
# next.sh VERSION NEXT: after the release of VERSION, by a person, on a clean branch of main. Brings the sums (commit B) to the branch, gives it
# the version NEXT, and makes examples and pages name the commit of the release. Makes one commit and pushes nothing.
#
# Without a version of its own a copy of the action between two releases would run the older binary with newer inputs, and say nothing.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} next=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_version "$next" || fail "this is no version as 1.2.3: $next"
is_newer "$next" "$version" || fail "$next is not newer than $version"
cd "$root"
[ -z "$(git status --porcelain --untracked-files=no)" ] || fail "the work tree has changes that are not in a commit"
found=$(version_of <Cargo.toml)
[ "$found" = "$version" ] || fail "Cargo.toml says $found, not $version"
b=$(git ls-remote origin "refs/tags/v$version" | cut -f 1)
[ -n "$b" ] || fail "there is no tag v$version"
git fetch --quiet origin "$b"
git merge-base --is-ancestor "$b^" HEAD || fail "this branch does not have the commit that $version was built from"

# A merge, so that the tag stays a part of main; one commit, so that none has the sums of its version and other code.
git merge --quiet --no-ff --no-commit "$b" >/dev/null
sed -i "s/^version = \"$version\"\$/version = \"$next\"/" Cargo.toml
for lock in Cargo.lock fuzz/Cargo.lock; do
  [ ! -f "$lock" ] || sed -i "/^name = \"amiforge\"\$/{n;s/^version = \"$version\"\$/version = \"$next\"/;}" "$lock"
done
sed -i "s;ghcr.io/$repository:$version validate;ghcr.io/$repository:$next validate;" .pre-commit-hooks.yaml
.github/release/examples.sh "$version" "$b"
git commit --quiet --all --message "Sums of $version; what comes next is $next"
git log --oneline -1
