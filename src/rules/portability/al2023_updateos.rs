use crate::component::Platform;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "portability/al2023-updateos",
    severity: Severity::Info,
    summary: "`UpdateOS` where the image may be Amazon Linux 2023",
    why: "The page of the actions says that UpdateOS does not support Amazon Linux 2023.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("al2023_updateos.md"),
    checks: &[Check::Script(check)],
};

/// Programs that Amazon Linux 2023 does not have.
const ELSEWHERE: &[&str] = &[
    "amazon-linux-extras",
    "apt",
    "apt-get",
    "apt-cache",
    "apt-key",
    "apk",
    "dpkg",
    "pacman",
    "subscription-manager",
    "zypper",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    if scripts.component.platform != Some(Platform::Linux) {
        return;
    }
    let image = found.settings().base_image.as_deref().map(names_al2023);
    if image == Some(false) || image.is_none() && is_elsewhere(scripts) {
        return;
    }
    for step in scripts.component.steps().filter(|step| step.runs("UpdateOS")) {
        // A condition may well ask for the version.
        let Some(action) = step.action.filter(|_| step.condition.is_none()) else {
            continue;
        };
        if image == Some(true) {
            found
                .report(action.span(), "`UpdateOS` does not support Amazon Linux 2023")
                .warning()
        } else {
            found.report(
                action.span(),
                "`UpdateOS` does not support Amazon Linux 2023, if that is the image",
            )
        }
        .help("there, run `dnf upgrade -y --releasever=latest` in an `ExecuteBash` step");
    }
}

/// Names of other distributions.
const OTHERS: &[&str] = &[
    "alma linux",
    "almalinux",
    "amazon linux 2 ",
    "amazon-linux-2 ",
    "amzn2",
    "centos",
    "debian",
    "oracle linux",
    "red hat",
    "redhat",
    "rhel",
    "rocky",
    "sles",
    "suse",
    "ubuntu",
];

/// Whether the document tells that it is for another distribution: by its words, comments among them, or by its programs.
fn is_elsewhere(scripts: &Scripts<'_, '_>) -> bool {
    let text = scripts.component.root.tree().text().to_ascii_lowercase();
    OTHERS.iter().any(|name| text.contains(name))
        || scripts
            .calls()
            .any(|(_, call)| ELSEWHERE.contains(&call.program()))
}

/// Whether the name of an image, or of the parameter that has its id, is one of Amazon Linux 2023.
fn names_al2023(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    plain.contains("al2023") || plain.contains("amazonlinux2023")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_names() {
        for name in [
            "al2023-ami-2023.7.20250527.0-kernel-6.1-x86_64",
            "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
            "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id",
            "Amazon Linux 2023 x86",
        ] {
            assert!(names_al2023(name), "{name}");
        }
        for name in [
            "amzn2-ami-hvm-2.0.20230307.0-x86_64-gp2",
            "ubuntu-2023",
            "amazon-linux-2",
        ] {
            assert!(!names_al2023(name), "{name}");
        }
    }
}
