//! Repositories as the matrix of a job.
//!
//! A matrix has at most 256 jobs, and an output of a job at most 1 MB
//! (<https://docs.github.com/en/actions/reference/limits>,
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs>). More than that goes by a
//! matrix of batches, each with the matrix of a workflow that is called
//! (<https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#using-a-matrix-strategy-with-a-reusable-workflow>).

use serde::Serialize;

use super::Row;

/// Jobs of one matrix.
const MOST: usize = 256;
/// Characters of an output: it is counted in UTF-16, two bytes each, and GitHub's own words have room besides.
pub const LONGEST: usize = 500_000;

/// A matrix, and how many of the repositories it holds: the first so many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// As JSON on one line.
    pub json: String,
    /// How many.
    pub holds: usize,
}

#[derive(Serialize)]
struct Include<T> {
    include: Vec<T>,
}

/// A job for a repository.
#[derive(Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Job<'a> {
    repository: String,
    owner: &'a str,
    name: &'a str,
    default_branch: &'a str,
}

/// A call of a workflow for a batch.
#[derive(Serialize)]
struct Batch<'a> {
    #[serde(rename = "batch")]
    number: usize,
    repositories: usize,
    matrix: Include<Job<'a>>,
}

/// One job a repository.
pub fn flat(rows: &[Row]) -> Matrix {
    let jobs = fitting(rows, MOST);
    let holds = jobs.len();
    let json = json(&Include { include: jobs });
    Matrix { json, holds }
}

/// One job a batch of as many repositories as a matrix has jobs.
pub fn batches(rows: &[Row]) -> Matrix {
    let jobs = fitting(rows, MOST * MOST);
    let batches = jobs.chunks(MOST).enumerate().map(|(index, jobs)| Batch {
        number: index + 1,
        repositories: jobs.len(),
        matrix: Include {
            include: jobs.to_vec(),
        },
    });
    let json = json(&Include {
        include: batches.collect(),
    });
    Matrix {
        json,
        holds: jobs.len(),
    }
}

/// The first rows, as many as there may be and have room in an output.
fn fitting(rows: &[Row], most: usize) -> Vec<Job<'_>> {
    /// A batch around every so many rows.
    const AROUND: usize = 100;
    let mut room = LONGEST - AROUND;
    let mut jobs = Vec::new();
    for (index, row) in rows.iter().take(most).enumerate() {
        let job = Job {
            repository: row.repository.clone(),
            owner: &row.owner,
            name: &row.name,
            default_branch: &row.default_branch,
        };
        let around = if index % MOST == 0 { AROUND } else { 1 };
        let needs = json(&job).encode_utf16().count() + around;
        let Some(left) = room.checked_sub(needs) else {
            break;
        };
        room = left;
        jobs.push(job);
    }
    jobs
}

fn json(value: &impl Serialize) -> String {
    // Lists, texts and numbers: there is nothing in it that could fail to serialize.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::tests::repository;
    use super::super::{Configuration, Row};
    use super::*;

    fn rows(number: usize) -> Vec<Row> {
        (0..number)
            .map(|n| {
                Row::of(
                    &repository(&format!("octo-org/service-{n:05}")),
                    &Configuration::NotAsked,
                )
            })
            .collect()
    }

    fn read(matrix: &Matrix) -> Vec<serde_json::Value> {
        let value: serde_json::Value = serde_json::from_str(&matrix.json).expect("JSON");
        assert!(!matrix.json.contains('\n'));
        assert!(matrix.json.encode_utf16().count() <= LONGEST);
        value["include"].as_array().expect("a list").clone()
    }

    #[test]
    fn one_job_a_repository_up_to_what_a_matrix_holds() {
        for (number, holds) in [(0, 0), (1, 1), (255, 255), (256, 256), (257, 256), (3_000, 256)] {
            let matrix = flat(&rows(number));
            assert_eq!((matrix.holds, read(&matrix).len()), (holds, holds), "{number}");
        }
        assert_eq!(flat(&[]).json, r#"{"include":[]}"#);
        assert_eq!(
            flat(&rows(1)).json,
            r#"{"include":[{"repository":"octo-org/service-00000","owner":"octo-org","name":"service-00000","default-branch":"main"}]}"#
        );
    }

    #[test]
    fn batches_hold_every_repository_once_and_in_order() {
        for (number, sizes) in [
            (0, vec![]),
            (1, vec![1]),
            (256, vec![256]),
            (257, vec![256, 1]),
            (3_000, [vec![256; 11], vec![184]].concat()),
        ] {
            let rows = rows(number);
            let matrix = batches(&rows);
            assert_eq!(matrix.holds, number);
            let batches = read(&matrix);
            let count = |batch: &serde_json::Value| batch["matrix"]["include"].as_array().map_or(0, Vec::len);
            assert_eq!(batches.iter().map(count).collect::<Vec<_>>(), sizes);
            let names: Vec<&str> = batches
                .iter()
                .flat_map(|batch| batch["matrix"]["include"].as_array().expect("jobs"))
                .map(|job| job["repository"].as_str().expect("a name"))
                .collect();
            let expected: Vec<&str> = rows.iter().map(|row| row.repository.as_str()).collect();
            assert_eq!(names, expected);
            for (index, batch) in batches.iter().enumerate() {
                assert_eq!(batch["batch"], index + 1);
                assert_eq!(batch["repositories"], count(batch));
            }
        }
    }

    #[test]
    fn what_has_no_room_in_an_output_is_not_held() {
        let mut rows = rows(3_000);
        for row in &mut rows {
            row.default_branch = "é\u{1F600}\"".repeat(50);
        }
        let matrix = batches(&rows);
        assert!((1_000..3_000).contains(&matrix.holds), "{}", matrix.holds);
        let held: usize = read(&matrix)
            .iter()
            .filter_map(|batch| batch["matrix"]["include"].as_array().map(Vec::len))
            .sum();
        assert_eq!(held, matrix.holds);
    }

    #[test]
    fn hostile_text_stays_text() {
        let mut row = rows(1).remove(0);
        row.default_branch = "a\"},{\"x\":\"$(id)\n${{ secrets.A }}".to_owned();
        let matrix = flat(std::slice::from_ref(&row));
        assert_eq!(read(&matrix)[0]["default-branch"], row.default_branch.as_str());
        assert_eq!(read(&matrix).len(), 1);
    }
}
