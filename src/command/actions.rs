//! GitHub Actions as the environment of a job tells of it: where GitHub is, whose token this is, what the event was.

use serde_json::Value;

use crate::files;
#[cfg(feature = "github")]
use crate::forge::github::Token;
use crate::host::Env;

/// Bytes of an event: GitHub sends no more (<https://docs.github.com/en/webhooks/webhook-events-and-payloads>).
const EVENT: u64 = 25 * 1024 * 1024;

/// The address of the server, without a `/` at its end.
pub(super) fn server(env: &Env) -> &str {
    let server = env.get("GITHUB_SERVER_URL").unwrap_or("https://github.com");
    server.trim_end_matches('/')
}

/// The API of github.com itself.
#[cfg(feature = "github")]
pub(super) const API: &str = "https://api.github.com";

/// The address of the API.
#[cfg(feature = "github")]
pub(super) fn api(env: &Env) -> &str {
    env.get("GITHUB_API_URL").unwrap_or(API)
}

/// The token that `GITHUB_TOKEN` holds; an error says what is wrong with it.
#[cfg(feature = "github")]
pub(super) fn token(text: &str) -> Result<Token, &'static str> {
    Token::new(text).ok_or(
        "GITHUB_TOKEN holds no token: one is visible ASCII without spaces; look at where it is set, and at line breaks in it",
    )
}

/// The payload of the event; none where no file of it is named. An error says what is wrong with the file.
pub(super) fn payload(env: &Env) -> Result<Option<Value>, String> {
    let Some(path) = env.path("GITHUB_EVENT_PATH") else {
        return Ok(None);
    };
    let bytes = files::read_up_to(&path, EVENT).map_err(|error| error.to_string())?;
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}
