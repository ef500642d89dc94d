use super::support;
use crate::diagnostic::Severity;
use crate::recipe::{ComponentArn, Parent, Review, Which};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "recipe/eks-component",
    severity: Severity::Warning,
    summary: "the EKS component on an image that is EKS optimized already",
    why: "`eks-optimized-ami-windows` turns a plain Windows image into a node. It wants a parent image without the parts of EKS.",
    source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-custom-ami-windows.html",
    page: include_str!("eks_component.md"),
    checks: &[Check::Recipe(check)],
};

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        let Some(parent) = recipe.parent.as_ref() else {
            continue;
        };
        let of_eks = parent
            .pattern()
            .and_then(|text| Parent::read(text, file.language).ok())
            .is_some_and(|parent| parent.is_of_eks());
        if !of_eks {
            continue;
        }
        for used in &recipe.components {
            let Which::Arn(value) = &used.which else { continue };
            let Some(Ok(arn)) = value.pattern().map(ComponentArn::read) else {
                continue;
            };
            if arn.is_managed() && arn.name == Some("eks-optimized-ami-windows") {
                found
                    .report(
                        value.span,
                        "`eks-optimized-ami-windows` on a parent image that is EKS optimized already",
                    )
                    .label(parent.span, "this image has it")
                    .help("leave the component out, or start from a plain Windows Server image");
            }
        }
    }
}
