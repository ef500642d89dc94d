//! Looks for versions in AWS and makes those that are missing. Killed at any call, the next run finds what was made.

use crate::aws::Builds;
use crate::aws::builds::{ComponentBuild, RecipeVersion};
use crate::build::port::{CallError, Kind};
use crate::build::versions::{Component, Decision, Found, Mark, RecipeContent, RecipeFile, decide};
use crate::recipe::normalized;
use crate::release::image_builder::Version;

/// Versions that are looked at, the newest first, for one that is not deprecated; and numbers that are tried for one that is free.
const MOST_LOOKED_AT: usize = 25;

/// Times that somebody else may take a number first.
const RACES: u32 = 3;

/// Where versions are looked for and made, and for whom.
pub(super) struct Account<'a> {
    pub(super) builds: &'a Builds,
    /// What the ARNs of the account begin with.
    pub(super) scope: &'a str,
    /// The branch that asks; none outside a job.
    pub(super) line: Option<&'a str>,
}

/// A version that there is, and the branch that made it.
struct There {
    found: Found,
    line: Option<String>,
}

impl Account<'_> {
    /// What becomes of a component.
    pub(super) async fn component(&self, component: &Component) -> Result<Decision, CallError> {
        let (builds, name) = (self.builds, normalized(&component.name));
        let find = async |version: &Version| {
            let build = builds
                .newest_build(&component_arn(self.scope, &name, version))
                .await?;
            Ok::<_, CallError>(build.and_then(|build| component_there(component, build, *version)))
        };
        let list = async |whole: bool| {
            let spelled = (!whole).then_some(component.name.as_str());
            builds.component_versions(&name, spelled).await
        };
        self.settle(&component.version, find, list).await
    }

    /// What becomes of a recipe with this content.
    pub(super) async fn recipe(
        &self,
        recipe: &RecipeFile,
        content: &RecipeContent,
    ) -> Result<Decision, CallError> {
        let (builds, name) = (self.builds, normalized(&recipe.name));
        let find = async |version: &Version| {
            let there = builds.recipe(&recipe_arn(self.scope, &name, version)).await?;
            Ok::<_, CallError>(there.map(|there| recipe_there(content, there, *version)))
        };
        let list = async |whole: bool| {
            let spelled = (!whole).then_some(recipe.name.as_str());
            builds.recipe_versions(&name, spelled).await
        };
        self.settle(&recipe.version, find, list).await
    }

    /// What becomes of a version. `find` looks at one of those in AWS, `list` at all that were made under this very name, or under
    /// any spelling of it.
    async fn settle(
        &self,
        wanted: &Version,
        find: impl AsyncFn(&Version) -> Result<Option<There>, CallError>,
        list: impl AsyncFn(bool) -> Result<Vec<Version>, CallError>,
    ) -> Result<Decision, CallError> {
        if !wanted.has_x() {
            let found = find(wanted).await?.map(|there| there.found);
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
            let newest = self.newest(&fitting, &find).await?;
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

    /// The version that decides: the newest that is in use. Where that is of another branch and not the same, it is the newest of
    /// this branch, if that is: two branches that build in turn do not make versions because of each other.
    async fn newest(
        &self,
        fitting: &[Version],
        find: impl AsyncFn(&Version) -> Result<Option<There>, CallError>,
    ) -> Result<Option<Found>, CallError> {
        let mut newest: Option<Found> = None;
        for version in fitting.iter().take(MOST_LOOKED_AT) {
            let Some(there) = find(version).await?.filter(|there| !there.found.retired) else {
                continue;
            };
            // What nobody has marked is everybody's.
            let own = there.line.is_none() || self.line.is_none() || there.line.as_deref() == self.line;
            let same = there.found.differs.is_none();
            match newest {
                None if own || same => return Ok(Some(there.found)),
                None => newest = Some(there.found),
                Some(_) if own && same => return Ok(Some(there.found)),
                Some(_) if own => break,
                Some(_) => {}
            }
        }
        Ok(newest)
    }

    /// Makes the version of a component where that was decided. Gives its ARN and what became of it.
    pub(super) async fn make_component(
        &self,
        component: &Component,
        decision: &Decision,
    ) -> Result<(String, String), CallError> {
        let (name, mut decision) = (&component.name, decision.clone());
        for race in 1.. {
            let (version, why) = match &decision {
                Decision::Use(arn, version) => {
                    return Ok((
                        arn.clone(),
                        format!("component {name} {version}: used, nothing in it changed"),
                    ));
                }
                Decision::Make(version, why) => (version, why),
                Decision::Refused(_) => break,
            };
            let made = |arn| Ok((arn, format!("component {name} {version}: made, {why}")));
            let mark = self.mark(component.content.sum());
            let error = match self.builds.create_component(component, version, &mark).await {
                Ok(arn) => return made(arn),
                Err(error) => error,
            };
            // Somebody was quicker. What they made is as good when it is the same.
            let arn = component_arn(self.scope, &normalized(name), version);
            let there = match error.kind {
                Kind::Exists | Kind::Invalid | Kind::Busy => self.builds.newest_build(&arn).await?,
                _ => None,
            };
            let there = there.and_then(|build| component_there(component, build, *version));
            match there.map(|there| there.found) {
                Some(found) if found.differs.is_none() && !found.retired => return made(found.arn),
                Some(_) if component.version.has_x() && race < RACES => {
                    decision = self.component(component).await?;
                }
                _ => return Err(error),
            }
        }
        Ok(<(String, String)>::default())
    }

    /// The same for the recipe.
    pub(super) async fn make_recipe(
        &self,
        recipe: &RecipeFile,
        content: &RecipeContent,
        decision: &Decision,
    ) -> Result<(String, String), CallError> {
        let (name, mut decision) = (&recipe.name, decision.clone());
        for race in 1.. {
            let (version, why) = match &decision {
                Decision::Use(arn, version) => {
                    return Ok((
                        arn.clone(),
                        format!("recipe {name} {version}: used, nothing in it changed"),
                    ));
                }
                Decision::Make(version, why) => (version, why),
                Decision::Refused(_) => break,
            };
            let made = |arn| Ok((arn, format!("recipe {name} {version}: made, {why}")));
            let mark = self.mark(content.sum());
            let created = self.builds.create_recipe(recipe, content, version, &mark);
            let error = match created.await {
                Ok(arn) => return made(arn),
                Err(error) => error,
            };
            let arn = recipe_arn(self.scope, &normalized(name), version);
            let there = match error.kind {
                Kind::Exists | Kind::Busy => self.builds.recipe(&arn).await?,
                _ => None,
            };
            match there.map(|there| recipe_there(content, there, *version).found) {
                Some(found) if found.differs.is_none() => return made(found.arn),
                Some(_) if recipe.version.has_x() && race < RACES => {
                    decision = self.recipe(recipe, content).await?;
                }
                _ => return Err(error),
            }
        }
        Ok(<(String, String)>::default())
    }

    /// Asks AWS about a document that changed. Gives what became of it.
    pub(super) async fn try_component(
        &self,
        component: &Component,
        decision: &Decision,
    ) -> Result<String, CallError> {
        let name = &component.name;
        match decision {
            Decision::Make(version, _) => {
                let mark = self.mark(component.content.sum());
                self.builds.try_component(component, version, &mark).await?;
                Ok(format!("component {name} {version}: AWS would take it"))
            }
            Decision::Use(_, version) => Ok(format!("component {name} {version}: nothing in it changed")),
            Decision::Refused(_) => Ok(String::new()),
        }
    }

    fn mark(&self, content: String) -> Mark {
        Mark {
            content: Some(content),
            line: self.line.map(str::to_owned),
        }
    }
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

fn component_there(component: &Component, build: ComponentBuild, version: Version) -> Option<There> {
    let content = build.content?;
    Some(There {
        found: Found {
            differs: component.content.differs_from(&content, &build.mark),
            arn: build.arn,
            version,
            retired: build.retired,
        },
        line: build.mark.line,
    })
}

fn recipe_there(content: &RecipeContent, there: RecipeVersion, version: Version) -> There {
    There {
        found: Found {
            differs: content.differs_from(&there.content, &there.mark),
            arn: there.arn,
            version,
            retired: false,
        },
        line: there.mark.line,
    }
}

fn component_arn(scope: &str, name: &str, version: &Version) -> String {
    format!("{scope}:component/{name}/{version}")
}

fn recipe_arn(scope: &str, name: &str, version: &Version) -> String {
    format!("{scope}:image-recipe/{name}/{version}")
}
