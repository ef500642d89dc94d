//! `--skip-unchanged`: asks AWS what the newest image was built from, and what the next one would be.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::super::complain;
use super::Exit;
use crate::aws::builds::RecipeVersion;
use crate::aws::{Aws, Builds, Progress, ask};
use crate::build::Image;
use crate::build::port::{CallError, ImageBuilder, Kind, Start};
use crate::build::versions::unchanged::{Last, Open, ParentNow, Wanted, changed, is_open};
use crate::bump::ask::Ask;
use crate::release::ImageId;
use crate::release::facts::PlaceFacts;

/// What a look at the newest image came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// The next image would be this one again, by its ARN.
    Unchanged(String),
    /// It is built, and why.
    Build(String),
}

/// Whether a build would make the image again that is there. In doubt it is built.
pub(super) async fn unchanged(aws: &Aws, builds: &Builds, start: &Start) -> Result<Look, Exit> {
    match look(aws, builds, start).await {
        Ok(look) => Ok(look),
        Err(error) if error.kind == Kind::Credentials => {
            complain(&error.to_string());
            Err(Exit::Trouble)
        }
        Err(error) => Ok(Look::Build(format!(
            "nobody can tell whether something changed: {error}"
        ))),
    }
}

async fn look(aws: &Aws, builds: &Builds, start: &Start) -> Result<Look, CallError> {
    let build = |why: String| Ok(Look::Build(why));
    let (recipe, infrastructure, distribution, workflows, pipeline) = match start {
        Start::Pipeline { arn } => {
            let found = builds.pipeline(arn).await?;
            let pipeline = Some((arn.as_str(), found.updated));
            (
                found.recipe,
                found.infrastructure,
                found.distribution,
                found.workflows,
                pipeline,
            )
        }
        Start::Image {
            recipe,
            infrastructure,
            distribution,
            workflows,
            ..
        } => (
            recipe.clone(),
            infrastructure.clone(),
            distribution.clone(),
            workflows.clone(),
            None,
        ),
    };
    if recipe.contains(":container-recipe/") {
        return build("nobody tells whether the parent image of a container recipe changed".to_owned());
    }
    let Some(recipe) = builds.recipe(&recipe).await? else {
        return build(format!("{recipe} is not there"));
    };
    let newest = if let Some((arn, _)) = pipeline {
        builds.newest_of_pipeline(arn).await?
    } else {
        let version = recipe.arn.replacen(":image-recipe/", ":image/", 1);
        builds.newest_of_version(&version).await?
    };
    let Some(newest) = newest else {
        return build("there is no available image of it yet".to_owned());
    };
    let image = builds.image(&newest).await?;
    // Else its gate would stay closed until something changes.
    if matches!(start, Start::Image { scan: true, .. }) && image.scan.is_none() {
        return build(format!(
            "{newest} was not scanned, and --fail-on-severity asks for it"
        ));
    }
    let wanted = Wanted {
        recipe: recipe.arn.clone(),
        container: false,
        infrastructure: builds.infrastructure(&infrastructure).await?,
        distribution: match &distribution {
            Some(arn) => Some(builds.distribution(arn).await?),
            None => None,
        },
        pipeline: pipeline.map(|(_, updated)| updated),
        workflows,
        components: open_components(builds, &recipe).await?,
        parent: parent_now(aws, builds, &recipe.content.parent).await,
    };
    let ran = builds.executions(&newest).await?;
    let ran: Vec<String> = ran.into_iter().map(|execution| execution.workflow).collect();
    let sources = match (
        &wanted.parent,
        own_ami(&image, builds.region(), &aws.asker().account),
    ) {
        (ParentNow::Image { .. }, Some(ami)) => builds.sources(&ami).await?,
        _ => Vec::new(),
    };
    let last = Last {
        image: &image,
        ran: Some(&ran),
        sources: &sources,
    };
    Ok(match changed(&wanted, &last) {
        Some(why) => Look::Build(why),
        None => Look::Unchanged(newest),
    })
}

/// The components that an ARN of the recipe leaves open, and when the newest that each means was made.
async fn open_components(builds: &Builds, recipe: &RecipeVersion) -> Result<Vec<Open>, CallError> {
    let mut open = Vec::new();
    for used in recipe.content.components.iter().filter(|used| is_open(&used.arn)) {
        let newest = builds.component(&used.arn).await?;
        open.push(Open {
            arn: used.arn.clone(),
            newest: newest.and_then(|newest| newest.created),
        });
    }
    Ok(open)
}

/// What a parent image means now.
async fn parent_now(aws: &Aws, builds: &Builds, parent: &str) -> ParentNow {
    if ImageId::parse(parent).is_some() {
        return ParentNow::Fixed;
    }
    let parameter = parent.strip_prefix("ssm:");
    let is_image = parent.starts_with("arn:") && parent.contains(":image/");
    if is_image && !is_open(parent) {
        return ParentNow::Fixed;
    }
    let mut questions = Ask::default();
    match parameter {
        Some(name) => questions.parameters = BTreeSet::from([name.to_owned()]),
        None if is_image => questions.outputs = BTreeSet::from([parent.to_owned()]),
        None => return ParentNow::Unknown(format!("nobody tells what {parent} means now")),
    }
    let questions = BTreeMap::from([(builds.region().to_owned(), questions)]);
    let told = ask(aws, &questions, Timestamp::now(), &Progress::default()).await;
    let facts: Option<PlaceFacts> = told.ok().and_then(|facts| facts.places.into_values().next());
    let id = facts.and_then(|facts| {
        if let Some(name) = parameter {
            return ImageId::parse(facts.parameters.get(name)?.value.trim());
        }
        let images = &facts.outputs.get(parent)?.build.as_ref()?.images;
        let own = images.get(&(builds.region().to_owned(), aws.asker().account.clone()));
        let mut here = images.iter().filter(|((region, _), _)| region == builds.region());
        own.or_else(|| here.next().map(|(_, id)| id)).cloned()
    });
    match id {
        Some(id) => ParentNow::Image {
            name: parent.to_owned(),
            id,
        },
        None => ParentNow::Unknown(format!("AWS does not tell what {parent} means now")),
    }
}

/// The AMI of an image in the region where it was built.
fn own_ami(image: &Image, region: &str, account: &str) -> Option<ImageId> {
    let here = image.amis.iter().filter(|ami| ami.region == region);
    let mut own = here.filter(|ami| ami.account.as_deref().is_none_or(|one| one == account));
    own.find_map(|ami| ImageId::parse(ami.id.as_deref()?))
}
