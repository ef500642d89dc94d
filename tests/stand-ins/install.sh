#!/usr/bin/env bash
# Installs the third-party tools that the tests run, once, below tests/stand-ins/.installed (ignored by git).
#
#   act                 runs workflows and composite actions, in host mode, without a container engine
#   actionlint, zizmor  lint workflows and actions
#   check-jsonschema    judges YAML and JSON by a schema
#
# Needs Go and Python 3. Tests that miss a tool say `skipped: …` and pass; the project's CI fails on those words.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p .installed/bin
into=$PWD/.installed

go_tool() {
  local name=$1 package=$2 version=$3
  [ -e "$into/.$name-$version" ] && return
  echo "installing $name $version"
  GOBIN=$into/bin GOFLAGS=-mod=mod go install "$package@$version"
  touch "$into/.$name-$version"
}

go_tool act github.com/nektos/act v0.2.89
go_tool actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12

python_tools=(zizmor==1.32.0 check-jsonschema==0.39.0 yamllint==1.38.0)
stamp=$into/.python-$(printf '%s' "${python_tools[*]}" | tr -c 'A-Za-z0-9.' '-')
if [ ! -e "$stamp" ]; then
  echo "installing ${python_tools[*]}"
  python3 -m venv "$into/venv"
  "$into/venv/bin/pip" install --quiet --disable-pip-version-check "${python_tools[@]}"
  touch "$stamp"
fi
