//! What judging costs beside merely parsing, in one process: `cargo bench --bench judge [FOLDER]`.
//!
//! Reads every YAML and JSON file of a folder (the bundled examples by default), then times passes over all of them:
//! parsing alone, and all rules. Prints the best pass of each, because anything slower was somebody else's work.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::cast_precision_loss)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use amiforge::lint::{self, Settings};
use amiforge::source::Source;
use amiforge::yaml;

const PASSES: usize = 20;

#[allow(clippy::cast_precision_loss)] // Counts for people to read.
fn main() {
    let folder = env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let folder = folder.map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"),
        PathBuf::from,
    );
    let mut texts = Vec::new();
    read(&folder, &mut texts);
    assert!(!texts.is_empty(), "no documents in {}", folder.display());
    let bytes: usize = texts.iter().map(String::len).sum();
    println!("{} documents, {bytes} bytes", texts.len());
    let parse = best(|| {
        for text in &texts {
            black_box(yaml::parse(black_box(text)));
        }
    });
    let settings = Settings::default();
    let judge = best(|| {
        for text in &texts {
            black_box(lint::judge(&Source::new("x.yaml", text.as_str()), &settings));
        }
    });
    for (name, time) in [("parse", parse), ("judge", judge)] {
        let each = time.as_secs_f64() * 1e6 / texts.len() as f64;
        let rate = bytes as f64 / time.as_secs_f64() / 1e6;
        println!("{name}: {each:.1} us a document, {rate:.1} MB/s");
    }
    println!("ratio: {:.2}", judge.as_secs_f64() / parse.as_secs_f64());
}

fn best(mut pass: impl FnMut()) -> Duration {
    let time = |pass: &mut dyn FnMut()| {
        let start = Instant::now();
        pass();
        start.elapsed()
    };
    (0..PASSES)
        .map(|_| time(&mut pass))
        .min()
        .expect("at least one pass")
}

fn read(folder: &Path, texts: &mut Vec<String>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read(&path, texts);
        } else if path
            .extension()
            .is_some_and(|e| e == "yaml" || e == "yml" || e == "json")
        {
            texts.extend(fs::read_to_string(&path));
        }
    }
}
