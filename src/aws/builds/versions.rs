//! The versions of components and recipes: which there are, what they are made of, and new ones.

use std::collections::BTreeMap;

use aws_sdk_imagebuilder::types as sdk;

use super::answer::time;
use super::{Builds, ITEMS, PAGES, nothing, pages, some};
use crate::aws::failure::of_build;
use crate::build::port::{CallError, Kind};
use crate::build::versions::{
    Component, ComponentContent, Device, Ebs, Mark, RecipeContent, RecipeFile, Used, of_component, of_recipe,
};
use crate::release::Time;
use crate::release::image_builder::{Parts, Version};

/// The code by which Image Builder says that a dry run went well
/// (<https://docs.aws.amazon.com/imagebuilder/latest/userguide/dry-run-resources.html>).
const DRY_RUN_WENT_WELL: &str = "DryRunOperationException";

/// A build of a component.
#[derive(Clone, Debug)]
pub struct ComponentBuild {
    /// Its ARN, with the number of the build.
    pub arn: String,
    /// What it is made of; none where AWS hides it.
    pub content: Option<ComponentContent>,
    /// What it says of itself.
    pub mark: Mark,
    /// Whether recipes may not use it any more.
    pub retired: bool,
    /// When it was made.
    pub created: Option<Time>,
}

/// A version of a recipe.
#[derive(Clone, Debug)]
pub struct RecipeVersion {
    /// Its ARN, with three numbers.
    pub arn: String,
    /// What it is made of.
    pub content: RecipeContent,
    /// What it says of itself.
    pub mark: Mark,
}

impl Builds {
    /// The versions of a component of this account, by the name that its ARN has. With `spelled`, only those that were made under
    /// this very name are looked for.
    pub async fn component_versions(
        &self,
        name: &str,
        spelled: Option<&str>,
    ) -> Result<Vec<Version>, CallError> {
        const ACTION: &str = "imagebuilder:ListComponents";
        let filters = spelled.map(|spelled| vec![by_name(spelled)]);
        let found = pages(PAGES, async |token| {
            let request = self.client.list_components().owner(sdk::Ownership::SelfValue);
            let request = request.set_filters(filters.clone()).max_results(ITEMS);
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, name, &error))?;
            let arns = page.component_version_list().iter().filter_map(|row| row.arn());
            Ok((
                arns.filter_map(|arn| version_of(arn, name)).collect(),
                page.next_token,
            ))
        });
        Ok(found.await?.rows)
    }

    /// The newest build of a component's version; none when there is no such version.
    pub async fn newest_build(&self, version: &str) -> Result<Option<ComponentBuild>, CallError> {
        const ACTION: &str = "imagebuilder:ListComponentBuildVersions";
        let found = pages(PAGES, async |token| {
            let request = self.client.list_component_build_versions();
            let request = request.component_version_arn(version).max_results(ITEMS);
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, version, &error))?;
            let arns = page.component_summary_list().iter().filter_map(|row| row.arn());
            let numbered = |arn: &str| Some((arn.rsplit('/').next()?.parse::<u64>().ok()?, arn.to_owned()));
            Ok((arns.filter_map(numbered).collect(), page.next_token))
        });
        let found: Vec<(u64, String)> = match found.await {
            Ok(found) => found.rows,
            Err(error) => return missing(error),
        };
        let Some((_, arn)) = found.into_iter().max() else {
            return Ok(None);
        };
        match self.component(&arn).await? {
            // Whether it changed could never be told.
            Some(build) if build.content.is_none() => Err(nothing(ACTION, &arn, "the document")),
            build => Ok(build),
        }
    }

    /// A component by an ARN, the newest that it means; none when there is none.
    pub async fn component(&self, arn: &str) -> Result<Option<ComponentBuild>, CallError> {
        const ACTION: &str = "imagebuilder:GetComponent";
        let request = self.client.get_component().component_build_version_arn(arn);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return missing(of_build(ACTION, arn, &error)),
        };
        let component = answer
            .component
            .ok_or_else(|| nothing(ACTION, arn, "a component"))?;
        let status = component.state().and_then(sdk::ComponentState::status);
        Ok(Some(ComponentBuild {
            arn: component.arn().unwrap_or(arn).to_owned(),
            retired: matches!(
                status,
                Some(sdk::ComponentStatus::Deprecated | sdk::ComponentStatus::Disabled)
            ),
            created: time(component.date_created()),
            mark: Mark::read(component.tags().cloned()),
            content: content_of(component),
        }))
    }

    /// Makes a version of a component and gives the ARN of its build. The same request gives the same answer.
    pub async fn create_component(
        &self,
        component: &Component,
        version: &Version,
        mark: &Mark,
    ) -> Result<String, CallError> {
        const ACTION: &str = "imagebuilder:CreateComponent";
        let about = format!("{} {version}", component.name);
        let request = self.new_component(component, version, mark);
        let answer = request.send().await;
        let answer = answer.map_err(|error| of_build(ACTION, &about, &error))?;
        answer
            .component_build_version_arn
            .ok_or_else(|| nothing(ACTION, &about, "the ARN of the component"))
    }

    /// Asks AWS whether it would take a component; nothing is made.
    pub async fn try_component(
        &self,
        component: &Component,
        version: &Version,
        mark: &Mark,
    ) -> Result<(), CallError> {
        const ACTION: &str = "imagebuilder:CreateComponent";
        let about = format!("{} {version}", component.name);
        let answer = self
            .new_component(component, version, mark)
            .dry_run(true)
            .send()
            .await;
        let Err(error) = answer else {
            return Err(CallError {
                message: "AWS made the component, although it was asked for a dry run".to_owned(),
                kind: Kind::Invalid,
                ..nothing(ACTION, &about, "the word of a dry run")
            });
        };
        let error = of_build(ACTION, &about, &error);
        if error.code.as_deref() == Some(DRY_RUN_WENT_WELL) {
            return Ok(());
        }
        Err(error)
    }

    fn new_component(
        &self,
        component: &Component,
        version: &Version,
        mark: &Mark,
    ) -> aws_sdk_imagebuilder::operation::create_component::builders::CreateComponentFluentBuilder {
        let content = &component.content;
        let systems: Vec<String> = content.systems.iter().cloned().collect();
        self.client
            .create_component()
            .name(&component.name)
            .semantic_version(version.to_string())
            .platform(content.platform.as_str().into())
            .data(&content.document)
            .set_supported_os_versions(Some(systems).filter(|systems| !systems.is_empty()))
            .set_description(word(&content.description))
            .set_change_description(component.change.clone())
            .set_kms_key_id(component.kms_key.clone())
            .set_tags(some(&mark.with(&component.tags)))
            .client_token(of_component(component, version, mark))
    }

    /// The versions of an image recipe of this account, as [`Self::component_versions`].
    pub async fn recipe_versions(
        &self,
        name: &str,
        spelled: Option<&str>,
    ) -> Result<Vec<Version>, CallError> {
        const ACTION: &str = "imagebuilder:ListImageRecipes";
        let filters = spelled.map(|spelled| vec![by_name(spelled)]);
        let found = pages(PAGES, async |token| {
            let request = self.client.list_image_recipes().owner(sdk::Ownership::SelfValue);
            let request = request.set_filters(filters.clone()).max_results(ITEMS);
            let page = request.set_next_token(token).send().await;
            let page = page.map_err(|error| of_build(ACTION, name, &error))?;
            let arns = page
                .image_recipe_summary_list()
                .iter()
                .filter_map(|row| row.arn());
            Ok((
                arns.filter_map(|arn| version_of(arn, name)).collect(),
                page.next_token,
            ))
        });
        Ok(found.await?.rows)
    }

    /// An image recipe by its ARN; none when there is none.
    pub async fn recipe(&self, arn: &str) -> Result<Option<RecipeVersion>, CallError> {
        const ACTION: &str = "imagebuilder:GetImageRecipe";
        let request = self.client.get_image_recipe().image_recipe_arn(arn);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return missing(of_build(ACTION, arn, &error)),
        };
        let recipe = answer
            .image_recipe
            .ok_or_else(|| nothing(ACTION, arn, "a recipe"))?;
        Ok(Some(RecipeVersion {
            arn: recipe.arn.clone().unwrap_or_else(|| arn.to_owned()),
            mark: Mark::read(recipe.tags.clone()),
            content: recipe_content(recipe),
        }))
    }

    /// Makes a version of an image recipe and gives its ARN. The same request gives the same answer.
    pub async fn create_recipe(
        &self,
        recipe: &RecipeFile,
        content: &RecipeContent,
        version: &Version,
        mark: &Mark,
    ) -> Result<String, CallError> {
        const ACTION: &str = "imagebuilder:CreateImageRecipe";
        let about = format!("{} {version}", recipe.name);
        let wrong = |error: aws_sdk_imagebuilder::error::BuildError| CallError {
            kind: Kind::Invalid,
            message: error.to_string(),
            ..nothing(ACTION, &about, "")
        };
        let components: Result<Vec<_>, _> = content.components.iter().map(used).collect();
        let components = components.map_err(wrong)?;
        let devices: Vec<_> = content.devices.iter().map(device).collect();
        let watermarks = content.ami_watermarks.clone();
        let request = self
            .client
            .create_image_recipe()
            .name(&recipe.name)
            .semantic_version(version.to_string())
            .parent_image(&content.parent)
            .set_components(Some(components).filter(|list| !list.is_empty()))
            .set_block_device_mappings(Some(devices).filter(|list| !list.is_empty()))
            .set_working_directory(word(&content.working_directory))
            .set_additional_instance_configuration(instance(content))
            .set_ami_tags(some(&content.ami_tags))
            .set_ami_watermarks(Some(watermarks).filter(|list| !list.is_empty()))
            .set_description(recipe.description.clone())
            .set_tags(some(&mark.with(&recipe.tags)))
            .client_token(of_recipe(recipe, content, version, mark));
        let answer = request.send().await;
        let answer = answer.map_err(|error| of_build(ACTION, &about, &error))?;
        answer
            .image_recipe_arn
            .ok_or_else(|| nothing(ACTION, &about, "the ARN of the recipe"))
    }
}

/// What is not there is no error. Image Builder lists none of its own for it where one thing is asked for
/// (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetComponent.html#API_GetComponent_Errors>).
pub(super) fn missing<T>(error: CallError) -> Result<Option<T>, CallError> {
    match error.kind {
        Kind::NotFound | Kind::Invalid => Ok(None),
        _ => Err(error),
    }
}

/// What has this very name.
pub(super) fn by_name(name: &str) -> sdk::Filter {
    sdk::Filter::builder().name("name").values(name).build()
}

/// The version in an ARN of this name.
fn version_of(arn: &str, name: &str) -> Option<Version> {
    let mut path = Parts::of(arn)?.path.split('/');
    let named = path.next() == Some(name);
    let version = path.next().filter(|_| named)?;
    Version::parse(version).ok().filter(|version| !version.has_x())
}

/// A text that is something.
fn word(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn content_of(component: sdk::Component) -> Option<ComponentContent> {
    Some(ComponentContent {
        document: component.data?,
        platform: component.platform?.as_str().to_owned(),
        systems: component
            .supported_os_versions
            .unwrap_or_default()
            .into_iter()
            .collect(),
        description: component.description.unwrap_or_default(),
    })
}

fn recipe_content(recipe: sdk::ImageRecipe) -> RecipeContent {
    let components = recipe.components.unwrap_or_default();
    let devices = recipe.block_device_mappings.unwrap_or_default();
    let instance = recipe.additional_instance_configuration;
    let (agent, user_data) = instance.map_or((None, None), |instance| {
        (instance.systems_manager_agent, instance.user_data_override)
    });
    RecipeContent {
        parent: recipe.parent_image.unwrap_or_default(),
        components: components.into_iter().map(found_used).collect(),
        devices: devices.into_iter().map(found_device).collect(),
        working_directory: recipe.working_directory.unwrap_or_default(),
        uninstall_agent: agent
            .and_then(|agent| agent.uninstall_after_build)
            .unwrap_or_default(),
        user_data: user_data.unwrap_or_default(),
        ami_tags: recipe.ami_tags.unwrap_or_default().into_iter().collect(),
        ami_watermarks: recipe.ami_watermarks.unwrap_or_default(),
    }
}

fn found_used(used: sdk::ComponentConfiguration) -> Used {
    let parameters = used.parameters.unwrap_or_default();
    let parameters: BTreeMap<_, _> = parameters
        .into_iter()
        .map(|parameter| (parameter.name, parameter.value))
        .collect();
    Used {
        arn: used.component_arn,
        parameters,
    }
}

fn found_device(device: sdk::InstanceBlockDeviceMapping) -> Device {
    Device {
        name: device.device_name,
        virtual_name: device.virtual_name,
        none: device.no_device.is_some(),
        ebs: device.ebs.map(|ebs| Ebs {
            encrypted: ebs.encrypted,
            delete_on_termination: ebs.delete_on_termination,
            iops: ebs.iops,
            kms_key: ebs.kms_key_id,
            snapshot: ebs.snapshot_id,
            size: ebs.volume_size,
            kind: ebs.volume_type.map(|kind| kind.as_str().to_owned()),
            throughput: ebs.throughput,
        }),
    }
}

fn used(used: &Used) -> Result<sdk::ComponentConfiguration, aws_sdk_imagebuilder::error::BuildError> {
    let parameters: Result<Vec<_>, _> = used
        .parameters
        .iter()
        .map(|(name, value)| {
            sdk::ComponentParameter::builder()
                .name(name)
                .set_value(Some(value.clone()))
                .build()
        })
        .collect();
    sdk::ComponentConfiguration::builder()
        .component_arn(&used.arn)
        .set_parameters(Some(parameters?).filter(|list| !list.is_empty()))
        .build()
}

fn device(device: &Device) -> sdk::InstanceBlockDeviceMapping {
    let ebs = device.ebs.as_ref().map(|ebs| {
        sdk::EbsInstanceBlockDeviceSpecification::builder()
            .set_encrypted(ebs.encrypted)
            .set_delete_on_termination(ebs.delete_on_termination)
            .set_iops(ebs.iops)
            .set_kms_key_id(ebs.kms_key.clone())
            .set_snapshot_id(ebs.snapshot.clone())
            .set_volume_size(ebs.size)
            .set_volume_type(ebs.kind.as_deref().map(Into::into))
            .set_throughput(ebs.throughput)
            .build()
    });
    sdk::InstanceBlockDeviceMapping::builder()
        .set_device_name(device.name.clone())
        .set_virtual_name(device.virtual_name.clone())
        .set_no_device(device.none.then(String::new))
        .set_ebs(ebs)
        .build()
}

fn instance(content: &RecipeContent) -> Option<sdk::AdditionalInstanceConfiguration> {
    let agent = content.uninstall_agent.then(|| {
        sdk::SystemsManagerAgent::builder()
            .uninstall_after_build(true)
            .build()
    });
    let user_data = word(&content.user_data);
    (agent.is_some() || user_data.is_some()).then(|| {
        sdk::AdditionalInstanceConfiguration::builder()
            .set_systems_manager_agent(agent)
            .set_user_data_override(user_data)
            .build()
    })
}
