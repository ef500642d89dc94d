use crate::diagnostic::Severity;
use crate::rules::{Check, Findings, Rule};
use crate::source::{Encoding, Misread, Source, Span};

pub(super) const RULE: Rule = Rule {
    id: "syntax/not-utf8",
    severity: Severity::Error,
    summary: "a file that is not UTF-8",
    why: "The API takes a document as text in UTF-8.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html",
    page: include_str!("not_utf8.md"),
    checks: &[Check::Encoding(check), Check::Text(byte_order_mark)],
};

fn check(misread: &Misread, found: &mut Findings<'_>) {
    let (message, help) = match misread.encoding {
        Encoding::Utf16LittleEndian => (
            "the file is UTF-16 (little endian), not UTF-8".to_owned(),
            "save it as UTF-8; in PowerShell: `Set-Content -Encoding utf8`".to_owned(),
        ),
        Encoding::Utf16BigEndian => (
            "the file is UTF-16 (big endian), not UTF-8".to_owned(),
            "save it as UTF-8".to_owned(),
        ),
        Encoding::Unknown { byte } => {
            let latin = char::from(byte);
            let meant = if byte >= 0xA0 {
                format!("; if it was meant as `{latin}`, the file is in Windows-1252 or Latin-1")
            } else {
                String::new()
            };
            (
                format!("the byte 0x{byte:02X} is not UTF-8"),
                format!("save the file as UTF-8{meant}"),
            )
        }
    };
    found.report(misread.span, message).help(help);
}

fn byte_order_mark(source: &Source, found: &mut Findings<'_>) {
    const MARK: char = '\u{feff}';
    if source.text().starts_with(MARK) {
        found
            .report(
                Span::new(0, MARK.len_utf8()),
                "the file starts with a byte order mark",
            )
            .help("save the file as UTF-8 without it: UTF-8 needs none")
            .info();
    }
}
