#!/usr/bin/env bash
# build.sh TARGET OUT: the binary of one target as it is published, with all features, copied to the folder OUT.
#
#   AMIFORGE_BUILD  the cargo command, else `auditable build`: the list of dependencies goes into the binary, for scanners
#                   (https://github.com/rust-secure-code/cargo-auditable). `zigbuild` builds for another system
#                   (https://github.com/rust-cross/cargo-zigbuild), with llvm-objcopy, which reads its programs too.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target=${1:-} out=${2:-}
is_target "$target" || fail "this is no target that is published: $target (one of: $targets)"
[ -n "$out" ] || fail "name the folder for the binary"
cd "$root"

# No paths of the machine in the binary; on Windows nothing to install beside it.
here=$root crates=${CARGO_HOME:-$HOME/.cargo}
case "$target" in
  *-windows-msvc)
    # As the compiler sees them, not as Git Bash does.
    here=$(cygpath -w "$here") crates=$(cygpath -w "$crates")
    ;;
esac
flags="--remap-path-prefix=$here=. --remap-path-prefix=$crates=cargo"
case "$target" in *-windows-msvc) flags="$flags -C target-feature=+crt-static" ;; esac
# The oldest macOS that Rust supports on arm64 (https://doc.rust-lang.org/rustc/platform-support/apple-darwin.html).
export MACOSX_DEPLOYMENT_TARGET=11.0
export CARGO_INCREMENTAL=0 RUSTFLAGS=$flags
# Words of a command, meant to be split.
# shellcheck disable=SC2086
cargo ${AMIFORGE_BUILD:-auditable build} --release --locked --bin amiforge --target "$target"

mkdir -p "$out"
cp "${CARGO_TARGET_DIR:-target}/$target/release/$(binary_of "$target")" "$out/"
case "$target" in
  *-linux-musl)
    # Tables for unwinding: a static program that aborts at a panic never reads them, and they are a twentieth of what is downloaded.
    objcopy=objcopy
    case "${AMIFORGE_BUILD:-}" in *zigbuild*) objcopy=llvm-objcopy ;; esac
    "$objcopy" --remove-section=.eh_frame --remove-section=.eh_frame_hdr --remove-section=.gcc_except_table "$out/$(binary_of "$target")"
    ;;
esac
