//! What holds for every text that pins are looked for in.

use std::fs;
use std::path::Path;

use amiforge::syntax;

use crate::corpus::corpus;

/// The files of a folder of the corpus, with their names.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            Some((name, fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn published_files_are_read() {
    let Some(corpus) = corpus() else { return };
    for folder in ["pins", "embedded"] {
        for (name, text) in files(&corpus.join(folder)) {
            let syntax = syntax::of_path(&name, &text);
            let document = syntax::read(&text, syntax);
            println!(
                "{name}: {syntax:?} {:?} {} {}",
                document.syntax,
                document.nodes.len(),
                document.comments.len()
            );
        }
    }
}
