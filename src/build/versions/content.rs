//! What a version is made of: two of the same content are the same, whatever their numbers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Mark;

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
    /// What of a version with this mark is another, with its verb.
    pub fn differs_from(&self, there: &Self, mark: &Mark) -> Option<&'static str> {
        (mark.content.as_ref() != Some(&self.sum()))
            .then(|| self.differs(there))
            .flatten()
    }

    /// The sum by which a version is known again.
    pub fn sum(&self) -> String {
        sum(&format!(
            "{:?} {:?} {:?} {:?}",
            self.text(),
            self.platform,
            self.systems,
            self.description
        ))
    }

    fn text(&self) -> String {
        self.document.replace("\r\n", "\n").trim_end().to_owned()
    }

    /// What of it is another, with its verb; nothing when it is the same. A document is compared as a text, comments included.
    /// How its lines end, and empty lines behind its last one, do not count: a checkout may change them.
    pub fn differs(&self, other: &Self) -> Option<&'static str> {
        if self.text() != other.text() {
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

/// A sum, short enough to be read aloud.
fn sum(text: &str) -> String {
    const BYTES: usize = 20;
    let mut out = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(BYTES) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}

impl Ebs {
    fn within(self, file: &Self) -> Self {
        fn named<T>(value: Option<T>, file: Option<&T>) -> Option<T> {
            value.filter(|_| file.is_some())
        }
        Self {
            encrypted: named(self.encrypted, file.encrypted.as_ref()),
            delete_on_termination: named(self.delete_on_termination, file.delete_on_termination.as_ref()),
            iops: named(self.iops, file.iops.as_ref()),
            kms_key: named(self.kms_key, file.kms_key.as_ref()),
            snapshot: named(self.snapshot, file.snapshot.as_ref()),
            size: named(self.size, file.size.as_ref()),
            kind: named(self.kind, file.kind.as_ref()),
            throughput: named(self.throughput, file.throughput.as_ref()),
        }
    }
}

impl RecipeContent {
    /// What of a version with this mark is another, with its verb. One that was made elsewhere says nothing of what was asked for,
    /// so what the file leaves out is as AWS has it.
    pub fn differs_from(&self, there: &Self, mark: &Mark) -> Option<&'static str> {
        match &mark.content {
            Some(content) if *content == self.sum() => None,
            Some(_) => self.differs(there),
            None => self.differs(&there.within(self)),
        }
    }

    /// The sum by which a version is known again.
    pub fn sum(&self) -> String {
        sum(&format!("{self:?}"))
    }

    /// The same without what a file leaves out, which AWS may fill in.
    fn within(&self, file: &Self) -> Self {
        let mut out = self.clone();
        if file.devices.is_empty() {
            out.devices.clear();
        }
        let place = |device: &Device| file.devices.iter().position(|named| named.name == device.name);
        out.devices
            .sort_by_key(|device| place(device).unwrap_or(usize::MAX));
        for (device, named) in out.devices.iter_mut().zip(&file.devices) {
            device.virtual_name = device
                .virtual_name
                .take()
                .filter(|_| named.virtual_name.is_some());
            device.ebs = match (device.ebs.take(), &named.ebs) {
                (Some(ebs), Some(named)) => Some(ebs.within(named)),
                _ => None,
            };
        }
        if file.working_directory.is_empty() {
            out.working_directory.clear();
        }
        if file.user_data.is_empty() {
            out.user_data.clear();
        }
        if file.ami_tags.is_empty() {
            out.ami_tags.clear();
        }
        if file.ami_watermarks.is_empty() {
            out.ami_watermarks.clear();
        }
        out
    }

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

    fn marked(content: String) -> Mark {
        Mark {
            content: Some(content),
            line: None,
        }
    }

    #[test]
    fn what_aws_fills_in_makes_no_new_version() {
        let file = RecipeContent {
            parent: "ssm:/a".to_owned(),
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
        let mut there = file.clone();
        there.working_directory = "/tmp".to_owned();
        there.user_data = "IyE=".to_owned();
        if let Some(ebs) = &mut there.devices[0].ebs {
            (ebs.encrypted, ebs.kind) = (Some(false), Some("gp3".to_owned()));
        }
        // Made elsewhere, and made here of the same; then AWS may even resolve what is named.
        assert_eq!(file.differs_from(&there, &Mark::default()), None);
        there.parent = "ami-0e5b1c7a9d3f20468".to_owned();
        assert_eq!(file.differs_from(&there, &marked(file.sum())), None);
        assert_eq!(
            file.differs_from(&there, &Mark::default()),
            Some("the parent image changed")
        );

        // What the file names counts, and of what was made here also what it does not name any more.
        let mut larger = file.clone();
        larger.devices[0].ebs = Some(Ebs {
            size: Some(40),
            ..Ebs::default()
        });
        assert_eq!(
            larger.differs_from(&file, &Mark::default()),
            Some("the volumes changed")
        );
        let none = RecipeContent {
            devices: Vec::new(),
            ..file.clone()
        };
        assert_eq!(none.differs_from(&file, &Mark::default()), None);
        assert_eq!(
            none.differs_from(&file, &marked(file.sum())),
            Some("the volumes changed")
        );
        // A sum that was made another way is no difference by itself.
        assert_eq!(file.differs_from(&file, &marked("old".to_owned())), None);
    }

    #[test]
    fn the_sum_of_a_component_is_that_of_what_counts() {
        let file = ComponentContent {
            document: "name: a\n".to_owned(),
            platform: "Linux".to_owned(),
            ..ComponentContent::default()
        };
        let mut there = file.clone();
        there.document = "name: a\r\n\r\n".to_owned();
        assert_eq!(file.sum(), there.sum());
        there.description = "filled in".to_owned();
        assert_eq!(file.differs_from(&there, &marked(file.sum())), None);
        assert_eq!(
            file.differs_from(&there, &Mark::default()),
            Some("its description changed")
        );
        assert_ne!(file.sum(), there.sum());
    }
}
