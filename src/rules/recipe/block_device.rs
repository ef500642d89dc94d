use super::support;
use crate::diagnostic::Severity;
use crate::nearest::nearest;
use crate::recipe::{Device, File, Review, Value};
use crate::rules::{Check, Findings, Rule, words};
use crate::yaml::shorten;

pub(super) const RULE: Rule = Rule {
    id: "recipe/block-device",
    severity: Severity::Error,
    summary: "a volume that Image Builder does not take",
    why: "Size, IOPS and throughput of a volume have limits, and `io1` and `io2` need a number of IOPS; a recipe outside of them is refused.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EbsInstanceBlockDeviceSpecification.html",
    page: include_str!("block_device.md"),
    checks: &[Check::Recipe(check)],
};

const KINDS: [&str; 7] = ["standard", "io1", "io2", "gp2", "gp3", "sc1", "st1"];

fn check(review: &Review, at: usize, found: &mut Findings<'_>) {
    for (file, _, recipe) in support::recipes(review, at) {
        for device in &recipe.devices {
            numbers(file, device, found);
            kind(file, device, found);
        }
    }
}

fn numbers(file: &File, device: &Device, found: &mut Findings<'_>) {
    for (value, what, unit, least, most) in [
        (&device.size, "size of the volume", " GiB", 1, 16_000),
        (&device.iops, "number of IOPS", "", 100, 64_000),
        (&device.throughput, "throughput", " MiB/s", 125, 1_000),
    ] {
        let Some(value) = value else { continue };
        let Some(text) = value.known() else { continue };
        let number: Option<i64> = text.parse().ok();
        if number.is_some_and(|number| (least..=most).contains(&number)) {
            continue;
        }
        // A number that is written in another way, such as `1e3` of JSON.
        if number.is_none() && text.parse::<f64>().is_ok() {
            continue;
        }
        found
            .report(
                value.span,
                format!(
                    "the {what} is {least} to {most}{unit}, not `{}`",
                    support::shown(file, value)
                ),
            )
            .help(format!("write a number from {least} to {most}"));
    }
}

fn kind(file: &File, device: &Device, found: &mut Findings<'_>) {
    let Some((value, kind)) = device
        .kind
        .as_ref()
        .and_then(|value| Some((value, value.known()?)))
    else {
        return;
    };
    if !KINDS.contains(&kind) {
        let finding = found.report(value.span, format!("`{}` is not a type of volume", shorten(kind)));
        match nearest(kind, KINDS) {
            Some(meant) => finding.help(format!("write `{meant}`")),
            None => finding.help(format!("write {}", words::one_of(&KINDS))),
        };
        return;
    }
    if matches!(kind, "io1" | "io2") && device.iops.is_none() {
        found
            .report(
                value.span,
                format!("a volume of type `{kind}` needs a number of IOPS"),
            )
            .help("write the IOPS beside the type, or take `gp3`");
    }
    if let Some(throughput) = device.throughput.as_ref().filter(|_| kind != "gp3") {
        wrong_throughput(file, throughput, value, kind, found);
    }
}

fn wrong_throughput(file: &File, throughput: &Value, value: &Value, kind: &str, found: &mut Findings<'_>) {
    found
        .report(
            throughput.span,
            format!(
                "`{}`: only volumes of type `gp3` have a throughput, and this is `{kind}`",
                support::shown(file, throughput)
            ),
        )
        .label(value.span, "the type")
        .help("take `gp3`, or leave the throughput out")
        .warning();
}
