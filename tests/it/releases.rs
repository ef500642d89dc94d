//! What is known about images: the families and the file of facts.

use std::fs;

use amiforge::release::families::ALL;

use crate::support::project;

#[test]
fn folder_list_and_names_agree() {
    let folder = project().join("src/release/families");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().replace(".rs", ""))
        .filter(|name| !matches!(name.as_str(), "mod" | "testing" | "tests"))
        .map(|name| name.replace('_', "-"))
        .collect();
    let mut names: Vec<&str> = ALL.iter().map(|family| family.name).collect();
    files.sort();
    names.sort_unstable();
    assert_eq!(files, names);
    for family in ALL {
        assert!(family.source.starts_with("https://"), "{}", family.name);
        for grammar in [&family.names, &family.parameters] {
            let pattern = grammar.pattern();
            assert!(regex::Regex::new(pattern).is_ok(), "{pattern}");
            assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");
        }
    }
}
