//! Calls of GitHub's REST API, and of its GraphQL API for what that lacks, one after the other. An adapter.
//!
//! octocrab carries them: TLS, timeouts, the token, the address of the API. What an answer means and whether a call is made
//! again is decided by `retry`.

use std::cell::Cell;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use http::{HeaderMap, Method, Uri};
use http_body_util::{BodyExt as _, Limited};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use octocrab::Octocrab;
use reqwest::redirect::{Action, Attempt, Policy};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::refusal::{Refused, given_up};
use super::retry::{self, Answer, Event, Limits, Next};
use super::{graph, wire};
use crate::forge::ForgeError;
use crate::visible::visible;

/// Bytes of an answer.
const MOST: usize = 64 * 1024 * 1024;
/// Time to reach the server.
const CONNECT: Duration = Duration::from_secs(20);
/// Time for one answer.
const ANSWER: Duration = Duration::from_mins(2);
/// Time that a run waits in all for limits and for a server that fails.
const PATIENCE: Duration = Duration::from_mins(10);
/// From this wait on somebody who watches is told.
const TOLD: Duration = Duration::from_secs(5);
/// Addresses that lead to one another.
const REDIRECTS: usize = 5;
/// Pages of a list.
const PAGES: usize = 10;
/// The path of the GraphQL API, below its address.
const GRAPHQL: &str = "/graphql";

/// A token. It is never shown.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// Takes a token as it stands in the environment. None when it is no token: it is sent in a header, where only visible
    /// ASCII can stand.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// The token itself, for the one who sends it.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of a token of an installation, as a job's own has.
    pub fn is_of_an_installation(&self) -> bool {
        self.0.starts_with("ghs_")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Whether a token may be sent to an address: by TLS, or within this machine.
pub fn takes_a_token(url: &str) -> bool {
    let Ok(address) = url.parse::<Uri>() else {
        return false;
    };
    let host = address.host().unwrap_or_default();
    let loopback = host == "localhost"
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|host| host.is_loopback());
    match address.scheme_str() {
        Some("https") => true,
        Some("http") => loopback,
        _ => false,
    }
}

/// The server.
pub(super) struct Api<'a> {
    client: Octocrab,
    /// The GraphQL API, which has another address on GitHub Enterprise Server.
    graphql: Octocrab,
    /// The path of the API's address, such as `/api/v3`.
    below: String,
    tell: &'a dyn Fn(&str),
    waited: Cell<Duration>,
    writes: Cell<u32>,
}

/// An answer that counts.
#[derive(Debug)]
pub(super) struct Reply {
    method: Method,
    path: String,
    status: u16,
    next: Option<String>,
    request: Option<String>,
    body: Vec<u8>,
}

/// How one call ended, after the wait that follows from it.
enum Once {
    /// With an answer that counts.
    Reply(Reply),
    /// A limit kept it from being made.
    Limited,
    /// Nobody knows whether it was made.
    Unsure,
}

impl<'a> Api<'a> {
    /// The API at an address. Has to be made and used within one runtime.
    pub(super) fn new(url: &str, token: &Token, tell: &'a dyn Fn(&str)) -> Result<Self, ForgeError> {
        let wrong = |why: &str| ForgeError::GitHub {
            text: format!("GITHUB_API_URL: `{}` {why}", visible(url)),
            everything: true,
        };
        let address: Uri = url
            .trim_end_matches('/')
            .parse()
            .map_err(|_| wrong("is not an address"))?;
        if !takes_a_token(url) {
            return Err(wrong("has to begin with https://: a token is sent there"));
        }
        let below = address.path().trim_end_matches('/').to_owned();
        let useless = |error: octocrab::Error| wrong(&format!("cannot be used: {}", reason(&error)));
        // Its client also knows proxies (`https_proxy`, `no_proxy`) and the certificates of the machine.
        let transport = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(ANSWER)
            .redirect(Policy::custom(on_the_same_server))
            .build()
            .map_err(|error| wrong(&format!("cannot be used: {}", reason(&error))))?;
        // `https://HOST/api/v3` and `https://HOST/api/graphql`: <https://docs.github.com/en/enterprise-server/graphql>.
        let above = url.trim_end_matches('/').strip_suffix("/api/v3");
        let graphql = above.map_or_else(
            || url.trim_end_matches('/').to_owned(),
            |host| format!("{host}/api"),
        );
        let client = |address: Uri| {
            Octocrab::builder()
                .base_uri(address)?
                .personal_token(token.secret().to_owned())
                .build_with_reqwest(transport.clone())
        };
        Ok(Self {
            client: client(address).map_err(useless)?,
            graphql: client(graphql.parse().map_err(|_| wrong("is not an address"))?).map_err(useless)?,
            below,
            tell,
            waited: Cell::default(),
            writes: Cell::default(),
        })
    }

    /// `GET PATH`.
    pub(super) async fn get(&self, path: &str) -> Result<Reply, ForgeError> {
        self.call(&Method::GET, path, None::<&()>).await
    }

    /// All items of a list, page after page, as many as are looked at.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Result<Vec<T>, Refused>, ForgeError> {
        let mut items = Vec::new();
        let mut next = Some(path.to_owned());
        for _ in 0..PAGES {
            let Some(path) = next else { break };
            match self.page::<Vec<T>>(&path).await? {
                Ok((page, behind)) => {
                    items.extend(page);
                    next = behind;
                }
                Err(refused) => return Ok(Err(refused)),
            }
        }
        Ok(Ok(items))
    }

    /// A page of a list, and where it goes on.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Result<(T, Option<String>), Refused>, ForgeError> {
        let reply = self.get(path).await?;
        let next = reply.next.as_deref().and_then(|url| self.path_of(url));
        Ok(reply.read()?.map(|page| (page, next)))
    }

    /// A call that has the same end however often it is made.
    pub(super) async fn call<B: Serialize>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Reply, ForgeError> {
        // Attempts are bounded by `retry`.
        let mut attempt = 0;
        loop {
            if let Once::Reply(reply) = self.once(method, path, body, attempt).await? {
                return Ok(reply);
            }
            attempt += 1;
        }
    }

    /// A query, or a mutation that has the same end however often it is made.
    pub(super) async fn graphql<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: serde_json::Value,
    ) -> Result<Result<T, Refused>, ForgeError> {
        let parts = self.graphql_parts(query, variables).await?;
        Ok(parts.map(|(data, _)| data))
    }

    /// The same with what it says against some of the `nodes` that were asked for.
    pub(super) async fn graphql_parts<T: DeserializeOwned>(
        &self,
        query: &str,
        variables: serde_json::Value,
    ) -> Result<Result<(T, Vec<graph::Error>), Refused>, ForgeError> {
        let body = serde_json::json!({"query": query, "variables": variables});
        let reply = self.call(&Method::POST, GRAPHQL, Some(&body)).await?;
        let unreadable = reply.unreadable("it has no data");
        match reply.read::<graph::Answer<T>>()? {
            Ok(graph::Answer { data, errors }) => data.map(|data| Ok((data, errors))).ok_or(unreadable),
            Err(refused) => Ok(Err(refused)),
        }
    }

    /// `POST PATH` of something that must not be made twice. None when nobody knows whether it was made: look, then come
    /// again with the next attempt.
    pub(super) async fn create<B: Serialize>(
        &self,
        path: &str,
        body: &B,
        attempt: u32,
    ) -> Result<Option<Reply>, ForgeError> {
        self.not_twice(&Method::POST, path, body, attempt).await
    }

    /// The same for any call that must not be made twice.
    pub(super) async fn not_twice<B: Serialize>(
        &self,
        method: &Method,
        path: &str,
        body: &B,
        attempt: u32,
    ) -> Result<Option<Reply>, ForgeError> {
        let mut limited = 0;
        loop {
            match self.once(method, path, Some(body), attempt + limited).await? {
                Once::Reply(reply) => return Ok(Some(reply)),
                Once::Unsure => return Ok(None),
                Once::Limited => limited += 1,
            }
        }
    }

    async fn once<B: Serialize>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&B>,
        attempt: u32,
    ) -> Result<Once, ForgeError> {
        // Of GraphQL's calls few write.
        if *method != Method::GET && path != GRAPHQL {
            tokio::time::sleep(retry::pause(self.writes.get())).await;
            self.writes.set(self.writes.get() + 1);
        }
        let exchanged = self.exchange(method, path, body).await;
        let (next, last) = match &exchanged {
            Ok((reply, limits)) => {
                let body = String::from_utf8_lossy(&reply.body);
                let answer = Answer {
                    status: reply.status,
                    limits: *limits,
                    body: &body,
                };
                let last = format!("status {}", reply.status);
                (self.judge(Event::Answer(answer), attempt), last)
            }
            Err(why) => (self.judge(Event::Dropped, attempt), why.clone()),
        };
        let (wait, why) = match (next, exchanged) {
            (Next::Take, Ok((reply, _))) => return Ok(Once::Reply(reply)),
            (Next::Again(wait, why), _) => (wait, why),
            (Next::GiveUp(wait, why), _) => {
                let until = at(wait.unwrap_or_default());
                return Err(given_up(method.as_str(), path, &until, why, &last));
            }
            // A line that dropped is never taken for an answer.
            (Next::Take, Err(_)) => return Ok(Once::Unsure),
        };
        if wait >= TOLD {
            let what = if why.is_unsure() {
                "does not answer"
            } else {
                "asks to wait"
            };
            (self.tell)(&format!("GitHub {what}; going on at {}", at(wait)));
        }
        self.waited.set(self.waited.get() + wait);
        tokio::time::sleep(wait).await;
        Ok(if why.is_unsure() {
            Once::Unsure
        } else {
            Once::Limited
        })
    }

    fn judge(&self, event: Event<'_>, attempt: u32) -> Next {
        let left = PATIENCE.saturating_sub(self.waited.get());
        // Another number for each run and each call.
        let random = RandomState::new().hash_one(attempt) % 1000;
        let jitter = f64::from(u16::try_from(random).unwrap_or(500)) / 1000.0;
        retry::judge(event, attempt, left, jitter)
    }

    /// Sends and receives; what went wrong with the line as words.
    async fn exchange<B: Serialize>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<(Reply, Limits), String> {
        let client = if path == GRAPHQL {
            &self.graphql
        } else {
            &self.client
        };
        let request = http::Request::builder().method(method).uri(path);
        let request = client
            .build_request(request, body)
            .map_err(|error| reason(&error))?;
        let answer = async {
            let answer = client.execute(request).await.map_err(|error| reason(&error))?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, MOST).collect().await;
            let body = body.map_err(|error| reason(error.as_ref()))?.to_bytes().to_vec();
            Ok::<_, String>((head, body))
        };
        let (head, body) = tokio::time::timeout(ANSWER, answer)
            .await
            .map_err(|_| format!("no answer after {} seconds", ANSWER.as_secs()))??;
        let reply = Reply {
            method: method.clone(),
            path: path.to_owned(),
            status: head.status.as_u16(),
            next: next_of(&head.headers),
            request: text_of(&head.headers, "x-github-request-id"),
            body,
        };
        let reply = if path == GRAPHQL { reply.in_rest() } else { reply };
        Ok((reply, limits_of(&head.headers)))
    }

    /// The path of an address that a list goes on at, below the API's own address.
    fn path_of(&self, url: &str) -> Option<String> {
        let url: Uri = url.parse().ok()?;
        let path = url.path_and_query()?.as_str();
        let path = path.strip_prefix(self.below.as_str()).unwrap_or(path);
        path.starts_with('/').then(|| path.to_owned())
    }
}

impl Reply {
    /// What it says, or why it says nothing. An error when it is not what GitHub describes.
    pub(super) fn read<T: DeserializeOwned>(self) -> Result<Result<T, Refused>, ForgeError> {
        if !(200..300).contains(&self.status) {
            return Ok(Err(self.refused()));
        }
        serde_json::from_slice(&self.body)
            .map(Ok)
            .map_err(|error| self.unreadable(&error.to_string()))
    }

    fn unreadable(&self, why: &str) -> ForgeError {
        ForgeError::GitHub {
            text: format!(
                "the answer of GitHub to {} {} cannot be read: {why}",
                self.method,
                visible(&self.path)
            ),
            everything: false,
        }
    }

    /// GraphQL answers 200 whatever becomes of a query; the status and the words are made those that REST would have. What is said
    /// against one of several `nodes` is no refusal of the others.
    fn in_rest(mut self) -> Self {
        let answer = serde_json::from_slice::<graph::Answer<serde_json::Value>>(&self.body);
        if let (200, Ok(answer)) = (self.status, answer)
            && let Some(error) = answer.errors.iter().find(|error| error.node().is_none())
        {
            let (status, message) = error.as_rest();
            self.status = status;
            self.body = serde_json::json!({ "message": message }).to_string().into_bytes();
        }
        self
    }

    /// Nothing, or why it was refused.
    pub(super) fn done(self) -> Result<(), Refused> {
        if (200..300).contains(&self.status) {
            return Ok(());
        }
        Err(self.refused())
    }

    fn refused(self) -> Refused {
        let message = serde_json::from_slice::<wire::Message>(&self.body).map_or_else(
            |_| String::from_utf8_lossy(&self.body).into_owned(),
            wire::Message::text,
        );
        Refused {
            status: self.status,
            method: self.method.to_string(),
            path: self.path,
            message,
            request: self.request,
        }
    }
}

/// Follows a repository that has another name, and nothing that leads to another server: what that says is not GitHub's.
fn on_the_same_server(attempt: Attempt<'_>) -> Action {
    let to = attempt.url();
    let same = attempt.previous().iter().all(|from| from.origin() == to.origin());
    if same && attempt.previous().len() < REDIRECTS {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// An error with what caused it. The token is in none of them.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        // octocrab shows where in its code an error was made.
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        if !line.is_empty() && words.last() != Some(&line) {
            words.push(line);
        }
        next = error.source();
    }
    words.join(": ")
}

/// The time after a wait.
fn at(wait: Duration) -> String {
    let now = Timestamp::now();
    let at = now.checked_add(wait).unwrap_or(now);
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

fn text_of(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.trim().to_owned())
}

fn limits_of(headers: &HeaderMap) -> Limits {
    let number = |name| text_of(headers, name)?.parse::<u64>().ok();
    let date = text_of(headers, "date").and_then(|text| DateTimeParser::new().parse_timestamp(&text).ok());
    // Its clock and ours may differ; only its own counts.
    let now = date.unwrap_or_else(Timestamp::now).as_second();
    let reset = number("x-ratelimit-reset").and_then(|at| i64::try_from(at).ok());
    Limits {
        retry_after: text_of(headers, "retry-after").map(|text| text.parse().unwrap_or(0)),
        remaining: number("x-ratelimit-remaining"),
        reset_in: reset.map(|at| u64::try_from(at.saturating_sub(now)).unwrap_or(0)),
    }
}

/// The address behind `rel="next"` of a `Link` header.
fn next_of(headers: &HeaderMap) -> Option<String> {
    let link = text_of(headers, "link")?;
    link.split(',').find_map(|part| {
        let (url, rest) = part.trim().strip_prefix('<')?.split_once('>')?;
        rest.contains("rel=\"next\"").then(|| url.to_owned())
    })
}
