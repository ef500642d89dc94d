//! What a version is made of: two of the same content are the same, whatever their numbers.

use std::collections::{BTreeMap, BTreeSet};

/// What a component is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComponentContent {
    /// The document, a text.
    pub document: String,
    /// `Windows`, `Linux`, `macOS`.
    pub platform: String,
    /// The versions of operating systems that it is for, in no order.
    pub systems: BTreeSet<String>,
    /// What it does, in words; empty when nobody says.
    pub description: String,
}

impl ComponentContent {
    /// What of it is another, with its verb; nothing when it is the same. A document is compared as a text, comments included.
    /// How its lines end, and empty lines behind its last one, do not count: a checkout may change them.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        let document = |content: &Self| content.document.replace("\r\n", "\n").trim_end().to_owned();
        if document(self) != document(other) {
            return Some("its document changed");
        }
        if self.platform != other.platform {
            return Some("its platform changed");
        }
        if self.systems != other.systems {
            return Some("its operating systems changed");
        }
        (self.description != other.description).then_some("its description changed")
    }
}

/// What an image recipe is made of. Its description and its own tags change no image, so they are not part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecipeContent {
    /// The parent image: an AMI id, an ARN, `ssm:…`, a product.
    pub parent: String,
    /// Its components, in order.
    pub components: Vec<Used>,
    /// Its volumes, in order.
    pub devices: Vec<Device>,
    /// The working directory; empty when nobody says.
    pub working_directory: String,
    /// Whether the SSM agent goes after the build. Nothing is no.
    pub uninstall_agent: bool,
    /// The user data of the build instance, base64; empty when nobody says.
    pub user_data: String,
    /// Tags of the AMI.
    pub ami_tags: BTreeMap<String, String>,
    /// Watermarks of the AMI, in order.
    pub ami_watermarks: Vec<String>,
}

/// A component of a recipe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Its ARN.
    pub arn: String,
    /// What the recipe sets, by name.
    pub parameters: BTreeMap<String, Vec<String>>,
}

/// A block device of a recipe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Device {
    /// `/dev/xvda`.
    pub name: Option<String>,
    /// `ephemeral0`.
    pub virtual_name: Option<String>,
    /// Whether a mapping of the parent image is taken away. The API says so by an empty text.
    pub none: bool,
    /// The volume.
    pub ebs: Option<Ebs>,
}

/// A volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ebs {
    /// `encrypted`.
    pub encrypted: Option<bool>,
    /// `deleteOnTermination`.
    pub delete_on_termination: Option<bool>,
    /// `iops`.
    pub iops: Option<i32>,
    /// `kmsKeyId`.
    pub kms_key: Option<String>,
    /// `snapshotId`.
    pub snapshot: Option<String>,
    /// `volumeSize`.
    pub size: Option<i32>,
    /// `volumeType`.
    pub kind: Option<String>,
    /// `throughput`.
    pub throughput: Option<i32>,
}

impl RecipeContent {
    /// What of it is another, with its verb; nothing when it is the same.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        if self.parent != other.parent {
            return Some("the parent image changed");
        }
        let arns = |content: &Self| -> Vec<String> {
            content.components.iter().map(|used| used.arn.clone()).collect()
        };
        if arns(self) != arns(other) {
            return Some("the components changed");
        }
        if self.components != other.components {
            return Some("the parameters of the components changed");
        }
        if self.devices != other.devices {
            return Some("the volumes changed");
        }
        if self.working_directory != other.working_directory {
            return Some("the working directory changed");
        }
        if (self.uninstall_agent, &self.user_data) != (other.uninstall_agent, &other.user_data) {
            return Some("the settings of the instance changed");
        }
        let ami = |content: &Self| (content.ami_tags.clone(), content.ami_watermarks.clone());
        (ami(self) != ami(other)).then_some("the tags or watermarks of the AMI changed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_what_counts_of_it() {
        let base = ComponentContent {
            document: "name: a\nphases: []\n".to_owned(),
            platform: "Linux".to_owned(),
            systems: ["Ubuntu".to_owned(), "Amazon Linux".to_owned()].into(),
            description: String::new(),
        };
        let of = |change: fn(&mut ComponentContent)| {
            let mut other = base.clone();
            change(&mut other);
            base.differs(&other)
        };
        assert_eq!(of(|_| {}), None);
        assert_eq!(
            of(|other| other.document = "name: a\r\nphases: []\r\n\r\n".to_owned()),
            None
        );
        assert_eq!(
            of(|other| other.document.push_str("# why\n")),
            Some("its document changed")
        );
        assert_eq!(
            of(|other| other.document = other.document.replace("a\n", "a \n")),
            Some("its document changed")
        );
        assert_eq!(
            of(|other| other.platform = "Windows".to_owned()),
            Some("its platform changed")
        );
        assert_eq!(
            of(|other| other.systems.clear()),
            Some("its operating systems changed")
        );
        assert_eq!(
            of(|other| other.description = "new".to_owned()),
            Some("its description changed")
        );
    }

    #[test]
    fn a_recipe_is_what_changes_its_images() {
        let used = |arn: &str| Used {
            arn: arn.to_owned(),
            parameters: [("A".to_owned(), vec!["1".to_owned()])].into(),
        };
        let base = RecipeContent {
            parent: "ssm:/a".to_owned(),
            components: vec![used("arn:a"), used("arn:b")],
            devices: vec![Device {
                name: Some("/dev/xvda".to_owned()),
                ebs: Some(Ebs {
                    size: Some(30),
                    ..Ebs::default()
                }),
                ..Device::default()
            }],
            ..RecipeContent::default()
        };
        let of = |change: fn(&mut RecipeContent)| {
            let mut other = base.clone();
            change(&mut other);
            base.differs(&other)
        };
        assert_eq!(of(|_| {}), None);
        for (change, said) in [
            (
                (|other: &mut RecipeContent| other.parent.push('b')) as fn(&mut RecipeContent),
                "the parent image changed",
            ),
            (|other| other.components.swap(0, 1), "the components changed"),
            (
                |other| other.components[1].parameters.clear(),
                "the parameters of the components changed",
            ),
            (|other| other.devices.clear(), "the volumes changed"),
            (
                |other| other.working_directory = "/opt".to_owned(),
                "the working directory changed",
            ),
            (
                |other| other.uninstall_agent = true,
                "the settings of the instance changed",
            ),
            (
                |other| other.user_data = "IyE=".to_owned(),
                "the settings of the instance changed",
            ),
            (
                |other| {
                    other.ami_tags.insert("a".to_owned(), "b".to_owned());
                },
                "the tags or watermarks of the AMI changed",
            ),
        ] {
            assert_eq!(of(change), Some(said));
        }
    }
}
