//! The README's first command, on the bundled fleet.

use super::branches;
use crate::support::{Folder, project};

/// The fleet in a repository of its own, with the project's example.
pub(crate) fn fleet() -> Folder {
    let folder = Folder::new();
    for name in [
        "terraform/windows-nodes.tf",
        "cloudformation/build-agents.yaml",
        "eksctl/cluster.yaml",
        "releases.json",
    ] {
        let text = std::fs::read_to_string(project().join("examples/fleet").join(name)).expect(name);
        folder.write(&format!("examples/fleet/{name}"), text);
    }
    folder.repository();
    folder
}

/// The command as the README gives it, without the part that builds.
pub(crate) fn command() -> Vec<String> {
    let readme = std::fs::read_to_string(project().join("README.md")).expect("README");
    let line = readme
        .lines()
        .find(|line| line.starts_with("cargo run --quiet --no-default-features -- bump"))
        .expect("the command");
    line.split_whitespace().skip(5).map(str::to_owned).collect()
}

#[test]
fn the_readmes_first_command_shows_a_branch_a_diff_and_a_body() {
    let folder = fleet();
    let run = folder.amiforge(command()).ends(0);
    assert_eq!(
        branches(&folder),
        [
            "amiforge/amazon-linux-2023-eks-1.35-x86-64",
            "amiforge/windows-2022-core-eks-1.35",
            "amiforge/windows-2022-english-full-base",
            "amiforge/windows-2022-full-eks-1.35",
        ]
    );
    for expected in [
        "+++ b/examples/fleet/terraform/windows-nodes.tf",
        "hold",
        "dead",
        "Draft pull request 1 of 4: Replace dead",
        "\nPull request 3 of 4: Windows Server 2022 Core",
    ] {
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
    for branch in branches(&folder) {
        let body = folder.path().join(".git").join(format!("{branch}.md"));
        assert!(body.is_file(), "{}", body.display());
    }
    let held = folder.git(&[
        "show",
        "amiforge/windows-2022-english-full-base:examples/fleet/cloudformation/build-agents.yaml",
    ]);
    assert_eq!(held.matches("ami-03c9f17b5e2d84a60").count(), 1, "{held}");
}
