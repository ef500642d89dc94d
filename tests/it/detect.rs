//! Published documents are found in a folder, and files that only hold or name one are not.

#![allow(clippy::expect_used)] // a test may fail by panic

use std::fs;

use amiforge::lint::looks_like_document;

use crate::corpus::{corpus, published};

#[test]
fn every_published_component_is_found() {
    let Some(corpus) = corpus() else { return };
    let missed: Vec<String> = published(&corpus)
        .into_iter()
        .filter(|document| !looks_like_document(&document.text))
        .map(|document| document.name)
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn templates_that_hold_components_and_files_that_pin_images_are_not_documents() {
    let Some(corpus) = corpus() else { return };
    let mut taken = Vec::new();
    for folder in ["embedded", "pins"] {
        for file in fs::read_dir(corpus.join(folder)).expect("a folder").flatten() {
            let Ok(text) = fs::read_to_string(file.path()) else {
                continue;
            };
            if looks_like_document(&text) {
                taken.push(file.path());
            }
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn a_published_component_broken_anywhere_does_not_slip_through() {
    let Some(corpus) = corpus() else { return };
    let mut missed = Vec::new();
    for document in published(&corpus) {
        let lines: Vec<&str> = document.text.lines().collect();
        for at in (0..lines.len()).step_by(7) {
            let broken = [&lines[..at], &["  \"broken: ["], &lines[at..]]
                .concat()
                .join("\n");
            if !looks_like_document(&broken) {
                missed.push(format!("{} at line {at}", document.name));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}
