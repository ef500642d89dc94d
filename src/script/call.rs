//! One call, and the questions that rules ask of it.

use std::ops::Range;

use super::Shell;

/// One call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The words, the name first; `NAME=value` before it and redirections are not among them. A method of .NET is a call
    /// too: its name is `[Type]::Member`, or `.Member` of something, and its arguments are the words behind it.
    pub words: Vec<Word>,
    /// `NAME=value` before the name.
    pub assignments: Vec<Word>,
    /// Redirections.
    pub redirects: Vec<Redirect>,
    /// From the first byte to the last, in the text of the script.
    pub range: Range<usize>,
    /// The call whose output it reads by a pipe, as an index of `calls`.
    pub reads: Option<usize>,
    /// The call in whose words it stands, as an index of `calls`: as a substitution (`$( … )`), in a block that a cmdlet is
    /// given, or as a script of its own (`bash -c '…'`).
    pub within: Option<usize>,
    /// Whether it may be left out when the script runs: in a branch, a loop, a function, a handler, or behind `&&` or `||`.
    pub conditional: bool,
    /// Whether the script looks at how it ends: it is a condition, or stands before `&&` or `||`.
    pub tested: bool,
    /// The program that it runs in the end, see [`Call::program`].
    program: String,
    /// Which of the words names that program.
    at: usize,
}

/// `> file` and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The operator, such as `>>` or `2>`.
    pub operator: String,
    /// The file; for `<<` and `<<<` the text itself.
    pub target: Word,
}

/// One word of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its text, quotes and escapes undone; variables and references as they are written.
    pub text: String,
    /// Where it stands in the text of the script, quotes included.
    pub range: Range<usize>,
    /// Whether it is known as it stands: no variable, no substitution, no reference in it.
    pub literal: bool,
}

impl Word {
    /// The items of a list in PowerShell: what stands between commas, without the quotes of `@('a', 'b')`.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        let list = self.text.strip_prefix('@').unwrap_or(&self.text);
        let list = list
            .strip_prefix('(')
            .and_then(|list| list.strip_suffix(')'))
            .unwrap_or(list);
        list.split(',')
            .map(|item| item.trim().trim_matches(['\'', '"']))
            .filter(|item| !item.is_empty())
    }
}

impl Redirect {
    /// Whether it writes a file: `>`, `>>`, `&>`, `2>`, `>|`; not what only joins two streams.
    pub fn writes(&self) -> bool {
        self.operator.contains('>') && !self.operator.ends_with('&') && !self.target.text.is_empty()
    }
}

impl Call {
    pub(super) fn new(words: Vec<Word>, range: Range<usize>, shell: Shell) -> Self {
        let (at, program) = program(&words, shell);
        Self {
            words,
            range,
            program,
            at,
            ..Self::default()
        }
    }

    /// Moves all its places.
    pub(super) fn each_range(&mut self, mut place: impl FnMut(&mut Range<usize>)) {
        place(&mut self.range);
        let words = self.words.iter_mut().chain(&mut self.assignments);
        for word in words.chain(self.redirects.iter_mut().map(|redirect| &mut redirect.target)) {
            place(&mut word.range);
        }
    }

    /// The program without its folder and `.exe`, in lower case; what only starts another one (`sudo`, `env`, `nohup`, `exec`,
    /// `time`, `command`, `&`) is passed over. Empty where it is not known.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Whether it runs one of these programs or cmdlets; letter case does not matter.
    pub fn runs(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(&self.program))
    }

    /// The word that names the program.
    pub fn name(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    /// The words behind the program.
    pub fn arguments(&self) -> &[Word] {
        self.words.get(self.at + 1..).unwrap_or_default()
    }

    /// The words before the program: `sudo` and the like with their options.
    pub fn starters(&self) -> &[Word] {
        self.words.get(..self.at).unwrap_or_default()
    }

    /// The arguments that are no options. Which options have a value in the next word is for the caller to know; `valued` are
    /// those.
    pub fn operands<'c>(&'c self, valued: &'c [&str]) -> impl Iterator<Item = &'c Word> {
        let mut skip = false;
        let mut all = false;
        self.arguments().iter().filter(move |word| {
            let text = word.text.as_str();
            if std::mem::take(&mut skip) {
                return false;
            }
            if text == "--" && !all {
                all = true;
                return false;
            }
            let option = !all && text.len() > 1 && text.starts_with('-');
            skip = option && valued.contains(&text);
            !option
        })
    }

    /// The first words that are no options, to be compared with a sub-command: `["images", "pull"]`.
    pub fn command<'c>(&'c self, valued: &'c [&str]) -> impl Iterator<Item = &'c str> {
        self.operands(valued).map(|word| word.text.as_str())
    }

    /// The value of an option: of `-n x`, `-n=x`, `--namespace=x`, `-Scope Process`, `-Scope:Process`. Of several names the
    /// first that is there; the names of PowerShell's parameters (`-Scope`) in any letter case.
    pub fn argument(&self, names: &[&str]) -> Option<Argument<'_>> {
        let words = self.arguments();
        words.iter().enumerate().find_map(|(at, word)| {
            let rest = names.iter().find_map(|name| option(&word.text, name))?;
            match rest.strip_prefix(['=', ':']) {
                Some(value) => Some(Argument { value, word }),
                None => words.get(at + 1).map(|next| Argument {
                    value: &next.text,
                    word: next,
                }),
            }
        })
    }

    /// Whether an option is there, with or without a value behind `=` or `:`; a single letter also among others (`-y` in
    /// `-qy`).
    pub fn has_flag(&self, names: &[&str]) -> bool {
        self.flag(names).is_some()
    }

    /// The word that has one of these options, see [`Call::has_flag`].
    pub fn flag(&self, names: &[&str]) -> Option<&Word> {
        let bundled = |word: &Word, name: &str| {
            let (Some(letters), Some(letter)) = (word.text.strip_prefix('-'), name.strip_prefix('-')) else {
                return false;
            };
            letter.len() == 1
                && letters.starts_with(|c: char| c.is_ascii_alphabetic())
                && letters.bytes().all(|b| b.is_ascii_alphanumeric())
                // A word of this length is a name and no bundle of letters.
                && letters.len() <= 5
                && letters.contains(letter)
        };
        self.arguments().iter().find(|word| {
            names
                .iter()
                .any(|name| option(&word.text, name).is_some() || bundled(word, name))
        })
    }
}

/// The value of an option.
#[derive(Clone, Copy, Debug)]
pub struct Argument<'c> {
    /// The value.
    pub value: &'c str,
    /// The word that has it, with the option where both are one word.
    pub word: &'c Word,
}

/// What stands behind an option in its word: nothing, or `=value`, or `:value`.
fn option<'w>(word: &'w str, name: &str) -> Option<&'w str> {
    let head = word.get(..name.len())?;
    let rest = &word[name.len()..];
    // `-Scope` of PowerShell has no case; `-k` and `-K` of others are two options.
    let long = name.len() > 2 && !name.starts_with("--") && name.as_bytes()[1].is_ascii_uppercase();
    let same = head == name || long && head.eq_ignore_ascii_case(name);
    (same && (rest.is_empty() || rest.starts_with(['=', ':']))).then_some(rest)
}

/// What starts another program, with the options that have a value of their own.
const STARTERS: &[(&str, &[&str])] = &[
    (
        "sudo",
        &[
            "-u", "-g", "-h", "-p", "-C", "-r", "-t", "-T", "-U", "-D", "-R", "--user", "--group", "--host",
            "--prompt",
        ],
    ),
    ("doas", &["-u", "-C"]),
    ("env", &["-u", "-C", "-S", "--unset", "--chdir"]),
    ("nohup", &[]),
    ("exec", &["-a"]),
    ("time", &["-f", "-o"]),
    ("command", &[]),
    ("builtin", &[]),
    ("nice", &["-n"]),
    ("ionice", &["-c", "-n", "-p"]),
    ("setsid", &[]),
    ("stdbuf", &["-i", "-o", "-e"]),
    ("timeout", &["-s", "-k", "--signal", "--kill-after"]),
    ("xargs", &["-I", "-n", "-P", "-L", "-d", "-a", "-E", "-s"]),
    ("&", &[]),
    (".", &[]),
];

/// The number of the word that names the program which runs in the end, and that name.
fn program(words: &[Word], shell: Shell) -> (usize, String) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = file_name(&word.text, shell);
        // `.` of bash reads a script, `&` starts nothing there.
        let known = STARTERS
            .iter()
            .find(|(starter, _)| *starter == name && (shell == Shell::PowerShell || name != "."));
        let Some((starter, valued)) = known else {
            return (at, name);
        };
        let mut next = at + 1;
        let mut operands = usize::from(*starter == "timeout");
        while let Some(word) = words.get(next) {
            let text = word.text.as_str();
            let option = text.starts_with('-') && text.len() > 1;
            if *starter == "command" && matches!(text, "-v" | "-V") {
                return (at, name);
            }
            let assignment = matches!(*starter, "env" | "sudo") && is_assignment(text);
            if option && valued.contains(&text) {
                next += 2;
            } else if option || assignment {
                next += 1;
            } else if operands > 0 {
                operands -= 1;
                next += 1;
            } else {
                break;
            }
        }
        if next >= words.len() {
            return (at, name);
        }
        at = next;
    }
    (0, String::new())
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// The name of a program without folder and `.exe`; nothing where it depends on a variable.
fn file_name(word: &str, shell: Shell) -> String {
    let separators: &[char] = if shell == Shell::Bash {
        &['/']
    } else {
        &['/', '\\']
    };
    let name = word.trim_end_matches(separators);
    // The type of a method is no folder.
    let name = if name.starts_with('[') {
        name
    } else {
        name.rsplit(separators).next().unwrap_or_default()
    };
    if name.contains(['$', '`', '{', '%', '<']) {
        return String::new();
    }
    let mut name = name.to_ascii_lowercase();
    if let Some(bare) = name.strip_suffix(".exe").map(str::len) {
        name.truncate(bare);
    }
    name
}
