//! The files that a document writes: destinations of actions and of commands.

use crate::component::Component;
use crate::rules::literal::{Known, texts};
use crate::script::{Call, Scripts, Word};

/// Actions with the input that names what they write.
const DESTINATIONS: [(&str, &str); 8] = [
    ("CreateFile", "path"),
    ("AppendFile", "path"),
    ("CopyFile", "destination"),
    ("MoveFile", "destination"),
    ("S3Download", "destination"),
    ("WebDownload", "destination"),
    ("CreateSymlink", "path"),
    ("CreateFolder", "path"),
];

/// Options with a value of programs that copy.
const COPY_OPTIONS: [&str; 7] = ["-o", "-g", "-m", "-t", "--mode", "--owner", "--group"];

/// What the actions of a document write.
pub(super) fn by_actions<'a>(component: &Component<'a>) -> impl Iterator<Item = Known<'a>> {
    DESTINATIONS
        .iter()
        .flat_map(move |(action, input)| texts(component, std::slice::from_ref(action), input))
}

/// The words of a call that name what it writes, as far as its program is known.
pub(super) fn by_call(call: &Call) -> Vec<&Word> {
    let mut found: Vec<&Word> = call
        .redirects
        .iter()
        .filter(|redirect| redirect.writes())
        .map(|redirect| &redirect.target)
        .collect();
    let words = call.arguments();
    match call.program() {
        "tee" | "touch" => found.extend(call.operands(&[])),
        "cp" | "mv" | "install" | "ln" | "scp" | "rsync" => {
            found.extend(call.operands(&COPY_OPTIONS).skip(1).last());
        }
        "sed" if words.iter().any(|word| word.text.starts_with("-i")) => {
            found.extend(call.operands(&["-e", "-f"]).last());
        }
        "curl" | "wget" | "aria2c" => found.extend(
            call.argument(&["-o", "-O", "--output", "--output-document"])
                .map(|file| file.word),
        ),
        "add-content" | "set-content" | "out-file" | "new-item" | "tee-object" => {
            let named = call
                .argument(&["-Path", "-LiteralPath", "-FilePath"])
                .map(|file| file.word);
            found.extend(named.or_else(|| {
                call.operands(&["-Value", "-Encoding", "-ItemType", "-Name"])
                    .next()
            }));
        }
        "copy-item" | "move-item" => {
            let named = call.argument(&["-Destination"]).map(|file| file.word);
            found.extend(named.or_else(|| call.operands(&["-Path"]).nth(1)));
        }
        "invoke-webrequest" | "iwr" | "invoke-restmethod" | "irm" => {
            found.extend(call.argument(&["-OutFile"]).map(|file| file.word));
        }
        _ => {}
    }
    found
}

/// The words of every call that name a file whose path ends in one of these.
pub(super) fn calls_that_write<'s>(
    scripts: &'s Scripts<'_, '_>,
    matches: impl Fn(&str) -> bool + 's,
) -> impl Iterator<Item = (crate::source::Span, &'s Word)> {
    scripts.calls().flat_map(move |(script, call)| {
        let words: Vec<_> = by_call(call)
            .into_iter()
            .filter(|word| matches(&word.text))
            .collect();
        words
            .into_iter()
            .map(move |word| (script.place(&word.range), word))
    })
}
