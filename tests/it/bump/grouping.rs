//! Which pins share a branch.

use super::{NEW, branches, bump, newer, nodes, repository};

#[test]
fn pins_in_workflows_have_a_branch_of_their_own() {
    let folder = repository();
    folder.write(".github/workflows/scripts/nodes.tf", nodes());
    folder.commit("workflows");
    let run = bump(&folder, &[newer()], &[]).ends(0);
    let all = branches(&folder);
    assert_eq!(
        all,
        [
            "amiforge/windows-2022-core-eks-1.35",
            "amiforge/windows-2022-core-eks-1.35-workflows"
        ]
    );
    let changed = |branch: &str| folder.git(&["diff", "--name-only", "main", branch]);
    assert_eq!(changed(&all[0]), "nodes.tf");
    assert_eq!(changed(&all[1]), ".github/workflows/scripts/nodes.tf");
    let text = folder.git(&["show", &format!("{}:.github/workflows/scripts/nodes.tf", all[1])]);
    assert!(text.contains(NEW), "{text}");
    assert!(run.stdout.contains("1.35 (workflows): "), "{run:#?}");
}
