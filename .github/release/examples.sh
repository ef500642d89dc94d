#!/usr/bin/env bash
# examples.sh VERSION [COMMIT]: takes out of the pages what they say of the time before the first release: by a person, before check.sh.
#
# After a release, with its commit: what examples and pages say behind `uses:` becomes that commit with its version as a comment, and what they
# download is that version. Again, with another version, it moves them on.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} commit=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
[ $# -lt 2 ] || is_commit "$commit" || fail "this is no whole commit: $commit"
cd "$root"
# The end of a block goes with the empty line behind it.
git ls-files -z -- '*.md' ':!CHANGELOG.md' ':!tests' | xargs -0 sed -i -e "/^$before\$/,/^$after\$/{/^$after\$/N;d;}"
[ $# -ge 2 ] || exit 0
# The workflows of this repository test what is published by its moving tag, and stay.
git ls-files -z -- '*.md' 'workflows-examples/*.yml' src/command/init_workflow.yml ':!CHANGELOG.md' ':!.github' ':!tests' |
  xargs -0 sed -i -E "s;(uses: $repository(/[a-z/-]+)?)@(v[0-9]+|[0-9a-f]{40} # v[0-9.]+)( *)\$;\\1@$commit # v$version;"
number='[0-9]+[.][0-9]+[.][0-9]+'
git ls-files -z -- '*.md' ':!CHANGELOG.md' ':!docs/releasing.md' ':!tests' | xargs -0 sed -i -E \
  -e "s;^(release|version)=$number( |\$);\\1=$version\\2;" \
  -e "s;^( +release: )\"$number\"\$;\\1\"$version\";" \
  -e "s;amiforge-$number-(x86_64|aarch64)-;amiforge-$version-\\1-;g" \
  -e "\\;- repo: https://github.com/$repository\$;{n;s;rev: v$number\$;rev: v$version;;}"
