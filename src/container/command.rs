//! The calls of `docker`, `ctr`, `nerdctl` and `crictl` in the scripts of a component.

use super::line::{self, Given};
use super::reference::Reference;
use super::variables::{Variables, inner, whole};
use crate::component::{DefinitionKind, Step};
use crate::script::{Call, Script, Scripts, Shell, Word};
use crate::source::Span;
use crate::yaml::shorten;

/// As many images of a document are looked at, each place in its own right.
const MOST: usize = 2_000;

/// A tool for containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `docker`.
    Docker,
    /// `dockerd`.
    Dockerd,
    /// `ctr` of containerd.
    Ctr,
    /// `nerdctl` of containerd.
    Nerdctl,
    /// `crictl`, which asks what kubelet asks.
    Crictl,
}

/// What a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Pulls images.
    Pull,
    /// Loads or imports images from a file.
    Load,
    /// Saves images to a file.
    Save,
    /// Logs in to a registry.
    Login,
    /// Logs out.
    Logout,
    /// Removes images.
    Remove,
    /// Removes images that are not in use.
    Prune,
    /// Lists, checks or inspects images.
    List,
    /// Tags or labels images.
    Label,
    /// Runs a container.
    Run,
    /// Starts the daemon.
    Serve,
    /// Another command about images.
    OtherOfImages,
    /// Anything else.
    Other,
}

/// One call.
#[derive(Debug)]
pub struct Command {
    /// The number of its script.
    pub script: usize,
    /// Its number among the calls of the script.
    pub call: usize,
    /// The tool.
    pub client: Client,
    /// What it does.
    pub verb: Verb,
    /// The word that names the tool.
    pub program: Word,
    /// Its options.
    pub options: Vec<Given>,
    /// Options behind the first argument, which `ctr` does not read.
    pub unread: Vec<Given>,
    /// What it is given besides options.
    pub arguments: Vec<Word>,
    /// The images that it names, where they are references as far as they are known.
    pub images: Vec<Image>,
}

/// An image that a command names.
#[derive(Clone, Debug)]
pub struct Image {
    /// The reference.
    pub reference: Reference,
    /// Its text, with the variables in it that stand for one text replaced.
    pub text: String,
    /// Where it is written: at the command, in the list that a loop goes through, or in the `loop` of the step.
    pub span: Span,
    /// The same where the document has exactly the bytes of `text` there, so that they can be replaced.
    pub verbatim: Option<Span>,
}

impl Image {
    /// Its text for a message: whole, unless it is longer than references are.
    pub fn shown(&self) -> String {
        const MOST: usize = 160;
        if self.text.len() <= MOST && !self.text.contains(char::is_control) {
            self.text.clone()
        } else {
            shorten(&self.text)
        }
    }
}

/// The commands of a component, in order of the document.
#[derive(Debug)]
pub struct Commands<'s, 'c, 'a> {
    /// The scripts that they stand in.
    pub scripts: &'s Scripts<'c, 'a>,
    /// The commands.
    pub all: Vec<Command>,
}

impl<'s, 'c, 'a> Commands<'s, 'c, 'a> {
    /// Reads the commands of a component.
    pub fn of(scripts: &'s Scripts<'c, 'a>) -> Self {
        let mut all = Vec::new();
        let mut images = 0;
        for (number, script) in scripts.all.iter().enumerate() {
            // Most scripts have none: variables are read when the first one asks.
            let mut variables: Option<Variables> = None;
            for (call_number, call) in script.calls.iter().enumerate() {
                let Some((client, words)) = recognised(call, script, &mut variables) else {
                    continue;
                };
                let variables = variables.get_or_insert_with(|| Variables::of(script));
                let Some((program, behind)) = words.split_first() else {
                    continue;
                };
                let line = line::read(client, behind);
                let mut command = Command {
                    script: number,
                    call: call_number,
                    client,
                    verb: line.verb,
                    program: program.clone(),
                    options: line.options,
                    unread: line.unread,
                    arguments: line.arguments,
                    images: Vec::new(),
                };
                if images < MOST {
                    command.images = images_of(&command, scripts, script, variables);
                    images += command.images.len();
                }
                all.push(command);
            }
        }
        Self { scripts, all }
    }

    /// The command that a call is.
    pub fn at(&self, script: usize, call: usize) -> Option<&Command> {
        let found = self
            .all
            .binary_search_by_key(&(script, call), |command| (command.script, command.call));
        self.all.get(found.ok()?)
    }

    /// The script of a command.
    pub fn script(&self, command: &Command) -> &'s Script<'c, 'a> {
        &self.scripts.all[command.script]
    }

    /// The call of a command.
    pub fn call(&self, command: &Command) -> &'s Call {
        &self.scripts.all[command.script].calls[command.call]
    }

    /// Where the name of the tool stands.
    pub fn place(&self, command: &Command) -> Span {
        self.script(command).place(&command.program.range)
    }

    /// The name of the phase of a command.
    pub fn phase(&self, command: &Command) -> &'a str {
        let component = self.scripts.component;
        let phase = component.phases.get(self.script(command).step.phase);
        phase.map_or("", |phase| phase.text())
    }

    /// The pulls, in order.
    pub fn pulls(&self) -> impl Iterator<Item = &Command> {
        self.all.iter().filter(|command| command.verb == Verb::Pull)
    }
}

impl Command {
    /// The last option of one of these names.
    pub fn option(&self, names: &[&str]) -> Option<&Given> {
        self.options
            .iter()
            .rev()
            .find(|given| names.contains(&given.name.as_str()))
    }

    /// Whether a list of arguments that is not known (`@arguments`, `"$@"`) may hold more options.
    pub fn is_open(&self) -> bool {
        let splat = |word: &Word| {
            word.text.starts_with('@') || word.text.starts_with("$@") || word.text.contains("[@]")
        };
        self.arguments.iter().any(splat) || self.options.iter().any(|given| splat(&given.word))
    }

    /// The word that people know the tool by.
    pub fn tool(&self) -> &'static str {
        match self.client {
            Client::Docker => "docker",
            Client::Dockerd => "dockerd",
            Client::Ctr => "ctr",
            Client::Nerdctl => "nerdctl",
            Client::Crictl => "crictl",
        }
    }
}

fn client(program: &str) -> Option<Client> {
    match program {
        "docker" => Some(Client::Docker),
        "dockerd" => Some(Client::Dockerd),
        "ctr" => Some(Client::Ctr),
        "nerdctl" => Some(Client::Nerdctl),
        "crictl" => Some(Client::Crictl),
        _ => None,
    }
}

/// The tool that a call runs and the words from its name on: called by its name, by a variable that has its path, or
/// through `Start-Process`.
fn recognised(
    call: &Call,
    script: &Script<'_, '_>,
    variables: &mut Option<Variables>,
) -> Option<(Client, Vec<Word>)> {
    let program = call.program();
    let first = call.name()?;
    let words = || std::iter::once(first).chain(call.arguments()).cloned().collect();
    if let Some(client) = client(program) {
        return Some((client, words()));
    }
    if matches!(program, "start-process" | "saps" | "start") && script.shell == Shell::PowerShell {
        return started(call);
    }
    if first.literal || script.shell == Shell::None {
        return None;
    }
    let name = whole(&first.text)?;
    let variables = variables.get_or_insert_with(|| Variables::of(script));
    Some((client(&path_in(script, variables, name)?)?, words()))
}

/// The program whose path a variable has: written out, or found by `Get-Command ctr.exe`, `Join-Path $x 'ctr.exe'` and the like.
fn path_in(script: &Script<'_, '_>, variables: &Variables, name: &str) -> Option<String> {
    let side = variables.side(script, name)?;
    let words = side.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')));
    let mut tools = words.map(file_name).filter(|word| client(word).is_some());
    let tool = tools.next()?;
    // With arguments it is the output of the tool and no path.
    let is_path = side.contains(".exe")
        || ["Get-Command", "which", "command -v"]
            .iter()
            .any(|how| side.contains(how));
    let alone = side.trim().trim_matches(['\'', '"']).trim_end() == tool
        || side.trim().ends_with(&format!("/{tool}"));
    (is_path || alone).then_some(tool)
}

/// A program's name in lower case, without folder and `.exe`.
fn file_name(text: &str) -> String {
    let name = text
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    name.strip_suffix(".exe").map(str::to_owned).unwrap_or(name)
}

/// `Start-Process -FilePath docker -ArgumentList 'pull x'`.
fn started(call: &Call) -> Option<(Client, Vec<Word>)> {
    let mut words = call.arguments().iter();
    let (mut program, mut arguments) = (None, Vec::new());
    while let Some(word) = words.next() {
        match word.text.to_ascii_lowercase().as_str() {
            "-filepath" => program = words.next(),
            "-argumentlist" | "-args" => arguments.push(words.next()?),
            "-workingdirectory"
            | "-redirectstandardoutput"
            | "-redirectstandarderror"
            | "-windowstyle"
            | "-verb" => {
                words.next();
            }
            option if option.starts_with('-') => {}
            _ if program.is_none() => program = Some(word),
            _ => arguments.push(word),
        }
    }
    let program = program?;
    let client = client(&file_name(&program.text))?;
    let mut all = vec![program.clone()];
    for argument in arguments {
        let range = inner(argument);
        let mut at = 0;
        for part in argument.text.split([' ', ',', '\'', '"', '(', ')']) {
            if !part.is_empty() && part != "@" {
                let exact = range.len() == argument.text.len();
                all.push(Word {
                    text: part.to_owned(),
                    range: if exact {
                        range.start + at..range.start + at + part.len()
                    } else {
                        argument.range.clone()
                    },
                    literal: !part.contains(['$', '{']),
                });
            }
            at += part.len() + 1;
        }
    }
    Some((client, all))
}

/// The images that a command names.
fn images_of(
    command: &Command,
    scripts: &Scripts<'_, '_>,
    script: &Script<'_, '_>,
    variables: &Variables,
) -> Vec<Image> {
    let named: &[Word] = match (command.verb, command.client) {
        // Only the first one is the image: labels come behind it, and `ctr` pulls one.
        (Verb::Pull | Verb::Label, _) => command.arguments.get(..1).unwrap_or_default(),
        (Verb::Remove, _) => &command.arguments,
        _ => &[],
    };
    let mut images = Vec::new();
    for word in named {
        if let Some(loops) = of_loop(word, scripts, script.step) {
            images.extend(loops);
            continue;
        }
        for known in variables.readings(word) {
            let text = known.text.trim().to_owned();
            let Some(reference) = Reference::parse(&text) else {
                continue;
            };
            let exact = script.text.get(known.range.clone()) == Some(text.as_str());
            images.push(Image {
                reference,
                span: script.place(&known.range),
                verbatim: exact.then(|| script.verbatim(&known.range)).flatten(),
                text,
            });
        }
    }
    images
}

/// The images that `{{ loop.value }}` or `{{ Constant }}` stands for.
fn of_loop(word: &Word, scripts: &Scripts<'_, '_>, step: &Step<'_>) -> Option<Vec<Image>> {
    let name = word.text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let nodes: Vec<_> = if let Some(of) = name.strip_suffix(".value") {
        let own = step.looping.as_ref();
        let own = own.filter(|own| of == "loop" || of == own.text())?;
        own.each()?.items().filter(|item| item.is_scalar()).collect()
    } else {
        let constant = scripts.component.definition(name);
        let constant = constant.filter(|constant| constant.kind == DefinitionKind::Constant)?;
        constant.body.scalar("value").into_iter().collect()
    };
    let image = |node: &crate::yaml::Node<'_>| {
        let text = node.text()?.trim().to_owned();
        Some(Image {
            reference: Reference::parse(&text)?,
            span: node.span(),
            verbatim: (node.raw() == text).then(|| node.span()),
            text,
        })
    };
    Some(nodes.iter().filter_map(image).take(MOST).collect())
}
