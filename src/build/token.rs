//! Client tokens: by them Image Builder knows a request that it has had before
//! (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html>, `clientToken`).
//!
//! A run that is started again asks with the token of its first attempt and is told of the build that this one began, so a
//! build is never begun twice. Only when that build came to nothing is there another token, and another build.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::port::Start;

/// The longest token.
pub const LONGEST: usize = 64;

/// What tokens begin with: a person who reads a trail of calls sees whose request it was.
pub(super) const FRONT: &str = "amiforge-";

/// What a token is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<'a> {
    /// Whose it is: `github.com/octocat/images`.
    pub repository: &'a str,
    /// The id of the workflow run.
    pub run: &'a str,
    /// What is to be built.
    pub start: &'a Start,
}

impl Wish<'_> {
    /// The token of a try, from 1. The first one is the same in every attempt of a run, and so is every other.
    pub fn token(&self, nth: u32) -> String {
        let mut sum = Sha256::new();
        // Each part with its length, so that no two lists of parts read alike.
        let mut add = |part: &str| {
            sum.update((part.len() as u64).to_be_bytes());
            sum.update(part.as_bytes());
        };
        add(self.repository);
        add(self.run);
        if nth > 1 {
            add(&nth.to_string());
        }
        match self.start {
            Start::Pipeline { arn } => {
                add("pipeline");
                add(arn);
            }
            Start::Image {
                recipe,
                infrastructure,
                distribution,
                workflows,
                role,
                scan,
            } => {
                add("image");
                add(recipe);
                add(infrastructure);
                add(distribution.as_deref().unwrap_or_default());
                add(role.as_deref().unwrap_or_default());
                for workflow in workflows {
                    add(workflow);
                }
                if *scan {
                    add("scan");
                }
            }
        }
        of_sum(FRONT, &sum.finalize())
    }
}

/// The token of a request to cancel an image: the same for everybody who asks, because it is one request.
pub fn of_cancel(image: &str) -> String {
    let mut sum = Sha256::new();
    sum.update(b"cancel ");
    sum.update(image.as_bytes());
    of_sum(FRONT, &sum.finalize())
}

/// The token of a sum.
pub(super) fn of_sum(front: &str, sum: &[u8]) -> String {
    let mut out = front.to_owned();
    for byte in sum {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out.truncate(LONGEST);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn image(workflows: &[&str], role: Option<&str>) -> Start {
        Start::Image {
            recipe: "arn:recipe".to_owned(),
            infrastructure: "arn:infrastructure".to_owned(),
            distribution: None,
            workflows: workflows.iter().map(|arn| (*arn).to_owned()).collect(),
            role: role.map(str::to_owned),
            scan: false,
        }
    }

    fn token(repository: &str, run: &str, start: &Start, nth: u32) -> String {
        Wish {
            repository,
            run,
            start,
        }
        .token(nth)
    }

    #[test]
    fn a_token_is_a_function_of_what_is_wished_and_of_nothing_else() {
        let start = image(&["arn:w"], None);
        assert_eq!(
            token("github.com/o/r", "1", &start, 1),
            token("github.com/o/r", "1", &start.clone(), 1)
        );
        // Known beforehand, so that a new version of the program joins the builds of an older one.
        let pipeline = Start::Pipeline {
            arn: "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden".to_owned(),
        };
        assert_eq!(
            token("github.com/octocat/images", "42", &pipeline, 1),
            "amiforge-17253b7099ee86093f537b5c0d19d451565b88d5fb8fc15f04f5c78"
        );
    }

    #[test]
    fn whatever_differs_makes_another_token_of_the_right_length() {
        let pipeline = |arn: &str| Start::Pipeline { arn: arn.to_owned() };
        let with = |recipe: &str, infrastructure: &str, distribution: Option<&str>| Start::Image {
            recipe: recipe.to_owned(),
            infrastructure: infrastructure.to_owned(),
            distribution: distribution.map(str::to_owned),
            workflows: Vec::new(),
            role: None,
            scan: false,
        };
        let scanned = Start::Image {
            recipe: "a".to_owned(),
            infrastructure: "b".to_owned(),
            distribution: None,
            workflows: Vec::new(),
            role: None,
            scan: true,
        };
        let all = [
            token("o/r", "1", &scanned, 1),
            token("o/r", "1", &with("a", "b", None), 1),
            token("o/r", "1", &with("c", "b", None), 1),
            token("o/r", "1", &with("a", "c", None), 1),
            token("o/r", "1", &with("a", "b", Some("c")), 1),
            token("o/r", "1", &with("a", "b", Some("d")), 1),
            token("o/r", "1", &image(&[], None), 1),
            token("o/r", "1", &image(&[], None), 2),
            token("o/r", "1", &image(&[], None), 3),
            token("o/r", "12", &image(&[], None), 1),
            token("o/r1", "2", &image(&[], None), 1),
            token("o/r", "1", &image(&["a"], None), 1),
            token("o/r", "1", &image(&["a", "b"], None), 1),
            token("o/r", "1", &image(&["ab"], None), 1),
            token("o/r", "1", &image(&["b", "a"], None), 1),
            token("o/r", "1", &image(&[], Some("a")), 1),
            token("o/r", "1", &pipeline("a"), 1),
            token("o/r", "1", &pipeline("b"), 1),
            of_cancel("a"),
            of_cancel("b"),
        ];
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        for token in all {
            assert_eq!(token.len(), LONGEST);
            assert!(
                token
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
            );
        }
    }
}
