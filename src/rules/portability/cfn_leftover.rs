use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule {
    id: "portability/cfn-leftover",
    severity: Severity::Info,
    summary: "a pseudo parameter of CloudFormation, which only `Fn::Sub` replaces",
    why: "Nothing but `Fn::Sub` replaces it; bash makes an empty text of it.",
    source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html",
    page: include_str!("cfn_leftover.md"),
    checks: &[Check::Component(check)],
};

/// The pseudo parameters, and what a component has in their place.
const PSEUDO: &[(&str, Option<&str>)] = &[
    ("${AWS::AccountId}", Some("{{ context:accountId }}")),
    ("${AWS::NotificationARNs}", None),
    ("${AWS::Partition}", None),
    ("${AWS::Region}", Some("{{ context:region }}")),
    ("${AWS::StackId}", None),
    ("${AWS::StackName}", None),
    ("${AWS::URLSuffix}", None),
];

/// The first one only: a document that goes through `Fn::Sub` has many, and one word about it is enough.
fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    let Some((span, pseudo, instead)) = first(component) else {
        return;
    };
    let help = match instead {
        Some(instead) => format!("write `{instead}`, or pass the document through `Fn::Sub`"),
        None => "declare a parameter for it, or pass the document through `Fn::Sub`".to_owned(),
    };
    found
        .report(span, format!("`{pseudo}` means something in CloudFormation only"))
        .help(help);
}

fn first(component: &Component<'_>) -> Option<(Span, &'static str, Option<&'static str>)> {
    // Nearly no document has one: one look at all of it is quicker than one at each value.
    memchr::memmem::find(component.root.tree().text().as_bytes(), b"${AWS::")?;
    component
        .root
        .walk()
        .into_iter()
        .filter(|node| node.is_scalar())
        .find_map(|node| {
            let raw = node.raw();
            let start = node.span().start as usize;
            raw.match_indices("${AWS::").find_map(|(at, _)| {
                let (pseudo, instead) = PSEUDO
                    .iter()
                    .find(|(pseudo, _)| raw.get(at..).is_some_and(|rest| rest.starts_with(pseudo)))?;
                let span = Span::new(start + at, start + at + pseudo.len());
                Some((span, *pseudo, *instead))
            })
        })
}
