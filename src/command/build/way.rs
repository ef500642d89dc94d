//! What a build is started from, and in which region that is.

use super::super::Exit;
use super::usage;
use crate::build::port::Start;
use crate::cli::BuildStart;
use crate::release::image_builder::Parts;
use crate::release::regions::is_region;

/// One of the three ways to start a build.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// What is there in AWS.
    Known(Start),
    /// A recipe file of this repository.
    File(String),
}

impl Way {
    /// Reads the options: the way, and the region that its ARNs agree on.
    pub(super) fn of(options: &BuildStart) -> Result<(Self, String), Exit> {
        Self::read(options).map_err(|error| usage(&error))
    }

    fn read(options: &BuildStart) -> Result<(Self, String), String> {
        let mut region = Region::default();
        if let Some(arn) = &options.pipeline {
            region.takes("--pipeline", arn, &["image-pipeline"])?;
            let start = Start::Pipeline { arn: arn.clone() };
            return Ok((Self::Known(start), region.told()?));
        }
        if options.recipe.is_none() && options.recipe_file.is_none() {
            return Err(
                "say what to build: --pipeline ARN, or --recipe ARN or --recipe-file FILE with --infrastructure ARN"
                    .to_owned(),
            );
        }
        let Some(infrastructure) = &options.infrastructure else {
            return Err(
                "a recipe is built on an infrastructure configuration: --infrastructure ARN".to_owned(),
            );
        };
        region.takes(
            "--infrastructure",
            infrastructure,
            &["infrastructure-configuration"],
        )?;
        if let Some(arn) = &options.distribution {
            region.takes("--distribution", arn, &["distribution-configuration"])?;
        }
        for arn in &options.workflow {
            region.takes("--workflow", arn, &["workflow"])?;
        }
        if !options.workflow.is_empty() && options.execution_role.is_none() {
            return Err("workflows run in a role of yours: --execution-role NAME".to_owned());
        }
        let way = match (&options.recipe, &options.recipe_file) {
            (Some(arn), _) => {
                region.takes("--recipe", arn, &["image-recipe", "container-recipe"])?;
                Self::Known(Start::Image {
                    recipe: arn.clone(),
                    infrastructure: infrastructure.clone(),
                    distribution: options.distribution.clone(),
                    workflows: options.workflow.clone(),
                    role: options.execution_role.clone(),
                    scan: options.tell.gate().is_some(),
                })
            }
            (None, file) => Self::File(file.clone().unwrap_or_default()),
        };
        Ok((way, region.told()?))
    }
}

/// The region of an image with a build number.
pub(super) fn region_of_image(arn: &str) -> Result<String, String> {
    let mut region = Region::default();
    region.takes("the image", arn, &["image"])?;
    let parts = Parts::of(arn).map(|parts| parts.path.split('/').count());
    if parts != Some(3) {
        return Err(format!(
            "`{}` is not the ARN of an image with a build number, such as arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4",
            arn.escape_debug()
        ));
    }
    region.told()
}

/// The region of something else that is not asked about itself.
pub(super) fn region_of(option: &str, arn: &str, kinds: &[&str]) -> Result<String, String> {
    let mut region = Region::default();
    region.takes(option, arn, kinds)?;
    region.told()
}

/// The region that several ARNs have in common, and the option that named it first.
#[derive(Default)]
struct Region(Option<(String, String)>);

impl Region {
    fn takes(&mut self, option: &str, arn: &str, kinds: &[&str]) -> Result<(), String> {
        let parts = Parts::of(arn).filter(|parts| kinds.contains(&parts.kind));
        let Some(parts) = parts.filter(|parts| is_region(parts.region)) else {
            let words: Vec<String> = kinds.iter().map(|kind| noun(kind)).collect();
            return Err(format!(
                "{option}: `{}` is not the ARN of {}; it begins with arn:aws:imagebuilder:REGION:ACCOUNT:{}/",
                arn.escape_debug(),
                words.join(" or of "),
                kinds.first().unwrap_or(&"image")
            ));
        };
        match &self.0 {
            Some((region, first)) if region != parts.region => Err(format!(
                "{option}: `{}` is in {}, and that of {first} is in {region}; a build has one region",
                arn.escape_debug(),
                parts.region
            )),
            _ => {
                self.0
                    .get_or_insert_with(|| (parts.region.to_owned(), option.to_owned()));
                Ok(())
            }
        }
    }

    fn told(self) -> Result<String, String> {
        let region = self.0.map(|(region, _)| region);
        region.ok_or_else(|| "nothing tells the region".to_owned())
    }
}

/// `image-pipeline` as people say it: `an image pipeline`.
fn noun(kind: &str) -> String {
    let word = kind.replace('-', " ");
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {word}")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::{Action, Cli};

    const PIPELINE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/golden";
    const RECIPE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/golden/1.2.3";
    const INFRASTRUCTURE: &str =
        "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/small";
    const WORKFLOW: &str = "arn:aws:imagebuilder:eu-west-1:aws:workflow/build/build-image/1.0.2/1";

    fn read(arguments: &[&str]) -> Result<(Way, String), String> {
        let cli = Cli::try_parse_from(["amiforge", "build"].iter().chain(arguments)).expect("options");
        match cli.command {
            Action::Build(build) => Way::read(&build.start),
            other => panic!("not build: {other:?}"),
        }
    }

    #[test]
    fn the_way_and_its_region_come_from_the_options() {
        let (way, region) = read(&["--pipeline", PIPELINE]).expect("a way");
        assert_eq!(
            way,
            Way::Known(Start::Pipeline {
                arn: PIPELINE.to_owned()
            })
        );
        assert_eq!(region, "eu-west-1");
        let of_file = ["--recipe-file", "recipe.yaml", "--infrastructure", INFRASTRUCTURE];
        let (way, _) = read(&of_file).expect("a way");
        assert_eq!(way, Way::File("recipe.yaml".to_owned()));
        let of_recipe = [
            "--recipe",
            RECIPE,
            "--infrastructure",
            INFRASTRUCTURE,
            "--workflow",
            WORKFLOW,
            "--execution-role",
            "builder",
        ];
        let (way, _) = read(&of_recipe).expect("a way");
        assert!(matches!(way, Way::Known(Start::Image { workflows, .. }) if workflows == [WORKFLOW]));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let other = INFRASTRUCTURE.replace("eu-west-1", "us-east-1");
        for (arguments, says) in [
            (&[][..], "say what to build"),
            (&["--recipe", RECIPE], "--infrastructure ARN"),
            (&["--recipe-file", "a"], "--infrastructure ARN"),
            (&["--pipeline", RECIPE], "not the ARN of an image pipeline"),
            (&["--pipeline", "golden"], "not the ARN of an image pipeline"),
            (
                &["--recipe", RECIPE, "--infrastructure", &other],
                "that of --infrastructure is in us-east-1; a build has one region",
            ),
            (
                &[
                    "--recipe",
                    RECIPE,
                    "--infrastructure",
                    INFRASTRUCTURE,
                    "--workflow",
                    WORKFLOW,
                ],
                "--execution-role NAME",
            ),
        ] {
            let error = read(arguments).expect_err("refused");
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn an_image_has_a_build_number() {
        let image = "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3";
        assert!(region_of_image(image).is_err());
        assert_eq!(region_of_image(&format!("{image}/4")).as_deref(), Ok("eu-west-1"));
        assert!(region_of_image(RECIPE).is_err());
    }
}
