//! Published recipes and components, judged together.

use std::collections::BTreeMap;
use std::fs;

use amiforge::lint::{self, Settings};
use amiforge::recipe::{Review, Source as Text};
use amiforge::source::Source;

use crate::corpus::corpus;
use crate::support::project;

/// The files of each publisher's repository, by path.
fn repositories() -> Option<BTreeMap<String, BTreeMap<String, String>>> {
    let corpus = corpus()?;
    let mut found: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for folder in ["embedded", "pins", "components"] {
        for entry in fs::read_dir(corpus.join(folder)).expect("the corpus").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(text) = fs::read_to_string(entry.path()) else {
                continue;
            };
            let repository: Vec<&str> = name.splitn(3, "__").take(2).collect();
            found
                .entry(repository.join("/"))
                .or_default()
                .insert(format!("{folder}/{name}"), text);
        }
    }
    Some(found)
}

/// What is found in published files: each was looked at. The four start from `resolve:ssm:…`; their publisher replaced that by
/// `{{resolve:ssm:…}}` later.
const FOUND: &[&str] = &[
    "aws-samples__aws-hpc-recipes__dlami_for_pcs-dlami-for-pcs.yaml:517:12 recipe/parent-image",
    "aws-samples__aws-hpc-recipes__dlami_for_pcs-dlami-for-pcs.yaml:542:12 recipe/parent-image",
    "aws-samples__aws-hpc-recipes__dlami_for_pcs-dlami-for-pcs.yaml:567:12 recipe/parent-image",
    "aws-samples__aws-hpc-recipes__dlami_for_pcs-dlami-for-pcs.yaml:592:12 recipe/parent-image",
];

#[test]
fn published_recipes_get_the_findings_that_were_looked_at_and_no_others() {
    let Some(repositories) = repositories() else {
        return;
    };
    let (mut files, mut recipes, mut components) = (0, 0, 0);
    let mut found = Vec::new();
    for texts in repositories.values() {
        let review = Review::of(texts);
        for (path, text) in texts {
            let Some(at) = review.position(path) else { continue };
            let file = review.file(at).expect("a file");
            files += 1;
            recipes += file.recipes.len();
            components += file.components.len();
            let source = Source::new(path.clone(), text.clone());
            let name = path.split('/').next_back().unwrap_or_default();
            for finding in lint::recipe_findings(&review, at, &Settings::default()) {
                let place = source.position(finding.span.start);
                found.push(format!("{name}:{}:{} {}", place.line, place.column, finding.rule));
            }
        }
    }
    assert_eq!(found, FOUND);
    let page = fs::read_to_string(project().join("docs/noise.md")).expect("docs/noise.md");
    let sentence = format!("{files} files with {recipes} recipes and {components} components");
    assert!(page.contains(&sentence), "docs/noise.md: {sentence}");
}

#[test]
fn every_published_file_is_compared_with_itself_in_silence() {
    let Some(repositories) = repositories() else {
        return;
    };
    let mut compared = 0;
    for texts in repositories.values() {
        let review = Review::of(texts).since(Review::of(texts), "main");
        for path in texts.keys() {
            let Some(at) = review.position(path) else { continue };
            let found = lint::recipe_findings(&review, at, &Settings::default());
            assert!(
                found.iter().all(|finding| !finding.rule.contains("stale")),
                "{path}"
            );
            compared += 1;
        }
    }
    assert!(compared > 0);
}

#[test]
fn every_published_document_that_changes_under_its_version_is_found_there() {
    let Some(repositories) = repositories() else {
        return;
    };
    let mut changed = 0;
    for texts in repositories.values() {
        let before = Review::of(texts);
        for (path, text) in texts {
            let Some(at) = before.position(path) else { continue };
            for component in &before.file(at).expect("a file").components {
                let (Some(version), Some(data)) = (&component.version, &component.data) else {
                    continue;
                };
                let place = text[data.span.range()].find("build");
                let (Some(place), true, true) = (
                    place,
                    version.known().is_some(),
                    matches!(component.source, Text::Inline(_)),
                ) else {
                    continue;
                };
                let place = data.span.start as usize + place;
                let mut now = texts.clone();
                now.get_mut(path)
                    .expect("a file")
                    .replace_range(place..place + 5, "built");
                let review = Review::of(&now).since(Review::of(texts), "main");
                let at = review.position(path).expect("a file");
                let found = lint::recipe_findings(&review, at, &Settings::default());
                let stale: Vec<u32> = found
                    .iter()
                    .filter(|finding| finding.rule == "recipe/stale-component-version")
                    .map(|finding| finding.span.start)
                    .collect();
                assert_eq!(stale, [version.span.start], "{path}");
                changed += 1;
            }
        }
    }
    println!("{changed} documents");
    assert!(changed > 10, "{changed}");
}

/// Components of one name, and recipes that name each of them: the time grows with the text, or this test does not end.
#[test]
fn many_components_of_one_name_take_little_time() {
    let mut text = "Resources:\n".to_owned();
    for number in 0..3_000 {
        text += &format!(
            "  C{number}: {{Type: AWS::ImageBuilder::Component, Properties: {{Name: agent, Version: 1.0.{number}, Platform: Linux, Uri: s3://b/k}}}}\n"
        );
    }
    for recipe in 0..30 {
        text += &format!(
            "  R{recipe}:\n    Type: AWS::ImageBuilder::ImageRecipe\n    Properties:\n      Name: golden\n      Version: 1.0.0\n      \
             ParentImage: ssm:/golden\n      Components:\n"
        );
        for number in 0..400 {
            text += &format!(
                "        - ComponentArn: arn:aws:imagebuilder:eu-west-1:123456789012:component/agent/1.0.{}\n",
                recipe * 400 + number
            );
        }
    }
    let texts = BTreeMap::from([("a.yaml".to_owned(), text)]);
    let review = Review::of(&texts).since(Review::of(&texts), "main");
    let found = lint::recipe_findings(&review, 0, &Settings::default());
    assert!(
        found
            .iter()
            .all(|finding| finding.rule == "recipe/too-many-components")
    );
    assert_eq!(found.len(), 30);
}
