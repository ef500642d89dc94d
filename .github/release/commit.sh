#!/usr/bin/env bash
# commit.sh VERSION A DIR: commit B, which adds the sums of the archives in DIR on top of A, on the branch release/vVERSION; prints it. GitHub
# makes the commit and signs it. Again, with the same archives, it is the same commit. Needs gh, jq, and a git that may push.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} a=${2:-} dir=${3:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_commit "$a" || fail "this is no whole commit: $a"
[ -d "$dir" ] || fail "there is no folder: $dir"
dir=$(cd "$dir" && pwd)
cd "$root"
branch=release/v$version

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git show "$a:$checksums" >"$place/text"
.github/release/checksums.sh "$version" "$a" "$dir" "$place/text"
blob=$(git hash-object -w --no-filters "$place/text")

tag=$(git ls-remote origin "refs/tags/v$version" | cut -f 1)
there=$(git ls-remote origin "refs/heads/$branch" | cut -f 1)
for commit in $tag $there; do
  git fetch --quiet origin "$commit"
  # Made before, by a run that was stopped; nothing else may stand there, which prove.sh sees.
  if [ "$(git rev-parse "$commit^@")" = "$a" ] && [ "$(git rev-parse --verify --quiet "$commit:$checksums")" = "$blob" ]; then
    printf '%s\n' "$commit"
    exit 0
  fi
done
[ -z "$tag" ] || fail "v$version is a tag of $tag already, which has other sums"

# A person pushes it where GitHub refuses it to a job, which is when workflows of main have changed since A.
[ "$there" = "$a" ] || git push --quiet --force origin "$a:refs/heads/$branch"
jq -n --arg repository "$repository" --arg branch "$branch" --arg a "$a" --arg path "$checksums" --arg version "$version" \
  --rawfile text "$place/text" '{
    query: "mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    variables: { input: {
      branch: { repositoryNameWithOwner: $repository, branchName: $branch },
      expectedHeadOid: $a,
      message: { headline: "Sums of \($version)", body: "Of the archives that were built from \($a)." },
      fileChanges: { additions: [{ path: $path, contents: ($text | @base64) }] }
    } }
  }' >"$place/request"
b=$(gh api graphql --input "$place/request" --jq .data.createCommitOnBranch.commit.oid)
is_commit "$b" || fail "GitHub made no commit: $b"
git fetch --quiet origin "$b"
printf '%s\n' "$b"
