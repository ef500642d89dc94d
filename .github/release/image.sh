#!/usr/bin/env bash
# image.sh VERSION DIR OUT: a container image of the Linux archives in DIR, as an OCI layout in the folder OUT; prints its digest. No
# container engine is needed, and the same archives give the same digest. `crane push --index OUT NAME` publishes it.
#
# In it are the binary, root certificates, an empty /tmp and nothing else: no shell, no git. It runs as nobody's user.
#
#   AMIFORGE_CERTIFICATES  root certificates as PEM, else those of the system
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${1:-} dir=${2:-} out=${3:-}
is_version "$version" || fail "this is no version as 1.2.3: $version"
[ -d "$dir" ] || fail "there is no folder: $dir"
[ -n "$out" ] || fail "name the folder for the image"
[ ! -e "$out" ] || fail "$out exists already"
certificates=${AMIFORGE_CERTIFICATES:-/etc/ssl/certs/ca-certificates.crt}
grep -q -e '-----BEGIN CERTIFICATE-----' "$certificates" || fail "there are no root certificates in $certificates"
epoch=$(git -C "$root" log -1 --format=%ct)
revision=$(git -C "$root" rev-parse HEAD)
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

mkdir -p "$out/blobs/sha256"
out=$(cd "$out" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# A file becomes a blob; prints its descriptor.
blob() {
  local digest
  digest=$(sum "$1")
  cp "$1" "$out/blobs/sha256/$digest"
  jq -nc --arg type "$2" --arg digest "sha256:$digest" --argjson size "$(wc -c <"$1")" \
    '{mediaType: $type, digest: $digest, size: $size}'
}

labels=$(jq -nc --arg version "$version" --arg revision "$revision" --arg created "$created" --arg source "https://github.com/$repository" '{
  "org.opencontainers.image.title": "amiforge",
  "org.opencontainers.image.description": "Checks EC2 Image Builder components, bumps pinned AMI ids and runs image builds through code review",
  "org.opencontainers.image.version": $version,
  "org.opencontainers.image.revision": $revision,
  "org.opencontainers.image.created": $created,
  "org.opencontainers.image.source": $source,
  "org.opencontainers.image.url": $source,
  "org.opencontainers.image.documentation": ($source + "/blob/v" + $version + "/README.md"),
  "org.opencontainers.image.licenses": "MIT OR Apache-2.0"
}')

manifests=
for target in x86_64-unknown-linux-musl aarch64-unknown-linux-musl; do
  case "$target" in x86_64-*) architecture=amd64 ;; *) architecture=arm64 ;; esac
  name=$(asset "$version" "$target")
  [ -f "$dir/$name" ] || fail "$name is missing in $dir"
  tree=$place/$architecture
  mkdir -p "$tree/usr/local/bin" "$tree/etc/ssl/certs" "$tree/tmp"
  tar -xzf "$dir/$name" -C "$place" "amiforge-$version-$target/amiforge"
  cp "$place/amiforge-$version-$target/amiforge" "$tree/usr/local/bin/"
  cp "$certificates" "$tree/etc/ssl/certs/ca-certificates.crt"
  find "$tree" -type d -exec chmod 755 {} +
  chmod 1777 "$tree/tmp"
  chmod 755 "$tree/usr/local/bin/amiforge"
  chmod 644 "$tree/etc/ssl/certs/ca-certificates.crt"
  (cd "$tree" && LC_ALL=C tar --create --format=ustar --sort=name --mtime="@$epoch" --owner=0 --group=0 --numeric-owner etc tmp usr) >"$place/layer.tar"
  unpacked=$(sum "$place/layer.tar")
  gzip --no-name --best <"$place/layer.tar" >"$place/layer.tar.gz"
  layer=$(blob "$place/layer.tar.gz" application/vnd.oci.image.layer.v1.tar+gzip)
  jq -nc --arg architecture "$architecture" --arg created "$created" --arg layer "sha256:$unpacked" --argjson labels "$labels" '{
    created: $created, architecture: $architecture, os: "linux",
    config: { User: "65532:65532", Entrypoint: ["/usr/local/bin/amiforge"], WorkingDir: "/",
      Env: ["PATH=/usr/local/bin", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"], Labels: $labels },
    rootfs: { type: "layers", diff_ids: [$layer] },
    history: [{ created: $created, created_by: "image.sh" }]
  }' >"$place/config"
  config=$(blob "$place/config" application/vnd.oci.image.config.v1+json)
  jq -nc --argjson config "$config" --argjson layer "$layer" --argjson labels "$labels" '{
    schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: $config, layers: [$layer], annotations: $labels
  }' >"$place/manifest"
  manifest=$(blob "$place/manifest" application/vnd.oci.image.manifest.v1+json |
    jq -c --arg architecture "$architecture" '. + {platform: {architecture: $architecture, os: "linux"}}')
  manifests="$manifests$manifest"
done
printf '%s' "$manifests" | jq -sc --argjson labels "$labels" '{
  schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: ., annotations: $labels
}' >"$out/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$out/oci-layout"
printf 'sha256:%s\n' "$(sum "$out/index.json")"
