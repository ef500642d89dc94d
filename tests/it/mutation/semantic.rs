//! Faults of meaning.

use amiforge::component::Platform;

use super::edit::add_item;
use super::faults::*;

/// A step whose inputs are a list and which has no outputs.
const S3: &str =
    "name: MutantFirst\naction: S3Download\ninputs:\n  - source: s3://bucket/a\n    destination: /opt/a\n";

pub(crate) const FAULTS: &[Fault] = &[
    fault("semantic/undefined-name", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ MutantName }}'\n",
            ),
        )
    }),
    fault("semantic/undefined-name", |r| {
        in_inputs(r, "commands", |e| add_item(e.value, "echo {{ MutantName }}"))
    }),
    fault("semantic/unknown-phase", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ biuld.MutantStep.outputs.stdout }}'\n",
            ),
        )
    }),
    fault("semantic/unknown-step", |r| {
        refer(r, |p, _| format!("{{{{ {p}.NoSuchStep.outputs.stdout }}}}"))
    }),
    fault("semantic/unknown-output", |r| {
        pair(r, S3, |p| format!("{{{{ {p}.MutantFirst.outputs.stdout }}}}"))
    }),
    fault("semantic/unknown-input", |r| {
        pair(r, S3, |p| format!("{{{{ {p}.MutantFirst.inputs[0].url }}}}"))
    }),
    fault("semantic/index-out-of-range", |r| {
        pair(r, S3, |p| format!("{{{{ {p}.MutantFirst.inputs[1].source }}}}"))
    }),
    fault("semantic/index-shape", |r| {
        pair(r, S3, |p| format!("{{{{ {p}.MutantFirst.inputs.source }}}}"))
    }),
    fault("semantic/output-of-later-step", |r| {
        refer(r, |p, _| format!("{{{{ {p}.MutantStep.outputs.stdout }}}}"))
    }),
    fault("semantic/input-of-later-step", later_input),
    fault("semantic/cross-stage", cross_stage),
    fault("semantic/loop-without-loop", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ loop.value }}'\n",
            ),
        )
    }),
    fault("semantic/foreign-loop", foreign_loop),
    fault("semantic/loop-member", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  forEach: [a, b]\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ loop.item }}'\n",
            ),
        )
    }),
    fault("semantic/reference-place", |r| {
        key_in_steps(r, "timeoutSeconds", "'{{ Mutant }}'")
    }),
    fault("semantic/reference-place", |r| {
        key_in_steps(r, "onFailure", "'{{ Mutant }}'")
    }),
    fault("semantic/unrecognized-expression", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ .ID }}'\n",
            ),
        )
    }),
    fault("semantic/unrecognized-expression", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ item | upper }}'\n",
            ),
        )
    }),
    fault("semantic/unrecognized-expression", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ aws:ssm:{{/path}} }}'\n",
            ),
        )
    }),
    fault("semantic/imagebuilder-expression", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ imagebuilder:buildDate }}'\n",
            ),
        )
    }),
    fault("semantic/forbidden-imds-path", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ aws:imds:iam/info }}'\n",
            ),
        )
    }),
    fault("semantic/unknown-context-key", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ context:instanceId }}'\n",
            ),
        )
    }),
    fault("semantic/resolve-argument", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  path: whoami\n",
                "  arguments:\n",
                "    - '{{ aws:ssm:resolve(nope) }}'\n",
            ),
        )
    }),
    fault("semantic/unused-parameter", |r| {
        define(
            r,
            "parameters",
            concat!("MutantUnused:\n", "    type: string\n", "    default: x\n",),
        )
    }),
    fault("semantic/unused-constant", |r| {
        define(
            r,
            "constants",
            concat!("MutantUnused:\n", "    type: string\n", "    value: x\n",),
        )
    }),
    fault("semantic/required-parameter", |r| {
        define(r, "parameters", concat!("MutantNeeded:\n", "    type: string\n",))
    }),
    fault("semantic/skipped-source", skipped_source),
    fault("semantic/no-image-builder-phase", only_verify),
    fault("semantic/phase-never-runs", other_phase),
    fault("semantic/test-only-component", only_test),
    fault("semantic/continue-still-fails", |r| {
        key_in_steps(r, "onFailure", "Continue")
    }),
    fault("semantic/ignored-failure", |r| {
        key_in_steps(r, "onFailure", "Ignore")
    }),
    fault("semantic/document-action-limits", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteDocument\n",
                "maxAttempts: 3\n",
                "inputs:\n",
                "  document: ./other.yml\n",
            ),
        )
    }),
    fault("semantic/document-action-limits", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteDocument\n",
                "timeoutSeconds: 60\n",
                "inputs:\n",
                "  document: ./other.yml\n",
            ),
        )
    }),
    fault("semantic/document-phase", |r| {
        step(
            r,
            "name: MutantStep\naction: ExecuteDocument\ninputs:\n  document: ./other.yml\n  phases: build,,test\n",
        )
    }),
    fault("semantic/reboot-timeout", |r| {
        step(
            r,
            concat!("name: MutantStep\n", "action: Reboot\n", "timeoutSeconds: 60\n",),
        )
    }),
    fault("semantic/timeout-unreachable", |r| {
        key_in_plain_steps(r, "timeoutSeconds", "90000")
    }),
    fault("semantic/infinite-timeout", |r| {
        key_in_plain_steps(r, "timeoutSeconds", "-1")
    }),
    fault("semantic/checksum-pair", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
                "    checksum: abababababababababababababababababababababababababababababababab\n",
            ),
        )
    }),
    fault("semantic/checksum-pair", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
                "    algorithm: SHA256\n",
            ),
        )
    }),
    fault("semantic/checksum-length", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
                "    checksum: abababababababababababababababab\n",
                "    algorithm: SHA256\n",
            ),
        )
    }),
    fault("semantic/web-url", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: s3://bucket/a\n",
                "    destination: /opt/a\n",
            ),
        )
    }),
    fault("semantic/s3-uri", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: https://bucket.s3.amazonaws.com/a\n",
                "    destination: /opt/a\n",
            ),
        )
    }),
    fault("semantic/s3-uri", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Upload\n",
                "inputs:\n",
                "  - source: /opt/a\n",
                "    destination: bucket/a\n",
            ),
        )
    }),
    fault("semantic/s3-prefix", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://bucket/p*\n",
                "    destination: /opt/\n",
            ),
        )
    }),
    fault("semantic/account-id", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://bucket/a\n",
                "    destination: /opt/a\n",
                "    expectedBucketOwner: '12345'\n",
            ),
        )
    }),
    fault("semantic/wildcard-position", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CopyFile\n",
                "inputs:\n",
                "  - source: /opt/a*/b\n",
                "    destination: /opt/c/\n",
            ),
        )
    }),
    fault("semantic/wildcard-destination", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CopyFile\n",
                "inputs:\n",
                "  - source: /opt/a/*\n",
                "    destination: /opt/b\n",
            ),
        )
    }),
    fault("semantic/powershell-file", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  file: C:\\setup.txt\n",
            ),
        )
    }),
    fault("semantic/permissions", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: SetFilePermissions\n",
                "inputs:\n",
                "  - path: /opt/a\n",
                "    permissions: '0888'\n",
            ),
        )
    }),
    fault("semantic/permissions", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: SetFilePermissions\n",
                "inputs:\n",
                "  - path: /opt/a\n",
                "    permissions: u+x\n",
            ),
        )
    }),
    fault("semantic/registry-path", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: SetRegistry\n",
                "inputs:\n",
                "  - path: SOFTWARE\\App\n",
                "    name: a\n",
                "    value: b\n",
                "    type: SZ\n",
            ),
        )
    }),
    fault("semantic/registry-value", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: SetRegistry\n",
                "inputs:\n",
                "  - path: HKLM:\\SOFTWARE\\App\n",
                "    name: a\n",
                "    value: 1.1\n",
                "    type: DWORD\n",
            ),
        )
    }),
    fault("semantic/msi-property", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: InstallMSI\n",
                "inputs:\n",
                "  path: C:\\a.msi\n",
                "  properties:\n",
                "    REBOOT: Force\n",
            ),
        )
    }),
    fault("semantic/msi-log-options", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: InstallMSI\n",
                "inputs:\n",
                "  path: C:\\a.msi\n",
                "  logOptions: '*VZ'\n",
                "  logFile: C:\\a.log\n",
            ),
        )
    }),
    fault("semantic/update-filter", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: UpdateOS\n",
                "inputs:\n",
                "  include: [Security]\n",
            ),
        )
    })
    .on(Platform::Windows),
    fault("semantic/create-folder-overwrite", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFolder\n",
                "inputs:\n",
                "  - path: /etc/app\n",
            ),
        )
    }),
    fault("semantic/appendfile-missing", append_first),
];
