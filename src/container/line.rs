//! The command lines of the tools for containers: which words are options, which are values of options.

use super::command::{Client, Verb};
use crate::script::Word;

/// An option that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its name without dashes.
    pub name: String,
    /// The word that it begins.
    pub word: Word,
    /// Its value, where it has one: a word of its own, or what stands behind `=`.
    pub value: Option<Word>,
}

/// A command line taken apart.
#[derive(Debug)]
pub(super) struct Line {
    pub verb: Verb,
    pub options: Vec<Given>,
    /// What is neither an option nor the words of the command.
    pub arguments: Vec<Word>,
    /// Options that stand behind the first argument, where the tool does not read them.
    pub unread: Vec<Given>,
}

/// Takes the words behind the program apart.
pub(super) fn read(client: Client, words: &[Word]) -> Line {
    let mut line = Line {
        verb: Verb::Other,
        options: Vec::new(),
        arguments: Vec::new(),
        unread: Vec::new(),
    };
    let mut named: Vec<String> = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        let is_option = word.text.len() > 1 && word.text.starts_with('-');
        if !is_option {
            // Two words name a command, such as `image pull`; what follows is given to it.
            if line.arguments.is_empty() && named.len() < 2 && word.literal {
                named.push(word.text.clone());
                if let Some(verb) = verb(client, &named) {
                    line.verb = verb;
                    named.resize(2, String::new());
                }
                continue;
            }
            line.arguments.push(word.clone());
            continue;
        }
        let text = word.text.trim_start_matches('-');
        let (name, behind) = match text.split_once('=') {
            Some((name, behind)) => (name, Some(behind.to_owned())),
            None => (text, None),
        };
        let value = match behind {
            Some(behind) => Some(Word {
                text: behind,
                ..word.clone()
            }),
            None if takes_value(client, line.verb, named.is_empty(), name) => rest.next().cloned(),
            None => None,
        };
        let given = Given {
            name: name.to_owned(),
            word: word.clone(),
            value,
        };
        // `ctr` stops reading options at the first argument.
        if client == Client::Ctr && !line.arguments.is_empty() {
            line.unread.push(given);
        } else {
            line.options.push(given);
        }
    }
    line
}

/// What a command does; none where its name is not whole yet.
fn verb(client: Client, named: &[String]) -> Option<Verb> {
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    match client {
        Client::Ctr => match named.as_slice() {
            ["images" | "image" | "i", second] => Some(match *second {
                "pull" => Verb::Pull,
                "import" => Verb::Load,
                "remove" | "rm" | "delete" | "del" => Verb::Remove,
                "prune" => Verb::Prune,
                "list" | "ls" | "check" | "inspect" | "usage" => Verb::List,
                "label" | "tag" => Verb::Label,
                _ => Verb::OtherOfImages,
            }),
            ["images" | "image" | "i"] => None,
            [_] => Some(Verb::Other),
            _ => None,
        },
        Client::Crictl => Some(match named.first().copied() {
            Some("pull") => Verb::Pull,
            Some("rmi") => Verb::Remove,
            Some("images" | "image" | "img" | "inspecti") => Verb::List,
            _ => Verb::Other,
        }),
        Client::Docker | Client::Nerdctl => match named.as_slice() {
            ["image" | "system" | "builder"] => None,
            ["pull"] | ["image", "pull"] => Some(Verb::Pull),
            ["load" | "import"] | ["image", "load" | "import"] => Some(Verb::Load),
            ["login"] => Some(Verb::Login),
            ["logout"] => Some(Verb::Logout),
            ["rmi"] | ["image", "rm" | "remove"] => Some(Verb::Remove),
            ["image" | "system", "prune"] => Some(Verb::Prune),
            ["images" | "inspect"] | ["image", "ls" | "list" | "inspect"] => Some(Verb::List),
            ["run" | "create"] => Some(Verb::Run),
            ["save"] | ["image", "save"] => Some(Verb::Save),
            ["tag"] | ["image", "tag"] => Some(Verb::Label),
            _ => Some(Verb::Other),
        },
        Client::Dockerd => Some(Verb::Serve),
    }
}

/// Whether the word behind an option is its value. `first` is before the name of the command.
fn takes_value(client: Client, verb: Verb, first: bool, name: &str) -> bool {
    let names: &[&str] = match (client, first, verb) {
        (Client::Docker, true, _) => &[
            "config",
            "c",
            "context",
            "H",
            "host",
            "l",
            "log-level",
            "tlscacert",
            "tlscert",
            "tlskey",
        ],
        (Client::Nerdctl, true, _) => &[
            "n",
            "namespace",
            "a",
            "address",
            "H",
            "host",
            "snapshotter",
            "storage-driver",
            "data-root",
            "cni-path",
            "cni-netconfpath",
            "cgroup-manager",
            "hosts-dir",
            "bridge-ip",
        ],
        // <https://github.com/containerd/containerd/blob/main/cmd/ctr/app/main.go>
        (Client::Ctr, true, _) => &["n", "namespace", "a", "address", "timeout", "connect-timeout"],
        (Client::Crictl, true, _) => &[
            "r",
            "runtime-endpoint",
            "i",
            "image-endpoint",
            "t",
            "timeout",
            "c",
            "config",
        ],
        (Client::Docker | Client::Nerdctl, false, Verb::Login) => &["u", "username", "p", "password"],
        (Client::Docker | Client::Nerdctl, false, Verb::Load) => {
            &["i", "input", "platform", "c", "change", "m", "message"]
        }
        (Client::Docker, false, _) => &["platform", "f", "filter", "format", "o", "output"],
        (Client::Nerdctl, false, _) => &[
            "platform",
            "unpack",
            "n",
            "namespace",
            "snapshotter",
            "verify",
            "cosign-key",
            "f",
            "filter",
            "format",
        ],
        // <https://github.com/containerd/containerd/blob/main/cmd/ctr/commands/commands.go>
        (Client::Ctr, false, _) => &[
            "u",
            "user",
            "platform",
            "snapshotter",
            "label",
            "hosts-dir",
            "tlscacert",
            "tlscert",
            "tlskey",
            "refresh",
            "max-concurrent-downloads",
            "base-name",
            "index-name",
        ],
        (Client::Crictl, false, _) => &[
            "creds",
            "auth",
            "a",
            "annotation",
            "pod-config",
            "o",
            "output",
            "f",
            "filter",
        ],
        (Client::Dockerd, ..) => &[],
    };
    names.contains(&name)
}
