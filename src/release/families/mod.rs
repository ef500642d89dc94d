//! The families of images, one file each: how their images and parameters are named, who owns them, how long they launch.
//!
//! A row is data and small functions between names and [`Identity`]. What a name says is only what it claims: the owner
//! proves it. Facts about AWS name their page in `source`.

mod al2;
mod al2023;
mod bottlerocket;
mod debian;
mod ecs_al2;
mod ecs_al2023;
mod eks_al2;
mod eks_al2023;
mod suse;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod ubuntu;
mod ubuntu_eks;
mod windows;
mod windows_ecs;
mod windows_eks;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::grammar::{Found, Grammar};
use super::identity::{Architecture, Identity, Version};
use super::owners::{Expected, Owner};

/// One row.
#[derive(Debug)]
pub struct Family {
    /// The file's name with `-` for `_`, such as `windows-eks`.
    pub name: &'static str,
    /// What it is, one line for the documentation.
    pub about: &'static str,
    /// The page that names its parameters.
    pub source: &'static str,
    /// The product, as labels begin: `Windows Server`.
    pub title: &'static str,
    /// Whom the images are made for, `EKS` or `ECS`.
    pub service: Option<&'static str>,
    /// The names of its images; of several families whose expression fits, the first of [`ALL`] is right.
    pub names: Grammar,
    /// What an image name says.
    pub named: fn(&Found<'_>) -> Option<Named>,
    /// The names of its parameters, of every leaf and of the document above them.
    pub parameters: Grammar,
    /// What a parameter name says.
    pub asked: fn(&Found<'_>) -> Option<Identity>,
    /// The parameter whose value is the newest id.
    pub parameter: fn(&Identity) -> Option<String>,
    /// What stands for `/image_id` in the name of the parameter that tells the release version of node groups.
    pub release_version: Option<&'static str>,
    /// What fits the names of all its images of an identity and of no other, as EC2's filter `name` reads it: `*` and `?`.
    pub pattern: fn(&Identity) -> Option<String>,
    /// The name of the image of a release.
    pub name_of: fn(&Identity, &Version) -> Option<String>,
    /// The family and version of a Karpenter alias.
    pub alias: Option<Alias>,
    /// Who owns its images.
    pub owner: Owner,
    /// What EC2 has to say as `Platform`.
    pub platform: Option<&'static str>,
    /// The architecture of all its images, where there is only one.
    pub architecture: Option<Architecture>,
    /// For how many months after its release an image can be launched, where that is published.
    pub public_months: Option<i32>,
    /// The label of an identity; [`of_parts`] does for most.
    pub label: fn(&Family, &Identity) -> String,
}

/// The grammar of a Karpenter alias, `family@vVERSION`
/// (<https://karpenter.sh/docs/concepts/nodeclasses/#specamiselectorterms>).
#[derive(Clone, Copy, Debug)]
pub struct Alias {
    /// The word before `@`.
    pub word: &'static str,
    /// The version of a release as the alias writes it, without the `v`.
    pub write: fn(&Version) -> Option<String>,
    /// The other direction.
    pub read: fn(&str) -> Option<Version>,
}

/// What the name of an image says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is.
    pub identity: Identity,
    /// Which release.
    pub version: Version,
    /// The day in the name.
    pub released: Option<Date>,
}

/// Every family, the special before the general.
pub static ALL: [&Family; 14] = [
    &windows_eks::FAMILY,
    &windows_ecs::FAMILY,
    &windows::FAMILY,
    &eks_al2023::FAMILY,
    &eks_al2::FAMILY,
    &al2023::FAMILY,
    &al2::FAMILY,
    &ecs_al2023::FAMILY,
    &ecs_al2::FAMILY,
    &bottlerocket::FAMILY,
    &ubuntu_eks::FAMILY,
    &ubuntu::FAMILY,
    &debian::FAMILY,
    &suse::FAMILY,
];

/// The family of a name such as `windows-eks`.
pub fn family(name: &str) -> Option<&'static Family> {
    ALL.into_iter().find(|family| family.name == name)
}

/// What the name of an image claims. A name of no known form, or with a day that does not exist, claims nothing.
pub fn of_name(name: &str) -> Option<Named> {
    let (family, found) = ALL.iter().find_map(|f| Some((f, f.names.read(name)?)))?;
    (family.named)(&found)
}

/// What the images are that a parameter names: any leaf, the document above the leaves, or the parameter of one release.
pub fn of_parameter(parameter: &str) -> Option<Identity> {
    ALL.iter()
        .find_map(|f| Some((f, f.parameters.read(parameter)?)))
        .and_then(|(family, found)| (family.asked)(&found))
}

/// What a Karpenter alias such as `al2023@v20260714` says. It leaves the minor of Kubernetes and the architecture open.
/// `latest` is no release.
pub fn of_alias(alias: &str) -> Option<Named> {
    let (word, version) = alias.split_once("@v")?;
    ALL.iter().find_map(|family| {
        let grammar = family.alias.filter(|alias| alias.word == word)?;
        let version = (grammar.read)(version)?;
        let released = version.day("").and_then(|day| super::identity::day(&day));
        Some(Named {
            identity: Identity::of(family.name),
            version,
            released,
        })
    })
}

/// The parameter whose value is the id of the newest image. None when the identity lacks a part that the name needs.
pub fn parameter_of(identity: &Identity) -> Option<String> {
    (family(identity.family)?.parameter)(identity)
}

/// What an identity lacks to name a parameter, in words for people; none when it names one, or no parts of these would help.
pub fn lacks(identity: &Identity) -> Vec<&'static str> {
    type Part = (&'static str, fn(&mut Identity));
    let fill: [Part; 3] = [
        ("minor of Kubernetes", |identity| {
            identity.kubernetes.get_or_insert_with(|| "1.30".to_owned());
        }),
        ("architecture", |identity| {
            identity.architecture.get_or_insert(Architecture::X86_64);
        }),
        ("variant", |identity| {
            identity.variant.get_or_insert_with(|| "standard".to_owned());
        }),
    ];
    let names_one = |left_open: Option<usize>| {
        let mut filled = identity.clone();
        for (_, part) in fill.iter().enumerate().filter(|(at, _)| Some(*at) != left_open) {
            (part.1)(&mut filled);
        }
        parameter_of(&filled).is_some()
    };
    if !names_one(None) {
        return Vec::new();
    }
    let lacking = (0..fill.len()).filter(|at| !names_one(Some(*at)));
    lacking.map(|at| fill[at].0).collect()
}

/// The parameter that tells the release version of a node group: its value, or a document that has it.
pub fn release_version_parameter(identity: &Identity) -> Option<String> {
    let leaf = family(identity.family)?.release_version?;
    identity.kubernetes.as_ref()?;
    let parameter = parameter_of(identity)?;
    Some(format!("{}{leaf}", parameter.strip_suffix("/image_id")?))
}

/// The parameter that tells the release version of an older image, where a family publishes parameters for each image it has
/// published (<https://github.com/awslabs/amazon-eks-ami/issues/531>).
pub fn release_version_of_image(identity: &Identity, image: &str) -> Option<String> {
    let newest = release_version_parameter(identity)?;
    let (stem, leaf) = newest.split_once("/recommended/")?;
    Some(format!("{stem}/{image}/{leaf}"))
}

/// What fits the names of all images of an identity and of no other of its family: `*` stands for any text, `?` for one
/// character. None when the identity leaves a part open that the names have.
pub fn name_pattern(identity: &Identity) -> Option<String> {
    (family(identity.family)?.pattern)(identity)
}

/// Who may own an image in a region. Nothing is known of a family that is not listed.
pub fn owner(identity: &Identity, region: &str) -> Expected {
    family(identity.family).map_or_else(Expected::default, |family| family.owner.expected(region))
}

/// What EC2 has to say as `Platform`: `windows`, or none for anything else.
pub fn platform(identity: &Identity) -> Option<&'static str> {
    family(identity.family)?.platform
}

/// What EC2 has to say as `Architecture`; none when the identity leaves it open.
pub fn architecture(identity: &Identity) -> Option<Architecture> {
    identity
        .architecture
        .or_else(|| family(identity.family)?.architecture)
}

/// The name of the image of a release, where nothing but identity and version is in it.
pub fn name_of(identity: &Identity, version: &Version) -> Option<String> {
    (family(identity.family)?.name_of)(identity, version)
}

/// The Karpenter alias of a release: `al2023@v20260714`, `bottlerocket@v1.46.0`.
pub fn alias_of(identity: &Identity, version: &Version) -> Option<String> {
    let alias = family(identity.family)?.alias?;
    Some(format!("{}@v{}", alias.word, (alias.write)(version)?))
}

/// A forecast of the day from which on an image of this family cannot be launched any more: AWS makes EKS optimized Windows
/// images private four months after their release
/// (<https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-windows-ami.html>) and its other Windows images after
/// three (<https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-ami-versions.html>). None for families
/// without such a rule: a deprecated image can still be launched by its id.
pub fn stops_launching(identity: &Identity, released: Option<Date>) -> Option<Date> {
    let months = family(identity.family)?.public_months?;
    released?.checked_add(months.months()).ok()
}

/// Whether two releases of an operating system may be the same: one without a service pack (`15`) stands for its newest.
pub(super) fn same_release(a: &str, b: &str) -> bool {
    let within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with('-'));
    a == b || within(a, b) || within(b, a)
}

/// Whether two variants may be the same. A parameter of the `default` kernel names the image of a numbered one, and which one
/// changes with time (<https://docs.aws.amazon.com/linux/al2023/ug/ec2.html>).
pub(super) fn same_variant(a: &str, b: &str) -> bool {
    fn without_kernel(variant: &str) -> Vec<&str> {
        let mut words: Vec<&str> = variant.split('-').collect();
        if let Some(at) = words.iter().position(|word| *word == "kernel") {
            words.drain(at..(at + 2).min(words.len()));
        }
        words
    }
    let default = |variant: &str| variant.contains("kernel-default");
    a == b || (default(a) || default(b)) && without_kernel(a) == without_kernel(b)
}

/// A label made of the parts: title, release, edition, for whom, and in brackets what else there is.
pub fn of_parts(family: &Family, identity: &Identity) -> String {
    let mut words = vec![family.title];
    words.extend(identity.os.as_deref());
    words.extend(identity.edition.as_deref());
    let service = family.service.or(identity.kubernetes.as_ref().map(|_| "EKS"));
    if let Some(service) = service {
        words.extend(["for", service]);
        words.extend(identity.kubernetes.as_deref());
    }
    let variant = identity.variant.as_deref().filter(|v| *v != "standard");
    let details: Vec<&str> = variant
        .into_iter()
        .chain(identity.architecture.map(Architecture::word))
        .collect();
    let label = words.join(" ");
    if details.is_empty() {
        label
    } else {
        format!("{label} ({})", details.join(", "))
    }
}

/// The alias of EKS's Amazon Linux: the day without separators.
const fn dated_alias(word: &'static str) -> Alias {
    Alias {
        word,
        write: |version| version.day(""),
        read: |text| {
            let plain = text.len() == 8;
            Version::of_date(text)
                .filter(|_| plain)
                .map(|(version, _)| version)
        },
    }
}
