//! Which findings another finding claims, in little time also for thousands of both.

use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// What the findings of a file claim.
#[derive(Debug)]
pub(super) struct Claims {
    /// Where each claim starts, in order.
    starts: Vec<u32>,
    /// For each claim and those before it: the furthest end, and the furthest end of any other rule.
    ends: Vec<[(u32, &'static str); 2]>,
}

impl Claims {
    pub(super) fn of(found: &[Diagnostic]) -> Self {
        let mut claims: Vec<(Span, &'static str)> =
            found.iter().filter_map(|d| Some((d.claims?, d.rule))).collect();
        claims.sort_unstable();
        let mut ends = Vec::with_capacity(claims.len());
        let mut furthest = [(0, ""); 2];
        for (span, rule) in &claims {
            let new = (span.end, *rule);
            let [first, second] = furthest;
            // An empty name stands for no claim and gives way to any.
            let beats = |old: (u32, &str)| old.1.is_empty() || old.0 < new.0;
            furthest = if first.1 == *rule {
                [first.max(new), second]
            } else if beats(first) {
                [new, first]
            } else if beats(second) {
                [first, new]
            } else {
                furthest
            };
            ends.push(furthest);
        }
        Self {
            starts: claims.iter().map(|(span, _)| span.start).collect(),
            ends,
        }
    }

    /// Whether a finding of another rule claims the place of this one.
    pub(super) fn cover(&self, finding: &Diagnostic) -> bool {
        let before = self.starts.partition_point(|start| *start <= finding.span.start);
        let Some(ends) = before.checked_sub(1).and_then(|at| self.ends.get(at)) else {
            return false;
        };
        ends.iter()
            .any(|(end, rule)| !rule.is_empty() && *rule != finding.rule && finding.span.end <= *end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    fn finding(rule: &'static str, at: (usize, usize), claims: Option<(usize, usize)>) -> Diagnostic {
        Diagnostic {
            rule,
            severity: Severity::Error,
            span: Span::new(at.0, at.1),
            message: String::new(),
            help: None,
            labels: Vec::new(),
            claims: claims.map(|(from, to)| Span::new(from, to)),
        }
    }

    #[test]
    fn the_answer_is_that_of_the_plain_search() {
        // Small numbers from a fixed sequence: every order and nesting of a few claims.
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % below).unwrap_or_default()
        };
        for _ in 0..3000 {
            let found: Vec<Diagnostic> = (0..6)
                .map(|_| {
                    let rule = ["a", "b", "c"][next(3)];
                    let (at, claim) = (next(10), next(10));
                    finding(
                        rule,
                        (at, at + next(5)),
                        (next(2) == 0).then(|| (claim, claim + next(10))),
                    )
                })
                .collect();
            let claims = Claims::of(&found);
            for one in &found {
                let plain = found
                    .iter()
                    .any(|d| d.rule != one.rule && d.claims.is_some_and(|span| span.contains(one.span)));
                assert_eq!(claims.cover(one), plain, "{one:?} in {found:?}");
            }
        }
    }
}
