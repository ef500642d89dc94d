#!/usr/bin/env bash
# prove.sh VERSION A B DIR: commit B may carry the tag of VERSION. DIR has the assets as users get them. Anybody can run it, before the
# publication and after it:
#
#   * B is a child of A alone and differs in the file of sums, only by the block of VERSION, and the sums are those of DIR;
#   * A and B have VERSION in Cargo.toml;
#   * each asset is attested by the release workflow of this repository, run on main, at A.
#
# Needs git, jq and gh (with GH_TOKEN, or with the bundle that lies in DIR).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} a=${2:-} b=${3:-} dir=${4:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_commit "$a" || fail "this is no whole commit: $a"
is_commit "$b" || fail "this is no whole commit: $b"
[ -d "$dir" ] || fail "there is no folder: $dir"
dir=$(cd "$dir" && pwd)
cd "$root"

parents=$(git rev-parse "$b^@")
[ "$parents" = "$a" ] || fail "$b is no child of $a alone"
# Modes too: five words for each path.
changed=$(git diff-tree -r --no-renames "$a" "$b" | sed -n 's/^:\([0-9]*\) \([0-9]*\) [0-9a-f]* [0-9a-f]* \([A-Z]\)\t\(.*\)$/\1 \2 \3 \4/p')
[ "$changed" = "100644 100644 M $checksums" ] || fail "$b changes more than the text of $checksums: $changed"
found=$(git show "$a:Cargo.toml" | version_of)
[ "$found" = "$version" ] || fail "$a has version $found, not $version"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
git show "$a:$checksums" >"$place/expected"
git show "$b:$checksums" >"$place/found"
"$root/.github/release/checksums.sh" "$version" "$a" "$dir" "$place/expected"
cmp -s "$place/expected" "$place/found" ||
  fail "$checksums of $b is not that of $a with the sums of the assets: $(diff "$place/expected" "$place/found" | tr '\n' ' ')"

workflow=$repository/.github/workflows/release.yml
attested() {
  local file=$1 wrong
  gh attestation verify "$file" --repo "$repository" --bundle "$dir/amiforge-$version.sigstore.json" \
    --signer-workflow "$workflow" --source-ref refs/heads/main --source-digest "$a" --deny-self-hosted-runners \
    --format json >"$place/attested" ||
    fail "$(basename "$file") has no attestation of $workflow at $a"
  # gh has compared the same already; so a change of its options cannot make this proof weaker without being seen.
  wrong=$(jq -r --arg repository "$repository" --arg a "$a" --arg sum "$(sum "$file")" '
    def expected: {
      sourceRepositoryURI: "https://github.com/\($repository)",
      sourceRepositoryDigest: $a,
      sourceRepositoryRef: "refs/heads/main",
      buildSignerURI: "https://github.com/\($repository)/.github/workflows/release.yml@refs/heads/main",
      runnerEnvironment: "github-hosted"
    };
    if type != "array" or length == 0 then "no attestation"
    else
      [.[].verificationResult
        | .signature.certificate as $certificate
        | (expected | to_entries[] | select($certificate[.key] != .value) | "\(.key) is \($certificate[.key])"),
          (select(any(.statement.subject[]?; .digest.sha256 == $sum) | not) | "it is about another file")]
      | join("; ")
    end' "$place/attested") || fail "gh says something else than expected about $(basename "$file")"
  [ -z "$wrong" ] || fail "the attestation of $(basename "$file") is wrong: $wrong"
}
for target in $targets; do attested "$dir/$(asset "$version" "$target")"; done
attested "$dir/amiforge-$version.cdx.json"
printf 'proven: %s of %s carries %s, built from %s\n' "$b" "$repository" "$version" "$a"
