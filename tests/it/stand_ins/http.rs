//! The little of HTTP that tests say to the stand-ins themselves.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// An answer: its status and its JSON, null when it has none.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Answer {
    /// The JSON of an answer that must be a success.
    #[track_caller]
    pub(crate) fn good(self) -> Value {
        assert!(self.status < 300, "{self:?}");
        self.json
    }
}

/// Sends one request to a port of loopback and reads the answer to its end.
pub(crate) fn call(port: u16, method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the stand-in listens");
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .expect("a time limit");
    let body = body.map(Value::to_string).unwrap_or_default();
    let token = token
        .map(|token| format!("Authorization: Bearer {token}\r\n"))
        .unwrap_or_default();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: tests\r\n{token}Content-Length: {}\r\nConnection: \
         close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
    Answer {
        status: status.unwrap_or_else(|| panic!("no status: {head}")),
        json: serde_json::from_str(body).unwrap_or_default(),
    }
}
