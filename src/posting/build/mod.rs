//! What is told about a build. The document may have been written by anybody: every text of it is cut and goes through
//! [`Inline`] or a fence, its own verdict is not believed, and links lead to pages of this project and files of this repository
//! alone.

mod compared;
mod failure;
mod rows;

use crate::build::document::{
    BuiltAmi, BuiltImage, Document, FastLaunch, Outcome, StageTime, Tests, Workflow,
};
use crate::build::told::{self, name, sentence};
use crate::markdown::{Block, Inline, Priority, Summary, counted};
use crate::posting::{Conclusion, Posting, Target};

use rows::{Table, folded, lines, table};

/// AMIs in the second line.
const NAMED: usize = 5;
/// Rows of a table that are weighty together.
const FIRST: usize = 20;

/// Everything about a build. `files` is where the files of the commit are shown, such as `https://github.com/o/r/blob/SHA`; none
/// where there is no such place.
pub fn posting(document: &Document, files: Option<&str>) -> Posting {
    let image = document.image.as_ref();
    Posting {
        target: Target {
            kind: "build",
            name: image.map(|image| name(&image.name)).unwrap_or_default(),
            of_file: false,
        },
        conclusion: conclusion(document),
        title: format!("amiforge build: {}", told::verdict(document)),
        body: body(document, files),
        annotations: failure::annotations(document),
        quiet: document.outcome == Outcome::Unchanged && told::gate(document).is_none(),
    }
}

fn conclusion(document: &Document) -> Conclusion {
    match document.outcome {
        Outcome::Succeeded | Outcome::Unchanged if told::gate(document).is_some() => Conclusion::Failure,
        Outcome::Succeeded | Outcome::Unchanged => Conclusion::Success,
        Outcome::Started => Conclusion::Neutral,
        Outcome::Partial | Outcome::Failed | Outcome::Retired | Outcome::Lost | Outcome::NotStarted => {
            Conclusion::Failure
        }
        Outcome::Cancelled => Conclusion::Cancelled,
        Outcome::TimedOut => Conclusion::TimedOut,
    }
}

fn body(document: &Document, files: Option<&str>) -> Summary {
    use Priority::{High, Highest, Low};
    let mut out = Summary::default();
    let title = Inline::new(&format!("amiforge build: {}", told::verdict(document)));
    out.add(Highest, "the verdict", Block::Heading(2, title));
    out.add(
        Highest,
        "the second line",
        Block::Paragraph(second(document, files)),
    );
    if let Some(gate) = told::gate(document) {
        let text = Inline::new("The gate is closed: ")
            .prose(&sentence(gate))
            .text(".");
        out.add(Highest, "the gate", Block::Paragraph(text));
    }
    if let Some(failure) = &document.failure {
        failure::sections(&mut out, failure, files);
    }
    table(&mut out, High, FIRST, &amis(&document.amis));
    if !document.containers.is_empty() {
        let uris = document.containers.iter();
        let items = lines(uris, |uri| Inline::default().code(&sentence(uri)));
        let block = Block::Group(vec![heading("Container images"), Block::List(items)]);
        out.add(High, "container images", block);
    }
    times(&mut out, &document.stages, document.tests);
    table(&mut out, High, FIRST, &fast_launch(&document.fast_launch));
    if let Some(comparison) = &document.comparison {
        compared::sections(&mut out, comparison);
    }
    if !document.notes.is_empty() {
        let items = lines(document.notes.iter(), |note| {
            Inline::default().prose(&told::note(note))
        });
        let block = Block::Group(vec![heading("Worth knowing"), Block::List(items)]);
        out.add(High, "notes", block);
    }
    folded(&mut out, Low, Low, &workflows(&document.workflows));
    if let Some(image) = &document.image {
        out.add(Low, "the image", about(image));
    }
    out
}

fn heading(text: &str) -> Block {
    Block::Heading(3, Inline::new(text))
}

/// The second line: where it failed, or the AMIs, or what else there is to say.
fn second(document: &Document, files: Option<&str>) -> Inline {
    if let Some(line) = document.failure.as_ref().and_then(|f| failure::line(f, files)) {
        return line;
    }
    if let (Outcome::Started, Some(image)) = (document.outcome, &document.image) {
        let command = format!("amiforge build wait {}", sentence(&image.arn));
        return Inline::new("Follow it to its end with ").code(&command).text(".");
    }
    let there: Vec<&BuiltAmi> = document.amis.iter().filter(|ami| ami.available).collect();
    if there.is_empty() && !document.containers.is_empty() {
        let number = document.containers.len();
        return Inline::new(&format!("{}.", counted(number, "container image")));
    }
    if there.is_empty() {
        return match (document.notes.first(), &document.image) {
            (Some(note), _) => Inline::default().prose(&sentence(note)),
            (None, Some(image)) => Inline::new("Image ").code(&sentence(&image.arn)).text("."),
            (None, None) => Inline::new("There is no image."),
        };
    }
    let mut line = Inline::new(if there.len() == 1 { "AMI " } else { "AMIs " });
    for (number, ami) in there.iter().take(NAMED).enumerate() {
        line = line.text(if number == 0 { "" } else { ", " });
        line = line.code(&name(ami.id.as_deref().unwrap_or_default()));
        line = line.text(" in ").text(&name(&ami.region));
    }
    let left = there.len().saturating_sub(NAMED);
    let missing = document.amis.len() - there.len();
    if left > 0 {
        line = line.text(&format!(", and {left} more"));
    }
    if missing > 0 {
        line = line.text(&format!("; {missing} missing"));
    }
    line.text(".")
}

fn code(text: Option<&str>) -> Inline {
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Inline::default().code(&name(text)),
        None => Inline::default(),
    }
}

fn plain(text: Option<&str>) -> Inline {
    Inline::new(&sentence(text.unwrap_or_default()))
}

fn amis(amis: &[BuiltAmi]) -> Table {
    let row = |ami: &BuiltAmi| {
        let state = if ami.available { "available" } else { "missing" };
        let mut state = Inline::new(state);
        if let Some(reason) = &ami.reason {
            state = state.text(": ").prose(&sentence(reason));
        }
        vec![
            Inline::new(&name(&ami.region)),
            plain(ami.account.as_deref()),
            code(ami.id.as_deref()),
            code(ami.name.as_deref()),
            state,
        ]
    };
    Table {
        title: "AMIs",
        header: &["Region", "Account", "AMI", "Name", "State"],
        rows: amis.iter().map(row).collect(),
    }
}

fn times(out: &mut Summary, stages: &[StageTime], tests: Tests) {
    let before = stages.iter().any(|stage| stage.before.is_some());
    let row = |stage: &StageTime| {
        let mut row = vec![
            Inline::new(&name(&stage.stage)),
            Inline::new(&told::took(stage.seconds)),
        ];
        if before {
            let text = |text: Option<String>| Inline::new(&text.unwrap_or_default());
            row.push(text(stage.before.map(told::took)));
            row.push(text(
                stage.before.map(|before| told::difference(stage.seconds, before)),
            ));
        }
        row
    };
    let times = Table {
        title: "How long it took",
        header: if before {
            &["Stage", "Time", "Before", "Difference"]
        } else {
            &["Stage", "Time"]
        },
        rows: stages.iter().map(row).collect(),
    };
    table(out, Priority::High, FIRST, &times);
    let tests = match tests {
        Tests::Passed => "The tests of the image passed.",
        Tests::Failed => "The tests of the image failed.",
        Tests::None => "The image has no tests.",
        Tests::Unknown => return,
    };
    out.add(Priority::High, "the tests", Block::Paragraph(Inline::new(tests)));
}

fn fast_launch(all: &[FastLaunch]) -> Table {
    let row = |one: &FastLaunch| {
        vec![
            Inline::new(&name(&one.region)),
            plain(one.account.as_deref()),
            code(one.ami.as_deref()),
            code(Some(&one.state)),
            Inline::default().prose(&sentence(one.reason.as_deref().unwrap_or_default())),
        ]
    };
    Table {
        title: "Fast Launch",
        header: &["Region", "Account", "AMI", "State", "Why"],
        rows: all.iter().map(row).collect(),
    }
}

fn workflows(workflows: &[Workflow]) -> Table {
    let time = |seconds: Option<u64>| Inline::new(&seconds.map(told::took).unwrap_or_default());
    let mut rows = Vec::new();
    for workflow in workflows {
        rows.push(vec![
            Inline::new(&name(&workflow.name))
                .text(" (")
                .text(&name(&workflow.kind))
                .text(")"),
            Inline::default(),
            Inline::default(),
            code(Some(&workflow.status)),
            time(workflow.seconds),
        ]);
        rows.extend(workflow.steps.iter().map(|step| {
            vec![
                Inline::default(),
                Inline::new(&name(&step.name)),
                Inline::new(&name(&step.action)),
                code(Some(&step.status)),
                time(step.seconds),
            ]
        }));
    }
    Table {
        title: "Workflow steps",
        header: &["Workflow", "Step", "Action", "Status", "Time"],
        rows,
    }
}

/// What the image was made of.
fn about(image: &BuiltImage) -> Block {
    let mut items = Vec::new();
    for (what, text) in [
        ("Image", Some(image.arn.as_str())),
        ("Status", Some(image.status.as_str())),
        ("Begun", image.created.as_deref()),
        ("Platform", image.platform.as_deref()),
        ("Pipeline", image.pipeline.as_deref()),
        ("Recipe", image.recipe.as_deref()),
        ("Parent image", image.parent.as_deref()),
        ("Base image", image.base_image.as_deref()),
        ("Log", image.log.as_deref()),
    ] {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            items.push(Inline::new(what).text(": ").code(&sentence(text)));
        }
    }
    items.extend(lines(image.components.iter(), |arn| {
        Inline::new("Component: ").code(&sentence(arn))
    }));
    Block::Details(Inline::new("About the image"), vec![Block::List(items)])
}
