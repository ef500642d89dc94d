//! The servers: started with the first test that needs them, and ended with the process, because they watch their input.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use super::http::{Answer, call};
use crate::support::{project, skip};

/// Both stand-ins. Each is one of `tests/stand-ins/*.py`, whose first lines say what it does.
pub(crate) struct Servers {
    pub(crate) aws: Server,
    pub(crate) github: Server,
}

/// A stand-in that listens. It ends when its input does.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// Its input is open as long as this process lives.
    _child: Child,
}

/// The servers of this process; none after saying that they are not installed.
pub(crate) fn servers() -> Option<&'static Servers> {
    static SERVERS: OnceLock<Option<Servers>> = OnceLock::new();
    let servers = SERVERS.get_or_init(|| {
        let installed = project().join("tests/stand-ins/.installed");
        let python = installed.join("servers/bin/python");
        let files = ["api.github.com.json", "github.graphql"];
        if !python.is_file() || !files.iter().all(|name| installed.join(name).is_file()) {
            return None;
        }
        // Both at once: starting is most of their work.
        let github = std::thread::spawn({
            let python = python.clone();
            move || Server::start(&python, "github.py")
        });
        let aws = Server::start(&python, "aws.py");
        Some(Servers {
            aws,
            github: github.join().expect("GitHub starts"),
        })
    });
    if servers.is_none() {
        skip("the stand-ins of AWS and GitHub are not installed (tests/stand-ins/install.sh)");
    }
    servers.as_ref()
}

impl Server {
    fn start(python: &PathBuf, script: &str) -> Self {
        let mut child = Command::new(python)
            .arg(project().join("tests/stand-ins").join(script))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let told: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{script} did not start: {line}"));
        let port = told["port"].as_u64().and_then(|port| u16::try_from(port).ok());
        Self {
            port: port.expect("a port"),
            _child: child,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks the stand-in itself.
    pub(crate) fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        call(self.port, method, path, None, body)
    }

    /// Every request of a world so far.
    pub(crate) fn log(&self, world: &str) -> Vec<Value> {
        let log = self.control("GET", &format!("/_log?for={world}"), None).good();
        log.as_array().expect("a list").clone()
    }

    /// Scripts a fault of a world: see `serving.py`.
    pub(crate) fn fault(&self, world: &str, mut script: Value) {
        script["for"] = world.into();
        self.control("POST", "/_faults", Some(&script)).good();
    }

    /// What is scripted, with `seen` and `met`; nothing is afterwards, and answers that are held go out.
    pub(crate) fn clear_faults(&self, world: &str) -> Value {
        self.control("DELETE", &format!("/_faults?for={world}"), None)
            .good()
    }

    /// Waits a moment for an answer to be held.
    pub(crate) fn holds(&self, world: &str) -> bool {
        let asked = self
            .control("GET", &format!("/_held?for={world}&seconds=0.05"), None)
            .good();
        asked["held"] == true
    }
}
