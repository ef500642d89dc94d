use super::powershell;
use crate::container::WindowsRelease;
use crate::diagnostic::{Safety, Severity};
use crate::rules::base_image::BaseImage;
use crate::rules::statement::statement_before;
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "windows/tls",
    severity: Severity::Info,
    summary: "a download on an old Windows Server without TLS 1.2",
    why: "Windows PowerShell of Server 2016 and 2019 may offer old protocols only, which most hosts refuse.",
    source: "https://learn.microsoft.com/dotnet/framework/network-programming/tls",
    page: include_str!("tls.md"),
    checks: &[Check::Script(check)],
};

const STATEMENT: &str = "[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12";

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let old = BaseImage::of(found.settings())
        .and_then(|base| base.windows())
        .filter(|release| *release <= WindowsRelease::Server2019);
    let Some(release) = old else {
        return;
    };
    for script in scripts
        .all
        .iter()
        .filter(|script| powershell::is_powershell(script))
    {
        let code = script.code.to_ascii_lowercase();
        if ["securityprotocol", "schusestrongcrypto", "tls12"]
            .iter()
            .any(|word| code.contains(word))
        {
            continue;
        }
        let asks = |call: &&crate::script::Call| {
            let secure = call
                .arguments()
                .iter()
                .any(|word| word.text.to_ascii_lowercase().starts_with("https://"));
            powershell::is_web_request(call) && secure
        };
        if let Some(call) = script.calls.iter().find(asks) {
            let range = call.name().map_or(&call.range, |word| &word.range);
            let message = format!("Windows Server {} may offer this host no TLS 1.2", release.year());
            let finding = found.report(script.place(range), message);
            finding.help(format!("before it: `{STATEMENT}`"));
            if let Some(edit) = statement_before(script, call.range.start, STATEMENT) {
                finding.fix(Safety::Unsafe, "offer TLS 1.2", vec![edit]);
            }
        }
    }
}
