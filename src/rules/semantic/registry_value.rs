use crate::component::Component;
use crate::component::template::is_dynamic;
use crate::diagnostic::{Safety, Severity};
use crate::rules::literal::{Known, input_maps};
use crate::rules::{Check, Findings, Rule, mend};
use crate::yaml::Node;

pub(super) const RULE: Rule = Rule {
    id: "semantic/registry-value",
    severity: Severity::Warning,
    summary: "a registry value that its type cannot hold",
    why: "DWORD and QWORD hold whole numbers, and MULTI_SZ holds a list of strings.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html",
    page: include_str!("registry_value.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for item in input_maps(component, &["SetRegistry"]) {
        let kind = item.present("type").and_then(Known::of);
        let (Some(kind), Some(value)) = (kind.and_then(|kind| kind.literal()), item.present("value")) else {
            continue;
        };
        match kind.to_ascii_uppercase().as_str() {
            kind @ ("DWORD" | "QWORD") => number(kind, value, found),
            "MULTI_SZ" => list(value, found),
            _ => {}
        }
    }
}

fn number(kind: &str, value: Node<'_>, found: &mut Findings<'_>) {
    if value.is_list() {
        found
            .report(
                value.span(),
                format!("a {kind} holds one whole number, not a list"),
            )
            .help("write the number alone, or `type: MULTI_SZ` for a list of strings");
        return;
    }
    let Some(known) = Known::of(value) else { return };
    let Some(text) = known.literal().map(str::trim) else {
        return;
    };
    match whole(text).or_else(|| value.resolved()?.as_integer().map(i128::from)) {
        None => {
            found
                .report(
                    value.span(),
                    format!("a {kind} holds a whole number, and `{}` is none", value.shown()),
                )
                .help("write a whole number, or `type: SZ` for text");
        }
        Some(number) if kind == "DWORD" && number > i128::from(u32::MAX) => {
            found
                .report(
                    value.span(),
                    format!("`{}` does not fit into a DWORD", value.shown()),
                )
                .help("write `type: QWORD`");
        }
        Some(_) => {}
    }
}

/// The whole number that a text stands for, decimal or with `0x`.
fn whole(text: &str) -> Option<i128> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => i128::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn list(value: Node<'_>, found: &mut Findings<'_>) {
    // A reference can stand for a list.
    if value.is_scalar() && Known::of(value).is_some() && !is_dynamic(value.text().unwrap_or_default()) {
        let finding = found.report(
            value.span(),
            "a MULTI_SZ holds a list of strings, and this is one value",
        );
        finding.help("write a list with one string an item, or `type: SZ`");
        // One line may stand for several strings, and the type may be what is wrong.
        let quoted = mend::quotes(value, value.text().unwrap_or_default());
        if let Some(edit) = quoted.and_then(|quoted| mend::bare(value, &format!("[{quoted}]"))) {
            finding.fix(Safety::Unsafe, "write it as a list of one string", vec![edit]);
        }
    }
}
