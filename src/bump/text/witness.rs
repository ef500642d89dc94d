//! Who asked AWS for the facts that a plan rests on, as a body names them.

use std::collections::{BTreeMap, BTreeSet};

use super::body::{CELL, capped};
use super::listed;
use crate::markdown::{Block, Inline, cut};
use crate::release::facts::file::{Origin, Taken};
use crate::release::facts::{Call, Place, Why};
use crate::release::{Facts, Time};

/// Who asked AWS: this run itself, or whoever wrote the files that it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    who: Who,
    refusals: BTreeMap<(Place, Call), Why>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Who {
    Run(Reading, Option<Writer>),
    Files(Vec<FactsFile>),
}

/// When AWS was asked, and by which accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    between: Option<(Time, Time)>,
    /// Account and partition.
    askers: BTreeSet<(String, String)>,
}

/// A file of facts that a run was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactsFile {
    name: String,
    sha256: String,
    checked: bool,
    writer: Writer,
    reading: Reading,
}

/// The run that asked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Writer {
    origin: Origin,
    /// The address of the GitHub on which it can be seen.
    server: Option<String>,
}

impl Witness {
    /// This run asked AWS, and these are the answers.
    pub fn asked(facts: &Facts) -> Self {
        Self {
            who: Who::Run(Reading::of(facts), None),
            refusals: refusals(facts),
        }
    }

    /// Of a run that asked AWS itself: which it is, and the address of the GitHub on which it can be seen.
    #[must_use]
    pub fn of_run(mut self, origin: Origin, server: Option<&str>) -> Self {
        if let Who::Run(_, writer) = &mut self.who {
            *writer = Some(Writer::new(origin, server));
        }
        self
    }

    /// The facts stand in files; `facts` are those of all of them.
    pub fn files(files: Vec<FactsFile>, facts: &Facts) -> Self {
        Self {
            who: Who::Files(files),
            refusals: refusals(facts),
        }
    }

    /// Who asked, and the refused calls that matter.
    pub(super) fn block(&self, matters: impl Fn(&Place, Call) -> bool) -> Block {
        let mut blocks = match &self.who {
            Who::Run(reading, writer) => {
                let run = writer.as_ref().and_then(Writer::inline);
                let text = match run {
                    Some(run) => Inline::new("This pull request was written by ")
                        .join(&run)
                        .text(", which asked AWS itself "),
                    None => Inline::new("This run asked AWS itself "),
                };
                let text = text.join(&reading.inline());
                vec![Block::Paragraph(text.text("."))]
            }
            Who::Files(files) => {
                let stands = if files.len() == 1 { "a file" } else { "files" };
                let text = format!(
                    "What AWS said stands in {stands} that this run was given. AWS was not asked again."
                );
                let lines = capped(files.iter(), FactsFile::line);
                vec![Block::Paragraph(Inline::new(&text)), Block::List(lines)]
            }
        };
        let refused: Vec<_> = self
            .refusals
            .iter()
            .filter(|((place, call), _)| matters(place, *call))
            .collect();
        if !refused.is_empty() {
            let lines = capped(refused.iter(), |((place, call), why)| {
                Inline::new("In ")
                    .code(&cut(&place.region, CELL))
                    .text(", account ")
                    .code(&cut(&place.account, CELL))
                    .text(": ")
                    .prose(calls(*call))
                    .text(&format!(": {}", reason(**why)))
            });
            let told =
                "AWS did not answer everything. What it would have said is neither believed nor denied:";
            blocks.extend([Block::Paragraph(Inline::new(told)), Block::List(lines)]);
        }
        Block::Group(blocks)
    }

    /// How to have the facts judged by somebody else.
    pub(super) fn second_look(&self) -> Inline {
        let from = match &self.who {
            Who::Run(..) => "this run",
            Who::Files(_) => "those files",
        };
        Inline::default().prose(&format!(
            "`amiforge pins --check --ask` on this pull request asks AWS about the new images again, and believes neither \
             this text nor {from}"
        ))
    }
}

fn refusals(facts: &Facts) -> BTreeMap<(Place, Call), Why> {
    let places = facts.places.iter();
    places
        .flat_map(|(place, found)| {
            let refused = found.refusals.iter();
            refused.map(|(call, refusal)| ((place.clone(), *call), refusal.why))
        })
        .collect()
}

impl Reading {
    fn of(facts: &Facts) -> Self {
        let asker = |place: &Place| (place.account.clone(), place.partition.clone());
        Self {
            between: facts.read_between(),
            askers: facts.places.keys().map(asker).collect(),
        }
    }

    /// `at TIME as account 123456789012`, with the partition where it is not the usual one.
    fn inline(&self) -> Inline {
        let when = match self.between {
            Some((first, last)) if first != last => format!("between {first} and {last}"),
            Some((first, _)) => format!("at {first}"),
            None => "nothing".to_owned(),
        };
        let askers: Vec<String> = self
            .askers
            .iter()
            .map(|(account, partition)| match partition.as_str() {
                "aws" => account.clone(),
                partition => format!("{account} of the partition {partition}"),
            })
            .collect();
        let askers: Vec<&str> = askers.iter().map(String::as_str).collect();
        let text = Inline::new(&when);
        match askers.len() {
            0 => text,
            1 => text.text(&format!(" as account {}", listed(&askers))),
            _ => text.text(&format!(" as the accounts {}", listed(&askers))),
        }
    }
}

impl FactsFile {
    /// A file that was taken. `checked` says whether its sum was given to this run; `server` is the address of the GitHub
    /// on which its run can be seen.
    pub fn of(name: &str, taken: &Taken, checked: bool, server: Option<&str>) -> Self {
        Self {
            name: name.to_owned(),
            sha256: taken.sha256.clone(),
            checked,
            writer: Writer::new(taken.origin.clone(), server),
            reading: Reading::of(&taken.facts),
        }
    }

    fn line(&self) -> Inline {
        let unnamed = || Inline::new("a run that it does not name");
        let writer = self.writer.inline().unwrap_or_else(unnamed);
        let line = Inline::default()
            .code(&cut(&self.name, CELL))
            .text(": read ")
            .join(&self.reading.inline())
            .text(", by ")
            .join(&writer)
            .text("; SHA-256 ")
            .code(&cut(&self.sha256, CELL));
        line.text(if self.checked {
            ", as this run was told to expect"
        } else {
            ", which was compared with nothing"
        })
    }
}

impl Writer {
    fn new(origin: Origin, server: Option<&str>) -> Self {
        Self {
            origin,
            server: server.map(str::to_owned),
        }
    }

    /// The run; none where it has no name.
    fn inline(&self) -> Option<Inline> {
        let run = self.origin.run.as_deref()?;
        Some(match self.address(run) {
            Some(url) => Inline::default().link(&format!("run {run}"), &url),
            None => Inline::new("the run ").code(&cut(run, CELL)),
        })
    }

    /// Where the run can be seen; none where it is no run of a GitHub whose address is known.
    fn address(&self, run: &str) -> Option<String> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':');
        let server = self.server.as_deref()?.trim_end_matches('/');
        let repository = self.origin.repository.as_deref()?;
        let url = format!("{server}/{repository}/actions/runs/{run}");
        let web = url.starts_with("https://") || url.starts_with("http://");
        (web && url.chars().all(plain) && run.bytes().all(|byte| byte.is_ascii_digit())).then_some(url)
    }
}

/// The calls of which a fact is the answer, as AWS names them.
fn calls(call: Call) -> &'static str {
    match call {
        Call::Parameters => "`ssm:GetParameters`",
        Call::Images => "`ec2:DescribeImages`",
        Call::Outputs => "`imagebuilder:GetImage` and the lists before it",
        Call::Instances => "`ec2:DescribeInstances` and `ec2:DescribeInstanceImageMetadata`",
    }
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Denied => "the role may not make the call",
        Why::NotEnabled => "the account has not opted into the region",
        Why::Throttled => "AWS asked to wait for longer than a run may",
        Why::Unreachable => "no answer came",
    }
}
