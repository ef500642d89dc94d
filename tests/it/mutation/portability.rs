//! What holds on one platform only, and what a build forgets.

use amiforge::component::Platform;
use amiforge::yaml::{self, Node};

use super::Mutant;
use super::edit::add_item;
use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    exact("portability/action-platform", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: «ExecutePowerShell»\n",
                "inputs:\n",
                "  commands:\n",
                "    - Get-Date\n",
            ),
        )
    })
    .on(Platform::Linux),
    exact("portability/action-platform", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: «ExecuteBash»\n",
                "inputs:\n",
                "  commands:\n",
                "    - date\n",
            ),
        )
    })
    .on(Platform::Windows),
    exact("portability/al2023-updateos", |r| {
        marked(r, concat!("name: MutantStep\n", "action: «UpdateOS»\n",))
    })
    .on(Platform::Linux)
    .from("al2023-ami-kernel-default-x86_64"),
    exact("portability/bash-no-errexit", |r| {
        bash(r, concat!("«/opt/mutant/install» --all\n", "echo Done",))
    }),
    exact("portability/bash-no-errexit", |r| {
        bash(
            r,
            concat!(
                "echo Copying\n",
                "«cp» /opt/mutant/a /opt/mutant/b\n",
                "ls /opt/mutant",
            ),
        )
    }),
    exact("portability/cfn-leftover", |r| {
        bash(r, "aws s3 cp s3://tools-«${AWS::Region}»/tool /opt/tool")
    })
    .unless(&["${AWS::"]),
    exact("portability/cleaned-path", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://mutant/tool\n",
                "    destination: «/var/tmp/mutant»\n",
            ),
        )
    })
    .on(Platform::Linux)
    .unless(&["/var/tmp", "name: test"]),
    exact("portability/crlf", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - \"mkdir -p /opt/mutant«\\r»\\n\"\n",
            ),
        )
    }),
    exact("portability/input-platform", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFile\n",
                "inputs:\n",
                "  - path: C:\\mutant.ini\n",
                "    content: a=1\n",
                "    «owner»: Administrator\n",
            ),
        )
    })
    .on(Platform::Windows),
    exact("portability/input-platform", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFolder\n",
                "inputs:\n",
                "  - path: C:\\mutant\n",
                "    «permissions»: '0755'\n",
            ),
        )
    })
    .on(Platform::Windows),
    exact("portability/interactive-install", |r| {
        bash(r, "yum «install» mutant")
    }),
    exact("portability/interactive-install", |r| {
        bash(r, "sudo dnf -q «upgrade»")
    }),
    exact("portability/interactive-install", |r| {
        powershell(r, "choco «install» mutant")
    }),
    exact("portability/path-style", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://mutant/tool.exe\n",
                "    destination: «/opt/mutant/tool.exe»\n",
            ),
        )
    })
    .on(Platform::Windows),
    exact("portability/path-style", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFolder\n",
                "inputs:\n",
                "  - path: «C:\\mutant»\n",
            ),
        )
    })
    .on(Platform::Linux),
    exact("portability/placeholder", |r| {
        marked(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://mutant/«<enter_key>»\n",
                "    destination: /opt/mutant\n",
            ),
        )
    }),
    exact("portability/placeholder", |r| bash(r, "echo «REPLACE_ME»")),
    exact("portability/powershell-error-action", |r| {
        powershell(
            r,
            concat!(
                "Write-Host Copying\n",
                "«Copy-Item» C:\\mutant\\a C:\\mutant\\b\n",
                "Remove-Item C:\\mutant\\a",
            ),
        )
    }),
    exact("portability/powershell-native-exit", |r| {
        powershell(r, concat!("«choco» install -y mutant\n", "Write-Host Done",))
    }),
    exact("portability/reboot-command", |r| {
        bash(r, "«sudo shutdown -r now»")
    }),
    exact("portability/reboot-command", |r| {
        powershell(r, "«Restart-Computer -Force»")
    }),
    exact("portability/reboot-exit-code", |r| {
        powershell(
            r,
            concat!("if (Test-Path C:\\mutant) { exit 0 }\n", "exit «194»",),
        )
    }),
    exact("portability/reboot-exit-code", |r| {
        bash(r, concat!("test -e /opt/mutant && exit 0\n", "exit «3010»",))
    }),
    exact("portability/reboot-loop", |r| bash(r, "«exit 194»")),
    exact("portability/reboot-loop", |r| powershell(r, "«exit 3010»")),
    exact("portability/service-left-to-test", |r| {
        bash(r, "systemctl start «mutant»")
    })
    .unless(&["apt", "name: test"]),
    exact("portability/smart-quotes", |r| bash(r, "yum install «–y» mutant")),
    exact("portability/sudo", |r| bash(r, "«sudo» yum install -y mutant")).unless(&["sudo"]),
    exact("portability/tmp-lost", lost),
    exact("portability/user-scope", |r| {
        bash(r, "echo 'export PATH=$PATH:/opt/mutant/bin' >> «~/.bashrc»")
    })
    .unless(&["bashrc", "profile"]),
];

/// A file below `/tmp` that `build` writes and `test` reads.
fn lost(root: Node<'_>) -> Vec<Mutant> {
    if root.tree().text().contains("name: test") {
        return Vec::new();
    }
    let writes = bash(root, "rpm -q mutant > «/tmp/mutant»");
    let Some(writes) = writes.into_iter().next() else {
        return Vec::new();
    };
    let tree = yaml::parse(&writes.text);
    let phases = tree.root().and_then(|root| root.present("phases"));
    let lines = concat!(
        "name: test\n",
        "steps:\n",
        "  - name: MutantTest\n",
        "    action: ExecuteBash\n",
        "    inputs:\n",
        "      commands:\n",
        "        - diff - «/tmp/mutant»\n",
    );
    let reads = phases.and_then(|list| add_item(list, lines));
    reads.map(unmarked).into_iter().collect()
}
