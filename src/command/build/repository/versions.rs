//! Looks for versions in AWS and makes those that are missing. Killed at any call, the next run finds what was made.

use crate::aws::Builds;
use crate::aws::builds::ComponentBuild;
use crate::build::port::{CallError, Kind};
use crate::build::versions::{Component, Decision, Found, RecipeContent, RecipeFile, decide};
use crate::recipe::normalized;
use crate::release::image_builder::Version;

/// Versions that are looked at, the newest first, for one that is not deprecated; and numbers that are tried for one that is free.
const MOST_LOOKED_AT: usize = 25;

/// What becomes of a component.
pub(super) async fn component(
    builds: &Builds,
    scope: &str,
    component: &Component,
) -> Result<Decision, CallError> {
    let (wanted, name) = (&component.version, normalized(&component.name));
    let find = async |version: &Version| {
        let build = builds.newest_build(&component_arn(scope, &name, version)).await?;
        Ok::<_, CallError>(build.and_then(|build| found(component, &build, *version)))
    };
    let list = async |whole: bool| {
        let spelled = (!whole).then_some(component.name.as_str());
        builds.component_versions(&name, spelled).await
    };
    settle(wanted, find, list).await
}

/// What becomes of a recipe with this content.
pub(super) async fn recipe(
    builds: &Builds,
    scope: &str,
    recipe: &RecipeFile,
    content: &RecipeContent,
) -> Result<Decision, CallError> {
    let (wanted, name) = (&recipe.version, normalized(&recipe.name));
    let find = async |version: &Version| {
        let there = builds.recipe(&recipe_arn(scope, &name, version)).await?;
        Ok::<_, CallError>(there.map(|there| Found {
            differs: content.differs(&there.content),
            arn: there.arn,
            version: *version,
            retired: false,
        }))
    };
    let list = async |whole: bool| {
        let spelled = (!whole).then_some(recipe.name.as_str());
        builds.recipe_versions(&name, spelled).await
    };
    settle(wanted, find, list).await
}

/// What becomes of a version. `find` looks at one of those in AWS, `list` at all that were made under this very name, or under any
/// spelling of it.
async fn settle(
    wanted: &Version,
    find: impl AsyncFn(&Version) -> Result<Option<Found>, CallError>,
    list: impl AsyncFn(bool) -> Result<Vec<Version>, CallError>,
) -> Result<Decision, CallError> {
    if !wanted.has_x() {
        let found = find(wanted).await?;
        let taken = found
            .as_ref()
            .is_some_and(|found| found.retired || found.differs.is_some());
        let known = if taken { list(true).await? } else { Vec::new() };
        return Ok(decide(wanted, found.as_ref(), &known));
    }
    let mut known = list(false).await?;
    let mut whole = false;
    for _ in 0..MOST_LOOKED_AT {
        let fitting = fitting(wanted, &known);
        let mut newest = None;
        for version in fitting.iter().take(MOST_LOOKED_AT) {
            newest = find(version).await?.filter(|found| !found.retired);
            if newest.is_some() {
                break;
            }
        }
        let decision = decide(wanted, newest.as_ref(), &fitting);
        let Decision::Make(next, _) = &decision else {
            return Ok(decision);
        };
        // A list may lack what was made a moment ago, and what was made under another spelling of the name.
        if find(next).await?.is_none() {
            return Ok(decision);
        }
        if !std::mem::replace(&mut whole, true) {
            known = list(true).await?;
        }
        known.push(*next);
    }
    Ok(decide(wanted, None, &fitting(wanted, &known)))
}

/// The versions that fit, the newest first, each once.
fn fitting(wanted: &Version, known: &[Version]) -> Vec<Version> {
    let mut fitting: Vec<Version> = known
        .iter()
        .copied()
        .filter(|version| wanted.covers(version))
        .collect();
    fitting.sort_unstable_by(|a, b| b.cmp(a));
    fitting.dedup();
    fitting
}

fn found(component: &Component, build: &ComponentBuild, version: Version) -> Option<Found> {
    Some(Found {
        arn: build.arn.clone(),
        version,
        differs: component.content.differs(build.content.as_ref()?),
        retired: build.retired,
    })
}

/// Makes the version of a component where that was decided. Gives its ARN and what became of it.
pub(super) async fn make_component(
    builds: &Builds,
    scope: &str,
    component: &Component,
    decision: &Decision,
) -> Result<(String, String), CallError> {
    let name = &component.name;
    let (version, why) = match decision {
        Decision::Use(arn, version) => {
            return Ok((
                arn.clone(),
                format!("component {name} {version}: used, nothing in it changed"),
            ));
        }
        Decision::Make(version, why) => (version, why),
        Decision::Refused(_) => return Ok(<(String, String)>::default()),
    };
    let arn = match builds.create_component(component, version).await {
        Ok(arn) => arn,
        Err(error) => {
            // Somebody was quicker. What they made is as good when it is the same.
            let arn = component_arn(scope, &normalized(name), version);
            let there = match error.kind {
                Kind::Exists | Kind::Invalid | Kind::Busy => builds.newest_build(&arn).await?,
                _ => None,
            };
            let found = there.and_then(|build| found(component, &build, *version));
            match found.filter(|found| found.differs.is_none() && !found.retired) {
                Some(found) => found.arn,
                None => return Err(error),
            }
        }
    };
    Ok((arn, format!("component {name} {version}: made, {why}")))
}

/// The same for the recipe.
pub(super) async fn make_recipe(
    builds: &Builds,
    scope: &str,
    recipe: &RecipeFile,
    content: &RecipeContent,
    decision: &Decision,
) -> Result<(String, String), CallError> {
    let name = &recipe.name;
    let (version, why) = match decision {
        Decision::Use(arn, version) => {
            return Ok((
                arn.clone(),
                format!("recipe {name} {version}: used, nothing in it changed"),
            ));
        }
        Decision::Make(version, why) => (version, why),
        Decision::Refused(_) => return Ok(<(String, String)>::default()),
    };
    let arn = match builds.create_recipe(recipe, content, version).await {
        Ok(arn) => arn,
        Err(error) => {
            let arn = recipe_arn(scope, &normalized(name), version);
            let there = match error.kind {
                Kind::Exists | Kind::Busy => builds.recipe(&arn).await?,
                _ => None,
            };
            match there.filter(|there| content.differs(&there.content).is_none()) {
                Some(there) => there.arn,
                None => return Err(error),
            }
        }
    };
    Ok((arn, format!("recipe {name} {version}: made, {why}")))
}

/// Asks AWS about a document that changed. Gives what became of it.
pub(super) async fn try_component(
    builds: &Builds,
    component: &Component,
    decision: &Decision,
) -> Result<String, CallError> {
    let name = &component.name;
    match decision {
        Decision::Make(version, _) => {
            builds.try_component(component, version).await?;
            Ok(format!("component {name} {version}: AWS would take it"))
        }
        Decision::Use(_, version) => Ok(format!("component {name} {version}: nothing in it changed")),
        Decision::Refused(_) => Ok(String::new()),
    }
}

fn component_arn(scope: &str, name: &str, version: &Version) -> String {
    format!("{scope}:component/{name}/{version}")
}

fn recipe_arn(scope: &str, name: &str, version: &Version) -> String {
    format!("{scope}:image-recipe/{name}/{version}")
}
