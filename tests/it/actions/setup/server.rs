//! A server of releases, and a proxy to one, that does what networks do.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What is done with one request.
pub(super) enum Answer {
    File(Vec<u8>),
    Status(u16),
    Redirect(String),
    /// Says that it is longer than it is, and ends.
    Truncated(Vec<u8>),
    /// Says that it is longer than it is, and waits for the other side to end.
    Stalled(Vec<u8>),
    Nothing,
}

pub(super) struct Server {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers by what was asked for, as `METHOD address`, and how many requests there were before.
    pub(super) fn new(answer: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let memory = Arc::clone(&asked);
        let answer = Arc::new(answer);
        // It ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (memory, answer) = (Arc::clone(&memory), Arc::clone(&answer));
                std::thread::spawn(move || {
                    if let Some(request) = request(&stream) {
                        let before = {
                            let mut memory = memory.lock().expect("nobody panicked");
                            memory.push(request.clone());
                            memory.len() - 1
                        };
                        // One that hangs up early has its reasons.
                        let _ = send(stream, answer(&request, before));
                    }
                });
            }
        });
        Self { url, asked }
    }

    /// Has one file, whatever it is asked for.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self::new(move |_, _| Answer::File(bytes.clone()))
    }

    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panicked").clone()
    }
}

fn request(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    // The headers.
    while !lines.next()?.ok()?.is_empty() {}
    Some(first.rsplit_once(' ')?.0.to_owned())
}

fn send(mut stream: TcpStream, answer: Answer) -> std::io::Result<()> {
    let mut head = |status: &str, length: usize| {
        let end = "Connection: close\r\n\r\n";
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{end}")
    };
    match answer {
        Answer::File(bytes) => {
            head("200 OK", bytes.len())?;
            stream.write_all(&bytes)
        }
        Answer::Status(code) => head(&format!("{code} So"), 0),
        Answer::Redirect(to) => head(&format!("302 Found\r\nLocation: {to}"), 0),
        Answer::Truncated(bytes) => {
            head("200 OK", bytes.len() + 1)?;
            stream.write_all(&bytes)
        }
        Answer::Stalled(bytes) => {
            head("200 OK", bytes.len() + 1)?;
            stream.write_all(&bytes)?;
            stream.read_to_end(&mut Vec::new()).map(drop)
        }
        Answer::Nothing => Ok(()),
    }
}
