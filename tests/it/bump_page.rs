//! `docs/bump.md`: what it quotes is what the program says, what it lists is what there is.

use std::collections::BTreeSet;
use std::fs;

use crate::support::project;

fn page() -> String {
    fs::read_to_string(project().join("docs/bump.md")).expect("the page")
}

/// A section without its heading.
fn section(title: &str) -> String {
    let page = page();
    let (_, rest) = page
        .split_once(&format!("\n## {title}\n"))
        .unwrap_or_else(|| panic!("no section {title}"));
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// The first cells of the rows of a section's first table.
fn first_cells(section: &str) -> Vec<String> {
    section
        .lines()
        .skip_while(|line| !line.starts_with("| ---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| line.split('|').nth(1))
        .map(|cell| cell.trim().to_owned())
        .collect()
}

#[test]
fn outcomes_are_those_of_the_result() {
    let documented = fs::read_to_string(project().join("src/bump/outcome.rs")).expect("the result");
    let line = documented
        .lines()
        .find(|line| line.contains("/// `planned`, `created`"))
        .expect("the words");
    let words =
        |text: &str| -> BTreeSet<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let told = first_cells(&section("What happens to a pull request"));
    assert_eq!(words(&told.join(" ")), words(line));
}
