#!/usr/bin/env bash
# notes.sh VERSION: the text of the release, from CHANGELOG.md, and how to verify an archive.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
cd "$root"
grep -Eq "^## ${version//./\\.} - [0-9]{4}-[0-9]{2}-[0-9]{2}\$" CHANGELOG.md ||
  fail "CHANGELOG.md has no heading '## $version - YYYY-MM-DD'"
said=$(awk -v heading="## $version - " '
  /^## / { inside = index($0, heading) == 1; next }
  inside' CHANGELOG.md | sed -e '/./,$!d')
[ -n "$said" ] || fail "CHANGELOG.md says nothing about $version"
printf '%s\n\n' "$said"
cat <<EOT
### Verify

\`\`\`sh
gh release verify v$version --repo $repository
gh attestation verify amiforge-$version-x86_64-unknown-linux-musl.tar.gz --repo $repository \\
  --signer-workflow $repository/.github/workflows/release.yml --source-ref refs/heads/main
\`\`\`

The sums of the archives are part of the action: \`$checksums\` of this tag.
EOT
