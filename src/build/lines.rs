//! One calm line for each thing that happens to a build.

use std::time::Duration;

use super::explain::one_line;
use super::progress::{Event, Motion, Subject};
use super::told::took;
use super::{Class, Status};

/// Characters of what AWS says that a line has room for.
const LONGEST: usize = 300;

/// How a line is shown where there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A stage: what follows belongs to it.
    Stage,
    /// Stands for itself, and ends the stage before.
    Alone,
    /// Part of a stage.
    Part,
    /// Worth to be seen without opening the log.
    Notice,
    /// Like that, and something is wrong.
    Warning,
}

/// A line, of plain visible text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How it is shown.
    pub weight: Weight,
    /// What it says.
    pub text: String,
}

/// The line of an event.
pub fn line(event: &Event) -> Line {
    let (weight, text) = match event {
        Event::Entered {
            status: Status::Other(word),
            ..
        } => (
            Weight::Warning,
            format!(
                "{} is a status that this version does not know; it counts as running",
                quoted(word)
            ),
        ),
        Event::Entered { status, after } => {
            let after = after.filter(|after| after.as_secs() > 0);
            let after = after.map(|after| format!(", {} after the start", took(after.as_secs())));
            let word = status.word().to_ascii_lowercase();
            let weight = match status {
                // Hardly anything happens in these.
                Status::Pending | Status::Creating => Weight::Alone,
                _ => Weight::Stage,
            };
            (weight, format!("{word}{}", after.unwrap_or_default()))
        }
        Event::Moved {
            subject,
            motion,
            word,
            took,
            message,
        } => (
            Weight::Part,
            moved(subject, *motion, word, *took, message.as_deref()),
        ),
        Event::Made(ami) => {
            let account = ami.account.as_ref().map(|account| format!(", account {account}"));
            let place = format!("{}{}", ami.region, account.unwrap_or_default());
            let failed = ami
                .status
                .as_ref()
                .is_some_and(|status| matches!(status.class(), Class::Failed | Class::Cancelled));
            let name = ami.name.as_ref().map(|name| format!(" ({})", said(name)));
            if failed {
                let why = ami.reason.as_ref().map(|reason| format!(": {}", said(reason)));
                let text = format!("no AMI in {}{}", said(&place), why.unwrap_or_default());
                (Weight::Warning, text)
            } else {
                let id = ami.id.as_deref().unwrap_or_default();
                let text = format!("{id} in {place}");
                (Weight::Notice, said(&text) + &name.unwrap_or_default())
            }
        }
        Event::Pushed { region, uri } => (Weight::Notice, format!("{} in {}", said(uri), said(region))),
        Event::Finished {
            status,
            took: all,
            reason,
        } => {
            let after = all.filter(|all| all.as_secs() > 0);
            let after = after.map(|all| format!(" after {}", took(all.as_secs())));
            let class = status.class();
            let reason = reason.as_ref().filter(|_| class != Class::Succeeded);
            let reason = reason.map(|reason| format!(": {}", said(reason)));
            let text = format!(
                "{}{}{}",
                status.word().to_ascii_lowercase(),
                after.unwrap_or_default(),
                reason.unwrap_or_default()
            );
            (Weight::Alone, text)
        }
    };
    Line { weight, text }
}

fn moved(
    subject: &Subject,
    motion: Motion,
    word: &str,
    all: Option<Duration>,
    message: Option<&str>,
) -> String {
    let subject = match subject {
        Subject::Workflow { name, kind } => {
            format!("{} workflow {}", said(kind).to_ascii_lowercase(), said(name))
        }
        Subject::Step {
            workflow: _,
            name,
            action,
        } => format!("  step {} ({})", said(name), said(action)),
    };
    let after = all
        .map(|all| format!(" after {}", took(all.as_secs())))
        .unwrap_or_default();
    let message = message.map(|message| format!(": {}", said(message)));
    let doing = match motion {
        Motion::Started => "started".to_owned(),
        Motion::Ended => said(word).to_ascii_lowercase().replace('_', " "),
        Motion::Other => format!("is {}", quoted(word)),
    };
    format!("{subject} {doing}{after}{}", message.unwrap_or_default())
}

/// What AWS says, on one line, without secrets, and cut.
fn said(text: &str) -> String {
    one_line(text, LONGEST)
}

fn quoted(word: &str) -> String {
    format!("`{}`", said(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Ami;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn entered(status: Status, after: Option<Duration>) -> Event {
        Event::Entered { status, after }
    }

    fn finished(status: Status, reason: &str) -> Event {
        Event::Finished {
            status,
            took: Some(seconds(1_445)),
            reason: Some(reason.to_owned()),
        }
    }

    fn ami(status: Option<Status>, reason: Option<&str>) -> Event {
        Event::Made(Ami {
            region: "eu-west-1".to_owned(),
            account: Some("111122223333".to_owned()),
            id: Some("ami-0123456789abcdef0".to_owned()),
            name: Some("golden 2026-11-01".to_owned()),
            status,
            reason: reason.map(str::to_owned),
        })
    }

    #[test]
    fn what_happens_to_an_image_is_one_line() {
        use Weight::{Alone, Notice, Stage, Warning};
        let pushed = Event::Pushed {
            region: "eu-west-1".to_owned(),
            uri: "1.dkr.ecr/x:1".to_owned(),
        };
        let unknown = Status::Other("POLISHING\n".to_owned());
        for (event, weight, text) in [
            (
                entered(Status::Pending, Some(Duration::from_millis(900))),
                Alone,
                "pending",
            ),
            (
                entered(Status::Building, Some(seconds(95))),
                Stage,
                "building, 1 min 35 s after the start",
            ),
            (
                entered(unknown, None),
                Warning,
                "`POLISHING` is a status that this version does not know; it counts as running",
            ),
            (
                ami(None, None),
                Notice,
                "ami-0123456789abcdef0 in eu-west-1, account 111122223333 (golden 2026-11-01)",
            ),
            (
                ami(Some(Status::Failed), Some("no\nkey")),
                Warning,
                "no AMI in eu-west-1, account 111122223333: no key",
            ),
            (pushed, Notice, "1.dkr.ecr/x:1 in eu-west-1"),
            (
                finished(Status::Available, "no reason to say"),
                Alone,
                "available after 24 min 5 s",
            ),
            (
                finished(Status::Failed, "why"),
                Alone,
                "failed after 24 min 5 s: why",
            ),
        ] {
            let found = line(&event);
            assert_eq!((found.weight, found.text.as_str()), (weight, text));
        }
    }

    #[test]
    fn no_line_has_a_secret() {
        let token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        let words = format!("it ran with {token} and failed");
        let moved = Event::Moved {
            subject: Subject::Workflow {
                name: "w".to_owned(),
                kind: "BUILD".to_owned(),
            },
            motion: Motion::Ended,
            word: "FAILED".to_owned(),
            took: None,
            message: Some(words.clone()),
        };
        for event in [
            finished(Status::Failed, &words),
            ami(Some(Status::Failed), Some(&words)),
            moved,
        ] {
            let text = line(&event).text;
            assert!(
                text.contains("it ran with ***") && !text.contains(token),
                "{text}"
            );
        }
    }

    #[test]
    fn what_happens_to_a_workflow_is_one_line() {
        let workflow = || Subject::Workflow {
            name: "build-image".to_owned(),
            kind: "BUILD".to_owned(),
        };
        let step = || Subject::Step {
            workflow: "build-image".to_owned(),
            name: "Apply".to_owned(),
            action: "ExecuteComponents".to_owned(),
        };
        for (subject, motion, word, took, message, text) in [
            (
                workflow(),
                Motion::Started,
                "RUNNING",
                None,
                None,
                "build workflow build-image started",
            ),
            (
                step(),
                Motion::Ended,
                "FAILED",
                Some(seconds(12)),
                Some("exit\n code 3\u{1b}[0m"),
                "  step Apply (ExecuteComponents) failed after 12 s: exit code 3\\u{1b}[0m",
            ),
            (
                step(),
                Motion::Other,
                "WAITING",
                None,
                None,
                "  step Apply (ExecuteComponents) is `WAITING`",
            ),
            (
                workflow(),
                Motion::Ended,
                "ROLLBACK_COMPLETED",
                Some(seconds(60)),
                None,
                "build workflow build-image rollback completed after 1 min",
            ),
        ] {
            let found = line(&Event::Moved {
                subject,
                motion,
                word: word.to_owned(),
                took,
                message: message.map(str::to_owned),
            });
            assert_eq!((found.weight, found.text.as_str()), (Weight::Part, text));
        }
    }

    #[test]
    fn a_long_message_is_cut() {
        let event = Event::Finished {
            status: Status::Failed,
            took: None,
            reason: Some("é".repeat(384_000)),
        };
        let text = line(&event).text;
        assert!(
            text.chars().count() < LONGEST + 20 && text.ends_with('…'),
            "{text}"
        );
    }
}
