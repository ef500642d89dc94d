//! A build from the files of the repository: what they say becomes versions in AWS, and nothing that is there already is made
//! again. And whether a build would make the image again that is there.

mod files;
mod unchanged;
mod versions;

use super::super::{Exit, complain};
use super::trouble;
use crate::aws::{Aws, Builds};
use crate::build::port::{Kind, Start};
use crate::build::versions::{Component, Decision, Entry, Fault, Parent, RecipeContent, Used, Which};
use crate::cli::BuildStart;
use crate::recipe::normalized;
use crate::release::image_builder::Parts;

pub(super) use files::{Files, read};
use unchanged::{Look, unchanged};

/// What there is to start.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The build.
    pub(super) start: Start,
    /// What became of each file, a line each, and with `--skip-unchanged` why it is built.
    pub(super) notes: Vec<String>,
    /// The ARN of the image that would be made again.
    pub(super) unchanged: Option<String>,
}

/// What the files want, and what AWS has of it.
struct Plan {
    files: Files,
    /// The components of files, in the order of the recipe.
    components: Vec<(Component, Decision)>,
    /// The parent image as the API takes it.
    parent: String,
}

/// Makes the versions that are missing of files that were read, and says what to start.
pub(super) async fn prepare(aws: &Aws, options: &BuildStart, files: Files) -> Result<Prepared, Exit> {
    let infrastructure = options.infrastructure.as_deref().unwrap_or_default();
    let (builds, scope) = place(aws, infrastructure)?;
    let plan = look(&builds, &scope, files).await?;
    let recipe = &plan.files.recipe;
    let expected = plan.content(|component, decision| match decision {
        Decision::Use(arn, _) => arn.clone(),
        // A version that is new has one build.
        Decision::Make(version, _) => {
            format!("{scope}:component/{}/{version}/1", normalized(&component.name))
        }
        Decision::Refused(_) => String::new(),
    });
    let account = versions::Account {
        builds: &builds,
        scope: &scope,
        line: plan.files.line.as_deref(),
    };
    let decision = account
        .recipe(recipe, &expected)
        .await
        .map_err(|error| trouble(&error))?;
    // Nothing is made before all of it can be.
    plan.refuse(&decision)?;
    let mut notes = Vec::new();
    let mut arns = Vec::new();
    for (component, decision) in &plan.components {
        let (arn, note) = account
            .make_component(component, decision)
            .await
            .map_err(|error| trouble(&error))?;
        arns.push(arn);
        notes.push(note);
    }
    let mut made = arns.into_iter();
    let content = plan.content(|_, _| made.next().unwrap_or_default());
    let (arn, note) = account
        .make_recipe(recipe, &content, &decision)
        .await
        .map_err(|error| trouble(&error))?;
    notes.push(note);
    let start = Start::Image {
        recipe: arn,
        infrastructure: infrastructure.to_owned(),
        distribution: options.distribution.clone(),
        workflows: options.workflow.clone(),
        role: options.execution_role.clone(),
        // A gate that nothing is found for stays closed.
        scan: options.tell.gate().is_some(),
    };
    looked_at(aws, &builds, options, start, notes).await
}

/// The same for what is in AWS already.
pub(super) async fn known(aws: &Aws, options: &BuildStart, start: Start) -> Result<Prepared, Exit> {
    let (Start::Pipeline { arn } | Start::Image { recipe: arn, .. }) = &start;
    let region = Parts::of(arn).map(|parts| parts.region).unwrap_or_default();
    let builds = Builds::new(aws, region);
    looked_at(aws, &builds, options, start, Vec::new()).await
}

/// With `--skip-unchanged` the newest image is looked at first.
async fn looked_at(
    aws: &Aws,
    builds: &Builds,
    options: &BuildStart,
    start: Start,
    mut notes: Vec<String>,
) -> Result<Prepared, Exit> {
    let mut same = None;
    if options.skip_unchanged {
        match unchanged(aws, builds, &start).await? {
            Look::Unchanged(image) => same = Some(image),
            Look::Build(why) => notes.push(format!("it is built: {why}")),
        }
    }
    Ok(Prepared {
        start,
        notes,
        unchanged: same,
    })
}

/// Asks AWS whether it would take every document that changed, and makes nothing.
pub(super) async fn dry_run(aws: &Aws, options: &BuildStart, files: Files) -> Result<Vec<String>, Exit> {
    let infrastructure = options.infrastructure.as_deref().unwrap_or_default();
    let (builds, scope) = place(aws, infrastructure)?;
    let plan = look(&builds, &scope, files).await?;
    plan.refuse_components()?;
    let (mut notes, mut refused) = (Vec::new(), false);
    let account = versions::Account {
        builds: &builds,
        scope: &scope,
        line: plan.files.line.as_deref(),
    };
    for (component, decision) in &plan.components {
        match account.try_component(component, decision).await {
            Ok(note) => notes.push(note),
            Err(error) if matches!(error.kind, Kind::Invalid | Kind::Exists) => {
                refused = true;
                complain(&format!(
                    "{}:1:1: AWS refuses the document: {error}",
                    component.path
                ));
            }
            Err(error) => return Err(trouble(&error)),
        }
    }
    if refused { Err(Exit::Findings) } else { Ok(notes) }
}

/// Image Builder in the region of the build, and what the ARNs of this account begin with there.
fn place(aws: &Aws, infrastructure: &str) -> Result<(Builds, String), Exit> {
    let Some(parts) = Parts::of(infrastructure) else {
        complain(&format!(
            "{} is no ARN of an infrastructure configuration",
            infrastructure.escape_debug()
        ));
        return Err(Exit::Usage);
    };
    let asker = aws.asker();
    let scope = format!(
        "arn:{}:imagebuilder:{}:{}",
        asker.partition, parts.region, asker.account
    );
    Ok((Builds::new(aws, parts.region), scope))
}

/// Finds out what AWS has of the files.
async fn look(builds: &Builds, scope: &str, mut files: Files) -> Result<Plan, Exit> {
    let recipe = &files.recipe;
    let parent = match &recipe.parent {
        Parent::Given(text) => text.clone(),
        Parent::Pin(name) => {
            files::pinned(name, builds.region(), &files.root).map_err(|failed| match failed {
                files::NotPinned::Ended(exit) => exit,
                files::NotPinned::NoImage(no) => faulty(&[Fault {
                    place: recipe.parent_at.clone(),
                    message: format!("pin:{name}: {no}"),
                }]),
            })?
        }
    };
    let mut components = Vec::new();
    for component in std::mem::take(&mut files.components) {
        let account = versions::Account {
            builds,
            scope,
            line: files.line.as_deref(),
        };
        let decision = account
            .component(&component)
            .await
            .map_err(|error| trouble(&error))?;
        components.push((component, decision));
    }
    Ok(Plan {
        files,
        components,
        parent,
    })
}

impl Plan {
    /// What the recipe is made of, with the ARNs that its files have.
    fn content(&self, mut arn: impl FnMut(&Component, &Decision) -> String) -> RecipeContent {
        let recipe = &self.files.recipe;
        let mut made = self.components.iter();
        let used = |entry: &Entry| Used {
            arn: match &entry.which {
                Which::Arn(arn) => arn.clone(),
                Which::File(..) => made
                    .next()
                    .map(|(component, decision)| arn(component, decision))
                    .unwrap_or_default(),
            },
            parameters: entry.parameters.clone(),
        };
        RecipeContent {
            parent: self.parent.clone(),
            components: recipe.components.iter().map(used).collect(),
            ..recipe.content.clone()
        }
    }

    /// Ends when one of the versions cannot be made.
    fn refuse(&self, of_recipe: &Decision) -> Result<(), Exit> {
        let mut faults = self.refused();
        if let Decision::Refused(refusal) = of_recipe {
            faults.push(Fault {
                place: self.files.recipe.version_at.clone(),
                message: refusal.text(&format!("the recipe {}", self.files.recipe.name)),
            });
        }
        end_with(&faults)
    }

    fn refuse_components(&self) -> Result<(), Exit> {
        end_with(&self.refused())
    }

    fn refused(&self) -> Vec<Fault> {
        let refused = self
            .components
            .iter()
            .filter_map(|(component, decision)| match decision {
                Decision::Refused(refusal) => Some(Fault {
                    place: component.version_at.clone(),
                    message: refusal.text(&format!("the component {}", component.name)),
                }),
                _ => None,
            });
        refused.collect()
    }
}

fn end_with(faults: &[Fault]) -> Result<(), Exit> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faulty(faults))
    }
}

/// Says what is wrong in the files.
fn faulty(faults: &[Fault]) -> Exit {
    for fault in faults {
        complain(&fault.to_string());
    }
    Exit::Findings
}
