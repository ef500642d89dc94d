//! What has been said already: AWS's answers may come late, twice or out of order.

use std::collections::BTreeSet;

use super::{Event, Motion, Subject, motion};
use crate::build::{Class, Execution, Image, Step, between, name_of};

/// What has been said.
#[derive(Clone, Debug, Default)]
pub(super) struct Said(BTreeSet<Vec<String>>);

impl Said {
    /// Whether this is said for the first time.
    pub(super) fn first(&mut self, what: &[&str]) -> bool {
        self.0
            .insert(what.iter().map(|part| (*part).to_owned()).collect())
    }

    /// What is new about a workflow and its steps: its begin, its steps, its end.
    pub(super) fn moved(&mut self, execution: &Execution, steps: &[Step]) -> Vec<Event> {
        let name = name_of(&execution.workflow);
        let subject = Subject::Workflow {
            name: name.clone(),
            kind: execution.kind.clone(),
        };
        let own = self.new_word(&execution.id, &execution.status);
        let own = own.map(|motion| Event::Moved {
            subject,
            motion,
            word: execution.status.clone(),
            took: took(motion, execution.started, execution.ended),
            message: said_when_failed(&execution.status, execution.message.as_ref()),
        });
        let (mut events, end) = match own {
            Some(
                event @ Event::Moved {
                    motion: Motion::Ended,
                    ..
                },
            ) => (Vec::new(), Some(event)),
            begun => (Vec::from_iter(begun), None),
        };
        for step in steps {
            let Some(motion) = self.new_word(&step.id, &step.status) else {
                continue;
            };
            events.push(Event::Moved {
                subject: Subject::Step {
                    workflow: name.clone(),
                    name: step.name.clone(),
                    action: step.action.clone(),
                },
                motion,
                word: step.status.clone(),
                took: took(motion, step.started, step.ended),
                message: said_when_failed(&step.status, step.message.as_ref()),
            });
        }
        events.extend(end);
        events
    }

    /// AMIs and containers that were not there before. An AMI that is still being copied is none yet.
    pub(super) fn made(&mut self, image: &Image) -> Vec<Event> {
        let mut events = Vec::new();
        for ami in &image.amis {
            let class = ami.status.as_ref().map(super::Status::class);
            let id = ami.id.as_deref().unwrap_or_default();
            let account = ami.account.as_deref().unwrap_or_default();
            let word = match class {
                Some(Class::Running) => continue,
                Some(Class::Failed | Class::Cancelled) => "failed",
                _ if id.is_empty() => continue,
                _ => "made",
            };
            if self.first(&["ami", &ami.region, account, id, word]) {
                events.push(Event::Made(ami.clone()));
            }
        }
        for container in &image.containers {
            for uri in &container.uris {
                if self.first(&["container", &container.region, uri]) {
                    events.push(Event::Pushed {
                        region: container.region.clone(),
                        uri: uri.clone(),
                    });
                }
            }
        }
        events
    }

    fn new_word(&mut self, id: &str, word: &str) -> Option<Motion> {
        let motion = motion(word)?;
        // An end is an end: what is told of it later is no news.
        let ended = self.0.contains(&vec![id.to_owned(), "ended".to_owned()]);
        let first = !ended && self.first(&[id, word]);
        if motion == Motion::Ended {
            self.first(&[id, "ended"]);
        }
        first.then_some(motion)
    }
}

fn took(
    motion: Motion,
    started: Option<crate::release::Time>,
    ended: Option<crate::release::Time>,
) -> Option<std::time::Duration> {
    let (started, ended) = started.zip(ended)?;
    (motion == Motion::Ended).then(|| between(started, ended))
}

fn said_when_failed(word: &str, message: Option<&String>) -> Option<String> {
    message
        .filter(|message| word == "FAILED" && !message.trim().is_empty())
        .cloned()
}
