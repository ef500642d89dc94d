use crate::component::Component;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{Known, texts};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Style;

pub(super) const RULE: Rule = Rule {
    id: "semantic/account-id",
    severity: Severity::Warning,
    summary: "an account id that has not 12 digits, or no quotes",
    why: "No bucket belongs to such an account, and the transfer is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("account_id.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for owner in texts(component, &["S3Download", "S3Upload"], "expectedBucketOwner") {
        judge(&owner, found);
    }
    for owner in texts(component, &["ExecuteDocument"], "document-s3-bucket-owner") {
        judge(&owner, found);
    }
}

fn judge(owner: &Known<'_>, found: &mut Findings<'_>) {
    let Some(text) = owner.literal().map(str::trim) else {
        return;
    };
    let span = owner.node.span();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() == 12 {
        if owner.node.style() == Some(Style::Plain) {
            let finding = found.report(span, "an account id without quotes is a number to YAML");
            mend::write_quoted(finding.info().claims(span), Safety::Safe, owner.node);
            if text.starts_with('0') {
                finding.help(format!("write `'{text}'`; a number loses the zeros at its start"));
            }
        }
        return;
    }
    let finding = found.report(
        span,
        format!("`{}` is no account id, which has 12 digits", owner.node.shown()),
    );
    if digits && !text.is_empty() && text.len() < 12 {
        finding
            .help("write all 12 digits, zeros at the start included, in quotes")
            .claims(span);
    } else {
        finding.help("write the 12 digits of the account that owns the bucket, in quotes");
    }
}
