//! What is proven about an image before a pin may move to it.

/// One proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was to be shown.
    pub what: Proof,
    /// The fact that it rests on, for people: "EC2 in eu-west-1 as 123456789012". From outside, not escaped.
    pub from: String,
    /// Whether it was shown.
    pub proved: Proved,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The image exists and can be launched.
    Available,
    /// The account's allowed-images setting lets it through.
    Allowed,
    /// The account that is known to publish this owns it.
    Owner,
    /// Its name is one that the family gives its images.
    Family,
    /// Windows or not.
    Platform,
    /// Core or Full.
    Edition,
    /// Processor architecture.
    Architecture,
    /// Minor version of Kubernetes.
    Kubernetes,
}

/// Whether something was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proved {
    /// It was.
    Proved,
    /// It could not be, and that is no fault of the image; the reason is the end of a sentence.
    NotProved(String),
    /// It is not so; the reason is the end of a sentence. An image with such a proof is never taken.
    Failed(String),
}

impl Proof {
    /// What was to be shown, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Available => "exists and can be launched",
            Self::Allowed => "allowed in the account",
            Self::Owner => "owned by its publisher",
            Self::Family => "named like its family",
            Self::Platform => "platform",
            Self::Edition => "edition",
            Self::Architecture => "architecture",
            Self::Kubernetes => "Kubernetes minor",
        }
    }
}
