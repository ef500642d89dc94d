//! The words of Image Builder for where an image is, and what they mean for somebody who waits.
//! <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ImageState.html>

/// Where an image is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It waits for its turn.
    Pending,
    /// Its instance is being made.
    Creating,
    /// Components run.
    Building,
    /// Tests run on the image.
    Testing,
    /// The image is copied to regions and accounts.
    Distributing,
    /// Launch templates, parameters, Fast Launch, licences and exports follow the copies.
    Integrating,
    /// The image can be used.
    Available,
    /// Nothing came of it.
    Failed,
    /// Somebody cancelled it.
    Cancelled,
    /// It was available, and is deprecated now.
    Deprecated,
    /// It was available, and is deleted now.
    Deleted,
    /// It was available, and is disabled now.
    Disabled,
    /// A word that is not known here: the image counts as running.
    Other(String),
}

/// What a status means for somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// There is more to come.
    Running,
    /// It ended well.
    Succeeded,
    /// It failed.
    Failed,
    /// It was cancelled.
    Cancelled,
    /// It ended well once and is not in use any more.
    Retired,
}

/// What has a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// From the request until the image of the instance is taken.
    Building,
    /// Tests.
    Testing,
    /// Copies, and what follows them.
    Distributing,
}

/// Every status that is known, with its word.
const WORDS: [(&str, Status); 12] = [
    ("PENDING", Status::Pending),
    ("CREATING", Status::Creating),
    ("BUILDING", Status::Building),
    ("TESTING", Status::Testing),
    ("DISTRIBUTING", Status::Distributing),
    ("INTEGRATING", Status::Integrating),
    ("AVAILABLE", Status::Available),
    ("FAILED", Status::Failed),
    ("CANCELLED", Status::Cancelled),
    ("DEPRECATED", Status::Deprecated),
    ("DELETED", Status::Deleted),
    ("DISABLED", Status::Disabled),
];

impl Status {
    /// Reads the word of AWS.
    pub fn parse(word: &str) -> Self {
        WORDS
            .iter()
            .find(|(known, _)| *known == word)
            .map_or_else(|| Self::Other(word.to_owned()), |(_, status)| status.clone())
    }

    /// The word of AWS.
    pub fn word(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => WORDS
                .iter()
                .find(|(_, status)| status == known)
                .map_or("", |(word, _)| word),
        }
    }

    /// What it means for somebody who waits.
    pub fn class(&self) -> Class {
        match self {
            Self::Available => Class::Succeeded,
            Self::Failed => Class::Failed,
            Self::Cancelled => Class::Cancelled,
            Self::Deprecated | Self::Deleted | Self::Disabled => Class::Retired,
            _ => Class::Running,
        }
    }

    /// The stage that it belongs to; none when the image is at rest or the word is not known.
    pub fn stage(&self) -> Option<Stage> {
        match self {
            Self::Pending | Self::Creating | Self::Building => Some(Stage::Building),
            Self::Testing => Some(Stage::Testing),
            Self::Distributing | Self::Integrating => Some(Stage::Distributing),
            _ => None,
        }
    }
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Building, Self::Testing, Self::Distributing];

    /// The stage that a workflow of this kind belongs to; none when the word is not known.
    /// <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_WorkflowExecutionMetadata.html>
    pub fn of_workflow(kind: &str) -> Option<Self> {
        match kind {
            "BUILD" => Some(Self::Building),
            "TEST" => Some(Self::Testing),
            "DISTRIBUTION" => Some(Self::Distributing),
            _ => None,
        }
    }

    /// The word for people and in the document.
    pub fn word(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Testing => "testing",
            Self::Distributing => "distributing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_unknown_ones_count_as_running() {
        for (word, status) in &WORDS {
            assert_eq!(&Status::parse(word), status);
            assert_eq!(status.word(), *word);
        }
        let unknown = Status::parse("POLISHING");
        assert_eq!(
            (unknown.word(), unknown.class(), unknown.stage()),
            ("POLISHING", Class::Running, None)
        );
    }

    #[test]
    fn what_runs_has_a_stage() {
        for (word, status) in &WORDS {
            assert_eq!(
                status.stage().is_some(),
                status.class() == Class::Running,
                "{word}"
            );
        }
    }
}
