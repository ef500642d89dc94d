//! Messages of builds that are known: how each is recognised, why it happens, what to do. One file a message, with its page
//! beside it; the page has the words, the file what a line has to hold.
//!
//! Every page names where its message and its cause were published. None is made up.

mod access_denied_403;
mod ami_copy_failed;
mod architecture_mismatch;
mod awstoe_not_started;
mod container_no_manifest;
mod container_os_mismatch;
mod disk_full;
mod distribution_key_denied;
mod distribution_role;
mod docker_hub_limit;
mod dpkg_lock;
mod fast_launch_denied;
mod instance_not_launched;
mod instance_profile_missing;
mod instance_type_unsupported;
mod insufficient_capacity;
mod key_id_not_an_arn;
mod key_pair_missing;
mod launch_template_missing;
mod marketplace_terms;
mod msi_busy;
mod msi_failed;
mod no_default_vpc;
mod package_not_found;
mod poll_timed_out;
mod public_sharing_blocked;
mod registry_login_missing;
mod service_control_policy;
mod service_role_denied;
mod ssm_agent_unreachable;
mod sysprep_app_package;
mod sysprep_blocked;
mod vcpu_limit;
mod volume_key_inaccessible;

use memchr::memmem;

use crate::build::document;

/// A message that is known.
#[derive(Debug)]
pub struct Known {
    /// Its id, which is the name of its file and of its page.
    pub id: &'static str,
    /// Texts of which one line has to hold all of one row, in any letter case.
    seen: &'static [&'static [&'static str]],
    /// Its page: title, source, the message, the cause, what to do.
    pub page: &'static str,
}

/// All of them, by id.
static ALL: [&Known; 34] = [
    &access_denied_403::KNOWN,
    &ami_copy_failed::KNOWN,
    &architecture_mismatch::KNOWN,
    &awstoe_not_started::KNOWN,
    &container_no_manifest::KNOWN,
    &container_os_mismatch::KNOWN,
    &disk_full::KNOWN,
    &distribution_key_denied::KNOWN,
    &distribution_role::KNOWN,
    &docker_hub_limit::KNOWN,
    &dpkg_lock::KNOWN,
    &fast_launch_denied::KNOWN,
    &instance_not_launched::KNOWN,
    &instance_profile_missing::KNOWN,
    &instance_type_unsupported::KNOWN,
    &insufficient_capacity::KNOWN,
    &key_id_not_an_arn::KNOWN,
    &key_pair_missing::KNOWN,
    &launch_template_missing::KNOWN,
    &marketplace_terms::KNOWN,
    &msi_busy::KNOWN,
    &msi_failed::KNOWN,
    &no_default_vpc::KNOWN,
    &package_not_found::KNOWN,
    &poll_timed_out::KNOWN,
    &public_sharing_blocked::KNOWN,
    &registry_login_missing::KNOWN,
    &service_control_policy::KNOWN,
    &service_role_denied::KNOWN,
    &ssm_agent_unreachable::KNOWN,
    &sysprep_app_package::KNOWN,
    &sysprep_blocked::KNOWN,
    &vcpu_limit::KNOWN,
    &volume_key_inaccessible::KNOWN,
];

/// So many are told of one build.
const MOST: usize = 3;

/// Where the pages are published.
const PAGES: &str = "https://github.com/amiforge/amiforge/blob/main/docs/messages/";

/// All messages, by id.
pub fn all() -> impl Iterator<Item = &'static Known> {
    ALL.iter().copied()
}

/// What is known about these lines, in their order.
pub(super) fn find<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<document::Known> {
    let mut found: Vec<&Known> = Vec::new();
    for line in lines {
        let lower = line.to_ascii_lowercase();
        let known = all().filter(|known| known.is_in(&lower));
        for known in known {
            if !found.iter().any(|other| other.id == known.id) {
                found.push(known);
            }
        }
        if found.len() >= MOST {
            break;
        }
    }
    found.truncate(MOST);
    found.into_iter().map(Known::told).collect()
}

impl Known {
    /// Whether a line in lower case has what this message has.
    fn is_in(&self, lower: &str) -> bool {
        let has =
            |word: &&str| memmem::find(lower.as_bytes(), word.to_ascii_lowercase().as_bytes()).is_some();
        self.seen.iter().any(|words| words.iter().all(has))
    }

    /// What it is, one line.
    pub fn title(&self) -> &'static str {
        let first = self.page.lines().next().unwrap_or_default();
        first.strip_prefix("# ").unwrap_or(first)
    }

    /// Where message and cause were published.
    pub fn source(&self) -> &'static str {
        let mut lines = self.page.lines();
        lines
            .find_map(|line| line.strip_prefix("Source: <")?.strip_suffix('>'))
            .unwrap_or_default()
    }

    /// What stands below a heading of its page.
    pub fn section(&self, heading: &str) -> &'static str {
        let page: &'static str = self.page;
        let mut sections = page.split("\n## ").skip(1);
        sections
            .find_map(|section| section.strip_prefix(heading)?.strip_prefix('\n'))
            .unwrap_or_default()
            .trim()
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        format!("{PAGES}{}.md", self.id)
    }

    fn told(&self) -> document::Known {
        // The document holds plain text.
        let plain = |heading| {
            let words: Vec<&str> = self.section(heading).split_whitespace().collect();
            words.join(" ").replace('`', "")
        };
        document::Known {
            id: self.id.to_owned(),
            title: self.title().to_owned(),
            cause: plain("Cause"),
            fix: plain("What to do"),
            url: self.url(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(line: &str) -> Vec<String> {
        find([line]).into_iter().map(|known| known.id).collect()
    }

    #[test]
    fn every_line_of_a_page_is_recognised_as_that_message() {
        for known in all() {
            let message = known.section("Message");
            let lines: Vec<&str> = message.lines().filter(|line| !line.starts_with("```")).collect();
            assert!(!lines.is_empty(), "{}", known.id);
            for line in lines {
                assert!(ids(line).contains(&known.id.to_owned()), "{}: {line}", known.id);
            }
        }
    }

    #[test]
    fn every_row_of_words_is_on_the_page() {
        for known in all() {
            let lower = known.section("Message").to_ascii_lowercase();
            let shown = known.seen.iter().any(|words| {
                words
                    .iter()
                    .all(|word| lower.contains(&word.to_ascii_lowercase()))
            });
            assert!(shown, "{}", known.id);
            // A single short word is in other lines too.
            for words in known.seen {
                assert!(
                    words.iter().map(|word| word.len()).sum::<usize>() >= 12,
                    "{}",
                    known.id
                );
            }
        }
    }

    #[test]
    fn every_page_has_its_parts() {
        for known in all() {
            assert!(known.source().starts_with("https://"), "{}", known.id);
            assert!(
                !known.title().is_empty() && !known.title().ends_with('.'),
                "{}",
                known.id
            );
            for heading in ["Message", "Cause", "What to do"] {
                assert!(!known.section(heading).is_empty(), "{}: {heading}", known.id);
            }
            let told = known.told();
            assert!(!told.cause.contains(['`', '\n']) && !told.fix.contains(['`', '\n']));
            assert_eq!(known.section("Nothing"), "");
        }
    }

    #[test]
    fn other_lines_are_not() {
        for line in [
            "",
            "Document arn:aws:imagebuilder:eu-west-1:111122223333:component/a/1.0.0/1 failed!",
            "RunInstances succeeded",
            "workflow step LaunchBuildInstance",
            "AccessDenied",
            "status code: 403",
            "1603 packages installed",
            "CmdExecution: ExitCode 1",
            "the specified keyId is fine",
            "toomanyrequests",
            "there is enough space left on the device",
            "sts:AssumeRole of role/deploy",
            "Installed manifest for windows/amd64",
            "the key pair was made",
        ] {
            assert_eq!(ids(line), [""; 0], "{line}");
        }
    }

    #[test]
    fn a_few_are_told_in_the_order_of_the_lines() {
        let lines = [
            "no space left on device",
            "CmdExecution: ExitCode 1603",
            "no space left on device",
            "no basic auth credentials",
            "no matching manifest for windows/amd64",
        ];
        let found: Vec<String> = find(lines).into_iter().map(|known| known.id).collect();
        assert_eq!(found, ["disk-full", "msi-failed", "registry-login-missing"]);
    }
}
