//! The scripts of steps, whatever is in them.

pub(crate) mod invariants;

use std::time::Duration;

use proptest::prelude::*;

use crate::corpus::{corpus, published, templated};
use crate::support::worked;

#[test]
fn every_place_in_published_scripts_fits() {
    let Some(corpus) = corpus() else { return };
    let texts = published(&corpus).into_iter().map(|document| document.text);
    for text in texts.chain(templated(&corpus).into_iter().map(|(_, text)| text)) {
        invariants::document(&text);
        invariants::document(&text.replace("\r\n", "\n").replace('\n', "\r\n"));
    }
}

/// Scraps that mean something to a shell.
const SCRAPS: &[&str] = &[
    "a",
    "b c",
    " ",
    "\n",
    "\t",
    "\r\n",
    "\\",
    "\\\n",
    "`",
    "`\n",
    "'",
    "\"",
    "$",
    "$x",
    "${",
    "$(",
    "$((",
    "((",
    "))",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "[[ ",
    " ]]",
    "@\"\n",
    "\n\"@",
    "@'\n",
    "\n'@",
    "@(",
    "@{",
    "<#",
    "#>",
    "#",
    " # c",
    "|",
    "||",
    "&",
    "&&",
    ";",
    ";;",
    ">",
    ">>",
    "2>&1",
    "<",
    "<<E\n",
    "\nE\n",
    "<<-'E'\n",
    "<<<",
    "<(",
    "if ",
    "then ",
    "else ",
    "elif ",
    "\nfi\n",
    "for i in a; do ",
    "while a; do ",
    "\ndone\n",
    "case a in ",
    "b) ",
    " esac",
    "f() {",
    "function g ",
    "x=",
    "x=(",
    "$x = ",
    "-n",
    " -Name:",
    "--a=b",
    "=",
    ",",
    ":",
    "::",
    ".",
    "..",
    "[a]::b(",
    ".c(",
    "foreach ($i in a) {",
    "try {",
    "} catch {",
    "{{ X }}",
    "{{",
    "}}",
    "<your-bucket>",
    "${AWS::Region}",
    "\u{e9}",
    "\u{1f600}",
    "\0",
    "\u{7f}",
    "\u{85}",
    "\u{201c}",
    "bash -c '",
    "sudo ",
    "cmd /c ",
    "powershell -Command \"",
    "exit 1",
    "export ",
    "%",
    "!",
    "*",
    "?",
    "~",
    "\u{feff}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn scraps_of_scripts_never_stop_us(
        shell in "[012]",
        scraps in prop::collection::vec(prop::sample::select(SCRAPS.to_vec()), 0..30),
    ) {
        invariants::script(&(shell + &scraps.concat()));
    }

    #[test]
    fn no_text_stops_us(shell in "[012]", text in any::<String>()) {
        invariants::script(&(shell + &text));
    }
}

/// What the grammars take too long for is left: some of these would keep them busy for seconds, and four times as long at
/// twice the size.
#[test]
fn hostile_scripts_are_read_in_bounded_time() {
    const SIZE: usize = 16_000;
    for shell in ["0", "1"] {
        for scrap in SCRAPS {
            let script = format!("{shell}{}", scrap.repeat(SIZE / scrap.len()));
            let start = worked();
            invariants::script(&script);
            let took = worked().saturating_sub(start);
            assert!(
                took < Duration::from_secs(5),
                "{took:?} for {scrap:?} and shell {shell}"
            );
        }
    }
}
