//! Faults of shape.

use super::edit::{add_item, add_keys, rename, set};
use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    fault("schema/not-a-map", |_| whole("- schemaVersion: 1.0\n")),
    fault("schema/unknown-key", |r| {
        in_steps(r, "action", |e| add_keys(e, "retries: 3"))
    }),
    fault("schema/unknown-key", |r| {
        at_top(r, "schemaVersion", |e| add_keys(e, "metadata: none"))
    }),
    fault("schema/unknown-key", |r| {
        in_phases(r, "name", |e| add_keys(e, "onFailure: Abort"))
    }),
    fault("schema/unknown-key", |r| {
        in_steps(r, "action", |e| Some(rename(e, "actions")))
    }),
    fault("schema/unknown-key", |r| {
        at_top(r, "schemaVersion", |e| Some(rename(e, "SchemaVersion")))
    }),
    fault("schema/missing-key", |r| without(steps(r), "action")),
    fault("schema/missing-key", |r| without(steps(r), "name")),
    fault("schema/missing-key", |r| without(phases(r), "name")),
    fault("schema/missing-key", |r| without(vec![r], "schemaVersion")),
    fault("schema/wrong-type", |r| in_steps(r, "name", |e| set(e, "[a, b]"))),
    fault("schema/wrong-type", |r| {
        in_phases(r, "steps", |e| set(e, "{name: x}"))
    }),
    fault("schema/wrong-type", |r| at_top(r, "phases", |e| set(e, "build"))),
    fault("schema/schema-version", |r| {
        at_top(r, "schemaVersion", |e| set(e, "2.0"))
    }),
    fault("schema/schema-version", |r| {
        at_top(r, "schemaVersion", |e| set(e, "'1.1'"))
    }),
    fault("schema/empty-phases", |r| at_top(r, "phases", |e| set(e, "[]"))),
    fault("schema/empty-steps", |r| in_phases(r, "steps", |e| set(e, "[]"))),
    fault("schema/empty-steps", |r| in_phases(r, "steps", |e| set(e, ""))),
    fault("schema/phase-name", |r| {
        in_phases(r, "name", |e| set(e, "build phase"))
    }),
    fault("schema/phase-name", |r| in_phases(r, "name", |e| set(e, "ab"))),
    fault("schema/duplicate-phase", same_phase),
    fault("schema/step-name", |r| {
        in_steps(r, "name", |e| set(e, "Install app"))
    }),
    fault("schema/step-name", |r| in_steps(r, "name", |e| set(e, "''"))),
    fault("schema/duplicate-step", same_step),
    fault("schema/unknown-action", |r| {
        in_steps(r, "action", |e| set(e, "ExecutePowershell"))
    }),
    fault("schema/unknown-action", |r| {
        in_steps(r, "action", |e| set(e, "InstallPackage"))
    }),
    fault("schema/on-failure", |r| key_in_steps(r, "onFailure", "Retry")),
    fault("schema/on-failure", |r| key_in_steps(r, "onFailure", "continue")),
    fault("schema/timeout-seconds", |r| {
        key_in_steps(r, "timeoutSeconds", "0")
    }),
    fault("schema/timeout-seconds", |r| {
        key_in_steps(r, "timeoutSeconds", "soon")
    }),
    fault("schema/timeout-seconds", |r| {
        key_in_steps(r, "timeoutSeconds", "-2")
    }),
    fault("schema/max-attempts", |r| key_in_steps(r, "maxAttempts", "many")),
    fault("schema/max-attempts", |r| key_in_steps(r, "maxAttempts", "0")),
    fault("schema/disable-logging-type", |r| {
        key_in_steps(r, "disableLogging", "maybe")
    }),
    fault("schema/missing-inputs", without_inputs),
    fault("schema/missing-inputs", |r| {
        step(
            r,
            concat!("name: MutantStep\n", "action: S3Download\n", "inputs: []\n",),
        )
    }),
    fault("schema/inputs-shape", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  source: s3://bucket/key\n",
                "  destination: /opt/key\n",
            ),
        )
    }),
    fault("schema/inputs-shape", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "inputs:\n",
                "  - path: whoami\n",
            ),
        )
    }),
    fault("schema/missing-input", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CopyFile\n",
                "inputs:\n",
                "  - source: /opt/a\n",
            ),
        )
    }),
    fault("schema/missing-input", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteDocument\n",
                "inputs:\n",
                "  document: ./other.yml\n",
                "  parameters:\n",
                "    - name: Version\n",
            ),
        )
    }),
    fault("schema/missing-input", without_commands),
    fault("schema/unknown-input", |r| {
        in_inputs(r, "commands", |e| add_keys(e, "shell: sh"))
    }),
    fault("schema/unknown-input", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CopyFile\n",
                "inputs:\n",
                "  - source: /opt/a\n",
                "    target: /opt/b\n",
            ),
        )
    }),
    fault("schema/input-type", |r| {
        in_inputs(r, "commands", |e| set(e, "ls"))
    }),
    fault("schema/input-type", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFile\n",
                "inputs:\n",
                "  - path: [a, b]\n",
            ),
        )
    }),
    fault("schema/input-value", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
                "    checksum: abc\n",
                "    algorithm: CRC32\n",
            ),
        )
    }),
    fault("schema/input-value", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: AppendFile\n",
                "inputs:\n",
                "  - path: /opt/a\n",
                "    encoding: latin1\n",
            ),
        )
    }),
    fault("schema/mutually-exclusive", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - Get-Date\n",
                "  file: C:\\setup.ps1\n",
            ),
        )
    }),
    fault("schema/empty-command-list", |r| {
        in_inputs(r, "commands", |e| set(e, "[]"))
    }),
    fault("schema/null-command", |r| {
        in_inputs(r, "commands", |e| add_item(e.value, "~"))
    }),
    fault("schema/non-string-command", |r| {
        in_inputs(r, "commands", |e| add_item(e.value, "true"))
    }),
    fault("schema/non-string-command", |r| {
        in_inputs(r, "commands", |e| add_item(e.value, "0700"))
    }),
    fault("schema/document-too-long-inline", |r| padded(r, 17_000)).inline(),
    fault("schema/document-too-large", |r| padded(r, 70_000)),
    fault("schema/name-type", |r| top_key(r, "name", "1.0")),
    fault("schema/name-type", |r| top_key(r, "description", "true")),
    fault("schema/definition-shape", |r| {
        top_key(r, "parameters", "{Mutant: {type: string}}")
    }),
    fault("schema/definition-shape", |r| top_key(r, "constants", "text")),
    fault("schema/definition-name", |r| {
        define(r, "parameters", concat!("ab:\n", "    type: string\n",))
    }),
    fault("schema/definition-name", |r| {
        define(
            r,
            "constants",
            concat!("\"two words\":\n", "    type: string\n", "    value: x\n",),
        )
    }),
    fault("schema/duplicate-definition", same_definition),
    fault("schema/definition-missing-key", |r| {
        define(r, "constants", concat!("Mutant:\n", "    value: x\n",))
    }),
    fault("schema/definition-missing-key", |r| {
        define(r, "parameters", concat!("Mutant:\n", "    default: x\n",))
    }),
    fault("schema/definition-unknown-key", |r| {
        define(
            r,
            "parameters",
            concat!("Mutant:\n", "    type: string\n", "    required: true\n",),
        )
    }),
    fault("schema/definition-type", |r| {
        define(r, "parameters", concat!("Mutant:\n", "    type: number\n",))
    }),
    fault("schema/definition-type", |r| {
        define(
            r,
            "constants",
            concat!("Mutant:\n", "    type: integer\n", "    value: x\n",),
        )
    }),
    fault("schema/default-type", |r| {
        define(
            r,
            "parameters",
            concat!("Mutant:\n", "    type: string\n", "    default: [a]\n",),
        )
    }),
    fault("schema/default-not-allowed", |r| {
        define(
            r,
            "parameters",
            concat!(
                "Mutant:\n",
                "    type: string\n",
                "    default: maybe\n",
                "    allowedValues: ['no', 'yes']\n",
            ),
        )
    }),
    fault("schema/too-many-parameters", many_parameters),
    fault("schema/parameter-value-length", long_default),
    fault("schema/reference-in-definition", |r| {
        define(
            r,
            "parameters",
            concat!("Mutant:\n", "    type: string\n", "    default: '{{ Other }}'\n",),
        )
    }),
    fault("schema/reference-in-definition", |r| {
        define(
            r,
            "constants",
            concat!("Mutant:\n", "    type: string\n", "    value: '{{ Other }}'\n",),
        )
    }),
    fault("schema/loop-kind", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  name: Mutants\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-kind", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  for:\n",
                "    start: 1\n",
                "    end: 2\n",
                "    updateBy: 1\n",
                "  forEach: [a]\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-for", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  for:\n",
                "    start: one\n",
                "    end: 2\n",
                "    updateBy: 1\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-for", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  for:\n",
                "    start: 1\n",
                "    end: 2\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-infinite", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  for:\n",
                "    start: 1\n",
                "    end: 5\n",
                "    updateBy: -1\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-infinite", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  for:\n",
                "    start: 1\n",
                "    end: 5\n",
                "    updateBy: 0\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-for-each", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  forEach: 3\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-delimiter", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  forEach:\n",
                "    list: a|b\n",
                "    delimiter: '|'\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/loop-delimiter", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  forEach:\n",
                "    list: a b\n",
                "    delimiter: '\\n'\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/duplicate-loop-name", same_loop),
    fault("schema/loop-empty", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "loop:\n",
                "  forEach: []\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-operator", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  contains: x\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-operator", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  stringNotEquals: a\n",
                "  value: b\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-one-operator", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  fileExists: /a\n",
                "  folderExists: /b\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-companion", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  stringEquals: a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-companion", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  fileSHA256Equals: abababababababababababababababababababababababababababababababab\n",
                "  value: /opt/a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-list-in-if", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  - fileExists: /a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/then-else", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  fileExists: /a\n",
                "  then: Continue\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/then-else", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  and:\n",
                "    - fileExists: /a\n",
                "      then: Skip\n",
                "    - fileExists: /b\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-depth", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  and:\n",
                "    - or:\n",
                "        - and:\n",
                "            - or:\n",
                "                - not:\n",
                "                    fileExists: /a\n",
                "                - fileExists: /b\n",
                "            - fileExists: /b\n",
                "        - fileExists: /b\n",
                "    - fileExists: /b\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/and-or-list", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  and:\n",
                "    fileExists: /a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/and-or-list", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  or:\n",
                "    - fileExists: /a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/not-single", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  not:\n",
                "    - fileExists: /a\n",
                "    - fileExists: /b\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-regex", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  patternMatches: '^(?!x)'\n",
                "  value: y\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-regex", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  patternMatches: '(['\n",
                "  value: y\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-number", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  numberEquals: 1\n",
                "  value: a10\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
    fault("schema/condition-hash", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBinary\n",
                "if:\n",
                "  fileSHA256Equals: abc\n",
                "  path: /opt/a\n",
                "inputs:\n",
                "  path: whoami\n",
            ),
        )
    }),
];
