#!/usr/bin/env bash
# Finds or fetches the amiforge binary and hands it to the step: outputs `path` and `version`. docs/actions/setup.md says what
# users can rely on.
#
#   install.sh           for one step: AMIFORGE_SETUP_PATH, else AMIFORGE_BINARY, else the version of this copy of the action
#   install.sh for-job   for the rest of the job too: the command on the PATH, and AMIFORGE_BINARY for the actions behind it
#
# Read into the shell of the step (`. install.sh`), or run by hand to fill the tool cache of a machine image.
#
#   AMIFORGE_SETUP_PATH                       a binary on the runner
#   AMIFORGE_BINARY                           the same, set for a whole job by its author or by `for-job`
#   AMIFORGE_MIRROR                           what stands for https://github.com/amiforge/amiforge/releases/download
#   RUNNER_TOOL_CACHE, RUNNER_TEMP            where binaries are kept, where downloads lie until they are judged
#   with for-job: AMIFORGE_SETUP_VERSION, _MIRROR, _VERIFY_ATTESTATION, _TRUSTED_ROOT: the inputs of actions/setup
#
# Exit codes: 2 what was asked for cannot be, 3 a download or a build did not come out. Bash 3.2 (macOS) and Git Bash on Windows
# have to read it, so no associative arrays, no mapfile, no ${x,,}, and no array that may be empty.
set -euo pipefail
# They change what bash, tar, unzip and gzip do with the words below.
unset POSIXLY_CORRECT CDPATH GLOBIGNORE TAR_OPTIONS UNZIP UNZIPOPT GZIP

repository=amiforge/amiforge
releases=https://github.com/$repository/releases/download
# The workflow whose attestations are believed.
signer=$repository/.github/workflows/release.yml
# Seconds that a download may take in all, attempts and pauses included.
limit=300

# Text of others in a line of the log, as REPLY: nothing in it ends the line, acts on a terminal or is a command (`##[name]` is one
# anywhere in a line).
plain() {
  REPLY=${1:0:2000}
  REPLY=${REPLY//[[:cntrl:]]/ }
  REPLY=${REPLY//'##['/'## ['}
}

say() {
  plain "$1"
  printf 'amiforge setup: %s\n' "$REPLY"
}

# Ends with a code and an annotation, in which lines of the text stay lines.
fail() {
  local text=${2:0:2000}
  text=${text//[%]/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  plain "$text"
  printf '::error title=amiforge setup::%s\n' "$REPLY"
  exit "$1"
}

# Functions that only traps and `attended` call are for ShellCheck (SC2329) called by nobody.
# The last program behind `attended` that has ended.
ended=
work=
beside=
# shellcheck disable=SC2329 # called by name, as said above
clean_up() {
  [ -z "$work" ] || rm -rf "$work"
  [ -z "$beside" ] || rm -rf "$beside"
}
# shellcheck disable=SC2329 # called by name, as said above
stop() {
  # The files go after the program that writes them.
  if [ "${!:-}" != "$ended" ]; then
    kill "$!" 2>/dev/null || true
    wait "$!" 2>/dev/null || true
  fi
  exit "$1"
}
trap clean_up EXIT
trap 'stop 130' INT
trap 'stop 143' TERM

# Runs a program so that a signal ends both: bash looks at its signals only after a program in the foreground has ended.
attended() {
  local code=0
  "$@" &
  wait "$!" || code=$?
  ended=$!
  return "$code"
}

# On Windows paths come with back-slashes, and the programs of Git Bash want its own.
inner() {
  if [ -n "$suffix" ]; then cygpath -u "$1"; else printf '%s' "$1"; fi
}
# And what other shells, programs and steps get is what Windows takes.
outer() {
  if [ -n "$suffix" ]; then cygpath -w "$1"; else printf '%s' "$1"; fi
}

if command -v sha256sum >/dev/null; then
  hasher=(sha256sum)
elif command -v shasum >/dev/null; then
  hasher=(shasum -a 256)
elif command -v openssl >/dev/null; then
  hasher=(openssl dgst -sha256 -r)
else
  fail 2 "nothing on this runner computes a SHA-256: sha256sum, shasum or openssl is needed"
fi
sum_of() {
  local line
  # From standard input, as with a name some of them mark lines for its characters.
  line=$("${hasher[@]}" <"$1")
  printf '%s' "${line%% *}"
}

true_or_false() {
  case "$2" in
    true) return 0 ;;
    '' | false) return 1 ;;
    *) fail 2 "$1 is true or false, not '$2'" ;;
  esac
}

# --- what is asked for -------------------------------------------------------------------------------------------------------

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for_job=
wanted=
mirror=${AMIFORGE_MIRROR:-}
verify=
trusted_root=
case "${1:-}" in
  '') ;;
  for-job)
    for_job=1
    wanted=${AMIFORGE_SETUP_VERSION:-}
    mirror=${AMIFORGE_SETUP_MIRROR:-$mirror}
    trusted_root=${AMIFORGE_SETUP_TRUSTED_ROOT:-}
    if true_or_false verify-attestation "${AMIFORGE_SETUP_VERIFY_ATTESTATION:-}"; then verify=1; fi
    ;;
  *) fail 2 "install.sh knows no '$1'" ;;
esac

suffix=
packing=tar.gz
os=${RUNNER_OS:-$(uname -s)}
case "$os" in
  Linux) system=unknown-linux-musl ;;
  macOS | Darwin) system=apple-darwin ;;
  Windows | MINGW* | MSYS*) system=pc-windows-msvc suffix=.exe packing=zip ;;
  *) fail 2 "amiforge runs on Linux, macOS and Windows runners with x64 or arm64 processors, not on $os" ;;
esac
if [ -n "$suffix" ] && ! command -v cygpath >/dev/null; then
  fail 2 "on Windows the bash of Git is needed, and this one has no cygpath"
fi
machine=${RUNNER_ARCH:-$(uname -m)}
case "$machine" in
  X64 | x86_64) arch=x64 target=x86_64-$system ;;
  ARM64 | aarch64 | arm64) arch=arm64 target=aarch64-$system ;;
  *) fail 2 "amiforge runs on Linux, macOS and Windows runners with x64 or arm64 processors, not on $machine" ;;
esac

# --- the end, whatever the way -----------------------------------------------------------------------------------------------

# Hands a binary over: FILE, and the version that it must have or nothing.
hand_over() {
  local binary=$1 must=${2:-} found form='^amiforge ([0-9A-Za-z][0-9A-Za-z.+-]*)$' folder
  if ! found=$("$binary" --version 2>/dev/null); then
    # Why the system does not start it, such as `Permission denied`, is what bash says.
    found=$("$binary" --version 2>&1) || true
    fail 2 "this is not an amiforge binary for this runner: $binary${found:+: ${found##*: }}"
  fi
  found=${found%$'\r'}
  # Anything but one short word could be an output or a variable of its own making.
  [[ $found =~ $form ]] || fail 2 "this is not an amiforge binary: $binary"
  found=${BASH_REMATCH[1]}
  [ -z "$must" ] || [ "$found" = "$must" ] || fail 3 "this is amiforge $found, where $must is wanted: $binary"
  folder=$(outer "$(dirname "$binary")")
  binary=$(outer "$binary")
  {
    printf 'path=%s\n' "$binary"
    printf 'version=%s\n' "$found"
  } >>"${GITHUB_OUTPUT:-/dev/stdout}"
  if [ -n "$for_job" ]; then
    if [ -z "$suffix" ]; then
      case "$folder" in *:*) fail 2 "a folder with a colon in its name cannot stand on the PATH: $folder" ;; esac
    fi
    printf '%s\n' "$folder" >>"${GITHUB_PATH:-/dev/stdout}"
    printf 'AMIFORGE_BINARY=%s\n' "$binary" >>"${GITHUB_ENV:-/dev/stdout}"
  fi
  say "amiforge $found at $binary"
  exit 0
}

# A binary that is on the runner: NAME of what says so, PATH.
on_the_runner() {
  local path=$2
  case "$path" in
    *$'\n'* | *$'\r'*) fail 2 "the path in $1 holds a line break" ;;
    /* | [A-Za-z]:[\\/]* | \\\\*) ;;
    *) path=${GITHUB_WORKSPACE:-$PWD}/$path ;;
  esac
  path=$(inner "$path")
  [ -f "$path" ] || fail 2 "there is no file at the path in $1: $path"
  hand_over "$path"
}

if [ -n "${AMIFORGE_SETUP_PATH:-}" ]; then
  [ -z "$verify" ] || fail 2 "verify-attestation is about what is downloaded, and path names a binary that is here: verify it before it comes to the runner"
  [ -z "$wanted" ] || fail 2 "path names a binary and version another: give one of them"
  on_the_runner "path or binary" "$AMIFORGE_SETUP_PATH"
fi
# What an author asks of this step counts more than what is set for the job.
if [ -n "${AMIFORGE_BINARY:-}" ] && [ -z "$wanted" ] && [ -z "$verify" ]; then
  on_the_runner AMIFORGE_BINARY "$AMIFORGE_BINARY"
fi

# --- which version -----------------------------------------------------------------------------------------------------------

# The version of this copy of the action is that of its package.
own=
while IFS= read -r line || [ -n "$line" ]; do
  case "$line" in
    'version = "'*'"'*)
      own=${line#*\"}
      own=${own%%\"*}
      break
      ;;
  esac
done <"$here/../../Cargo.toml"
[ -n "$own" ] || fail 2 "this copy of the action is incomplete: its Cargo.toml names no version"

# Where binaries may lie: for all jobs of the runner, else for this one.
temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
temporary=$(inner "$temporary")
shared=${RUNNER_TOOL_CACHE:-}
[ -z "$shared" ] || shared=$(inner "$shared")

# What the marker beside a folder says: KEY, FOLDER.
marked() {
  local key value
  [ -f "$2/$arch.complete" ] || return 0
  while read -r key value || [ -n "$key" ]; do
    if [ "$key" = "$1" ]; then
      printf '%s' "$value"
      return 0
    fi
  done <"$2/$arch.complete"
}

# Whether what was installed lies in a folder, whole and unchanged: FOLDER, what it was made from.
lies_in() {
  local binary=$1/$arch/amiforge$suffix
  [ -f "$binary" ] && [ -f "$1/$arch.complete" ] || return 1
  if [ "$(marked from "$1")" != "$2" ] || [ "$(marked binary "$1")" != "$(sum_of "$binary")" ]; then
    say "what lies at $binary is not what was installed there: it is replaced"
    return 1
  fi
}

# Puts a binary into a folder: FILE, FOLDER, what it was made from, who attested it or nothing. Each file is moved into place
# in one step, the marker last: a run that is killed leaves no marker that is wrong, and two at once put the same there.
put() {
  local file=$1 folder=$2 from=$3 attested=$4 name=amiforge$suffix sum
  mkdir -p "$folder/$arch" 2>/dev/null || return 1
  # Left by runs that were killed, long ago enough that nobody is at work there.
  find "$folder" -maxdepth 1 -name ".$arch.*" -mmin +60 -exec rm -rf {} + 2>/dev/null || true
  beside=$(mktemp -d "$folder/.$arch.XXXXXXXX" 2>/dev/null) || return 1
  cp "$file" "$beside/$name" 2>/dev/null && chmod 755 "$beside/$name" || return 1
  sum=$(sum_of "$beside/$name")
  # Windows does not replace a program that runs; then it has to be the same.
  mv -f "$beside/$name" "$folder/$arch/$name" 2>/dev/null || [ "$(sum_of "$folder/$arch/$name")" = "$sum" ] || return 1
  {
    printf 'from %s\n' "$from"
    printf 'binary %s\n' "$sum"
    [ -z "$attested" ] || printf 'attested %s\n' "$attested"
  } >"$beside/marker" || return 1
  mv -f "$beside/marker" "$folder/$arch.complete" 2>/dev/null || return 1
  rm -rf "$beside"
  beside=
}

# Keeps a binary for all jobs, or where that is not possible for this one, and hands it over:
# FILE, FOLDER below the caches, what it was made from, who attested it, the version that it must have.
keep() {
  if [ -n "$shared" ]; then
    if put "$1" "$shared/$2" "$3" "$4"; then hand_over "$shared/$2/$arch/amiforge$suffix" "$5"; fi
    say "the tool cache cannot be written ($shared): the binary is kept for this job alone"
  fi
  put "$1" "$temporary/$2" "$3" "$4" || fail 3 "the binary cannot be put below $temporary"
  hand_over "$temporary/$2/$arch/amiforge$suffix" "$5"
}

# Hands over what was kept before, if it is good: FOLDER, what it must be made from, who must have attested it, its version.
take() {
  local root
  for root in "$shared" "$temporary"; do
    [ -n "$root" ] || continue
    lies_in "$root/$1" "$2" || continue
    if [ -n "$3" ] && [ "$(marked attested "$root/$1")" != "$3" ]; then
      say "what lies in $root was kept without a look at its attestation: it is fetched again"
      continue
    fi
    hand_over "$root/$1/$arch/amiforge$suffix" "$4"
  done
}

workplace() {
  mkdir -p "$temporary"
  work=$(mktemp -d "$temporary/amiforge.XXXXXXXX") || fail 3 "nothing can be written below $temporary"
}

# --- from source, only when that is asked for --------------------------------------------------------------------------------

if [ "$wanted" = source ]; then
  [ -z "$verify" ] || fail 2 "verify-attestation is about what is downloaded, and version: source builds"
  command -v cargo >/dev/null || fail 2 "version: source builds amiforge with cargo, which is not on this runner: install Rust before this step"
  tree=$(cd "$here/../.." && pwd)
  # The content tells, as a copy of the action has no commit, and a branch or a clone moves.
  content=$(cd "$tree" && find . \( -path ./.git -o -path ./target \) -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 "${hasher[@]}")
  workplace
  printf '%s' "$content" >"$work/content"
  content=$(sum_of "$work/content")
  place=amiforge/$own-source.${content:0:16}
  take "$place" "$content" '' "$own"
  say "building amiforge $own with cargo, which takes some minutes"
  cd "$tree"
  attended cargo install --locked --quiet --no-track --path "$(outer "$tree")" --root "$(outer "$work/installed")" --target-dir "$(outer "$work/target")" ||
    fail 3 "cargo could not build amiforge $own: see the lines above"
  keep "$work/installed/bin/amiforge$suffix" "$place" "$content" '' "$own"
fi

# --- a release ---------------------------------------------------------------------------------------------------------------

version=${wanted:-$own}
version=${version#v}
asset=amiforge-$version-$target.$packing
bundle=amiforge-$version.sigstore.json

known=
commit=
expected=
of=
while IFS= read -r line || [ -n "$line" ]; do
  line=${line%$'\r'}
  head='^# ([0-9][0-9A-Za-z.+-]*) ([0-9a-f]{40})$'
  row='^([0-9a-f]{64})  ([0-9A-Za-z._+-]+)$'
  if [[ $line =~ $head ]]; then
    of=${BASH_REMATCH[1]}
    known=${known:+$known, }$of
    [ "$of" != "$version" ] || commit=${BASH_REMATCH[2]}
  elif [[ $line =~ $row ]] && [ "$of" = "$version" ] && [ "${BASH_REMATCH[2]}" = "$asset" ]; then
    expected=${BASH_REMATCH[1]}
  fi
done <"$here/checksums.txt"

if [ -z "$commit" ]; then
  if [ -z "$wanted" ]; then
    fail 2 "this copy of the action is no release. Use the action at the tag of a release, give the path of a binary (binary, or path of actions/setup), or let actions/setup build it with version: source. It is $own and has the checksums of ${known:-no release}"
  fi
  fail 2 "this copy of the action has no checksums of amiforge '${wanted:0:100}'. To run another release than those that it knows, use the action at the tag of that release. It has the checksums of ${known:-no release}"
fi
[ -n "$expected" ] || fail 2 "amiforge $version was not released for $target"

place=amiforge/$version
take "$place" "$expected" "${verify:+$commit}" "$version"

# Where it comes from, and which protocols a redirect may lead to.
base=${mirror:-$releases}
while [ "${base%/}" != "$base" ]; do base=${base%/}; done
case "$base" in
  *[[:space:][:cntrl:]]* | *[?#]*) fail 2 "the mirror has to be an address without blanks, ? and #: '$base'" ;;
  *://*@*) fail 2 "the mirror has a name or password in its address, which would show up in logs: put them into ~/.netrc" ;;
  https://?*) protocols='=https' ;;
  http://?*) protocols='=http,https' ;;
  file:///?*) protocols='=file' ;;
  *) fail 2 "the mirror has to begin with https://, http:// or file:///, not '$base'" ;;
esac

command -v curl >/dev/null || fail 2 "curl is not on this runner: it is needed to download amiforge, unless path names a binary"
workplace
begun=$SECONDS

# Fetches a file of the release: NAME, FILE.
fetch() {
  local url=$base/v$version/$1 into=$2 code status why='no time is left' pause left netrc=
  # Sums are what protects; a file with credentials is for mirrors that want some.
  [ -z "$mirror" ] || netrc=--netrc-optional
  for pause in 1 2 4 8 0; do
    left=$((limit - SECONDS + begun))
    [ "$left" -gt 0 ] || break
    code=0
    # -q: a .curlrc could print other things than are read below. Proxies and authorities come from the environment.
    attended curl -q --globoff --fail --location --max-redirs 5 --silent --show-error ${netrc:+"$netrc"} \
      --proto "$protocols" --connect-timeout 20 --max-time "$left" --speed-limit 1000 --speed-time 30 \
      --max-filesize 250000000 --output "$into" --write-out '%{http_code}' "$url" >"$work/status" 2>"$work/why" || code=$?
    [ "$code" -ne 0 ] || return 0
    # Without a program: a signal that comes while bash starts or ends one for `$( )` is lost now and then.
    read -r status <"$work/status" || true
    IFS= read -r -d '' why <"$work/why" || true
    why=${why%$'\n'}
    case "$code:$status" in
      22:404) fail 3 "there is no $url" ;;
      22:408 | 22:425 | 22:429 | 22:5??) ;;
      # Names and hosts that do not answer, what is cut off, and what takes too long.
      5:* | 6:* | 7:* | 16:* | 18:* | 28:* | 35:* | 52:* | 55:* | 56:* | 92:*) ;;
      60:* | 77:*) fail 3 "the certificate of $url is not trusted here: $why. Authorities of your own are named by SSL_CERT_FILE or CURL_CA_BUNDLE" ;;
      *) fail 3 "$url cannot be downloaded: $why" ;;
    esac
    say "$url: $why"
    [ "$pause" -eq 0 ] || attended sleep "$pause"
  done
  fail 3 "$url cannot be downloaded, after several attempts: $why"
}

say "fetching $base/v$version/$asset"
fetch "$asset" "$work/$asset"
sum=$(sum_of "$work/$asset")
[ "$sum" = "$expected" ] ||
  fail 3 "$base/v$version/$asset has the SHA-256 $sum, and the release has $expected: it is not unpacked, and nothing else is tried"

# Nobody has to be asked, so no token: neither one of the environment nor one that is kept on the machine.
# shellcheck disable=SC2329 # called by name, as said above
ask_gh() {
  unset GH_TOKEN GITHUB_TOKEN GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN GH_HOST GH_DEBUG
  # Keys that it fetches are kept below the home, which cannot be written on every runner.
  export XDG_CACHE_HOME=$work/gh XDG_STATE_HOME=$work/gh
  export GH_CONFIG_DIR=$work/gh GH_PROMPT_DISABLED=1 GH_NO_UPDATE_NOTIFIER=1 NO_COLOR=1
  exec gh "$@"
}

if [ -n "$verify" ]; then
  command -v gh >/dev/null || fail 2 "verify-attestation needs gh, which is not on this runner"
  # Without --source-digest (before 2.68.0) the commit could not be held against it.
  case $(gh attestation verify --help 2>/dev/null || true) in
    *--source-digest*) ;;
    *) fail 2 "verify-attestation needs gh 2.68.0 or newer; this runner has $(gh --version 2>/dev/null || true)" ;;
  esac
  # The bundle of the release says what GitHub's API would: who made it is in its signatures, not in where it lies.
  fetch "$bundle" "$work/$bundle"
  set -- attestation verify "$(outer "$work/$asset")" --bundle "$(outer "$work/$bundle")" --hostname github.com \
    --repo "$repository" --signer-workflow "$signer" --source-digest "$commit" --deny-self-hosted-runners
  [ -z "$trusted_root" ] || set -- "$@" --custom-trusted-root "$trusted_root"
  if ! attended ask_gh "$@" >"$work/why" 2>&1; then
    fail 3 "the attestation of $asset does not hold, it is not unpacked: $(cat "$work/why")"
  fi
  say "attested: $asset was built by $signer from commit $commit"
fi

member=amiforge-$version-$target/amiforge$suffix
mkdir "$work/unpacked"
if [ "$packing" = tar.gz ]; then
  tar -xzf "$work/$asset" -C "$work/unpacked" "$member" || fail 3 "$asset cannot be unpacked"
elif command -v unzip >/dev/null; then
  unzip -q "$work/$asset" "$member" -d "$work/unpacked" || fail 3 "$asset cannot be unpacked"
else
  # Windows has a tar that reads zip.
  "$(inner "${SYSTEMROOT:-C:\\Windows}")/System32/tar.exe" -xf "$(outer "$work/$asset")" -C "$(outer "$work/unpacked")" "$member" ||
    fail 3 "$asset cannot be unpacked"
fi
keep "$work/unpacked/$member" "$place" "$expected" "${verify:+$commit}" "$version"
