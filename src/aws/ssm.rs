//! The parameter store: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html>.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::Parameter as Row;

use super::answer::{Sieve, time};
use super::failure::{Failure, of_call};
use crate::release::facts::{Parameter, PlaceFacts, Why};

/// Names in one call.
const NAMES: usize = 10;

/// Chunks of which each name is asked for alone.
const TAKEN_APART: usize = 10;

/// Names of one kind, public or own, that are denied one after the other until no more of the kind are asked for alone: a
/// role that may read none is not asked about hundreds.
const IN_A_ROW: usize = 4;

/// Asks for parameters by name. What is not among the answers when it ends is not known.
pub(super) async fn ask(
    client: &Client,
    names: &BTreeSet<String>,
    sieve: &Sieve,
    facts: &mut PlaceFacts,
) -> Result<(), Failure> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut denied = 0;
    let mut in_a_row = [0; 2];
    for chunk in names.chunks(NAMES) {
        let answer = get(client, chunk, sieve, facts).await;
        if !is_denied(&answer) {
            answer?;
            continue;
        }
        // One name that the role may not read denies the whole call. The others are told alone.
        denied += 1;
        for name in chunk.iter().filter(|_| chunk.len() > 1 && denied <= TAKEN_APART) {
            let row = &mut in_a_row[usize::from(name.starts_with("/aws/"))];
            if *row == IN_A_ROW {
                continue;
            }
            let answer = get(client, &[name], sieve, facts).await;
            if is_denied(&answer) {
                *row += 1;
            } else {
                *row = 0;
                answer?;
            }
        }
    }
    match denied {
        0 => Ok(()),
        _ => Err(Failure::Refused(Why::Denied)),
    }
}

fn is_denied(answer: &Result<(), Failure>) -> bool {
    matches!(answer, Err(Failure::Refused(Why::Denied)))
}

async fn get(client: &Client, names: &[&str], sieve: &Sieve, facts: &mut PlaceFacts) -> Result<(), Failure> {
    let request = names
        .iter()
        .fold(client.get_parameters(), |request, name| request.names(*name));
    let answer = request.send().await.map_err(|error| of_call(&error))?;
    // Answers are sorted by name, not as they were asked for.
    let rows: BTreeMap<&str, &Row> = answer
        .parameters()
        .iter()
        .filter_map(|row| Some((row.name()?, row)))
        .collect();
    for name in names {
        if let Some(row) = rows.get(name) {
            sieve.parameter(name, parameter(row, sieve), facts);
        } else if answer.invalid_parameters().iter().any(|invalid| invalid == name) {
            facts.missing_parameters.insert((*name).to_owned(), sieve.now);
        }
    }
    Ok(())
}

fn parameter(row: &Row, sieve: &Sieve) -> Option<Parameter> {
    Some(Parameter {
        version: u64::try_from(row.version()).ok()?,
        value: row.value()?.to_owned(),
        modified: row.last_modified_date().and_then(time),
        read_at: sieve.now,
    })
}
