#!/usr/bin/env bash
# examples.sh VERSION COMMIT: what our examples and pages say behind `uses:` becomes the commit of the release with its version as a comment.
# Again, with another version, it moves them on.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} commit=${2:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
is_commit "$commit" || fail "this is no whole commit: $commit"
cd "$root"
# The workflows of this repository test what is published by its moving tag, and stay.
git ls-files -z -- '*.md' 'workflows-examples/*.yml' src/command/init_workflow.yml ':!CHANGELOG.md' ':!.github' ':!tests' |
  xargs -0 sed -i -E "s;(uses: $repository(/[a-z/-]+)?)@(v[0-9]+|[0-9a-f]{40} # v[0-9.]+)( *)\$;\\1@$commit # v$version;"
