//! Every form in which a document can stand in another file, written from the grammars of the hosts and not from the
//! code that reads them. Each says for every byte of the document where it stands.

use amiforge::source::Span;

/// One form.
pub(crate) struct Form {
    pub(crate) about: &'static str,
    /// A name for the host, which says how it is read.
    pub(crate) name: &'static str,
    /// The host for a document and a platform; nothing when the form cannot hold it.
    pub(crate) put: fn(&str, &str) -> Option<Host>,
}

/// A host and where it has each byte of the document.
pub(crate) struct Host {
    pub(crate) text: String,
    bytes: Vec<(usize, usize)>,
}

impl Host {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            bytes: Vec::new(),
        }
    }

    /// Bytes that are the host's own.
    fn own(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// A character of the document as it is.
    fn same(&mut self, c: char) {
        let at = self.text.len();
        self.text.push(c);
        self.bytes.extend((at..self.text.len()).map(|at| (at, at + 1)));
    }

    /// A character of the document that is written in another way.
    fn written(&mut self, c: char, written: &str) {
        let at = self.text.len();
        self.text.push_str(written);
        let place = (at, self.text.len());
        self.bytes.extend(std::iter::repeat_n(place, c.len_utf8()));
    }

    /// The place of a span of the document.
    pub(crate) fn place(&self, span: Span) -> Span {
        let (start, end) = (span.start as usize, span.end as usize);
        let Some(&(from, _)) = self.bytes.get(start) else {
            let end = self.bytes.last().map_or(0, |(_, end)| *end);
            return Span::new(end, end);
        };
        if end <= start {
            return Span::new(from, from);
        }
        let to = self.bytes[end.min(self.bytes.len()) - 1].1;
        Span::new(from, to)
    }
}

pub(crate) const FORMS: &[Form] = &[
    Form {
        about: "a block of CloudFormation",
        name: "x.yaml",
        put: |text, platform| block(text, platform, "Data: ", "", ""),
    },
    Form {
        about: "a folded block of CloudFormation",
        name: "x.template",
        put: folded,
    },
    Form {
        about: "a string of JSON",
        name: "x.template.json",
        put: |text, platform| Some(json(text, "", &cloudformation_json(platform), "}}}}", false)),
    },
    Form {
        about: "lines that are joined",
        name: "x.json",
        put: joined,
    },
    Form {
        about: "pieces that are joined",
        name: "x.template.json",
        put: |text, platform| Some(pieces(text, platform)),
    },
    Form {
        about: "a block of `!Sub`",
        name: "x.yml",
        put: |text, platform| block(text, platform, "Data: !Sub ", "!", ""),
    },
    Form {
        about: "a block of `Fn::Sub` with variables",
        name: "x.yaml",
        put: |text, platform| {
            block(
                text,
                platform,
                "Data:\n        Fn::Sub:\n        - ",
                "!",
                "        - {X: y}\n",
            )
        },
    },
    Form {
        about: "double quotes of YAML",
        name: "x.yaml",
        put: |text, platform| Some(json(text, "", &cloudformation(platform, "Data: "), "\n", false)),
    },
    Form {
        about: "a request",
        name: "x.yaml",
        put: request,
    },
    Form {
        about: "a heredoc",
        name: "x.tf",
        put: |text, platform| heredoc(text, platform, "<<EOT\n", ""),
    },
    Form {
        about: "an indented heredoc",
        name: "x.tofu",
        put: |text, platform| heredoc(text, platform, "<<-EOT\n", "    "),
    },
    Form {
        about: "a string of Terraform",
        name: "x.tf",
        put: |text, platform| Some(json(text, "$%", &terraform(platform), "\n}\n", true)),
    },
    Form {
        about: "a string of Terraform's JSON",
        name: "x.tf.json",
        put: |text, platform| Some(json(text, "$%", &terraform_json(platform), "}}}}", false)),
    },
];

fn cloudformation(platform: &str, data: &str) -> String {
    format!(
        "Resources:\n  A:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Platform: {platform}\n      {data}"
    )
}

fn cloudformation_json(platform: &str) -> String {
    format!(
        "{{\"Resources\": {{\"A\": {{\"Type\": \"AWS::ImageBuilder::Component\", \"Properties\": {{\"Platform\": \"{platform}\", \
         \"Data\": "
    )
}

fn terraform(platform: &str) -> String {
    format!("resource \"aws_imagebuilder_component\" \"x\" {{\n  platform = \"{platform}\"\n  data = ")
}

fn terraform_json(platform: &str) -> String {
    format!(
        "{{\"resource\": {{\"aws_imagebuilder_component\": {{\"x\": {{\"platform\": \"{platform}\", \"data\": "
    )
}

/// The header of a block for a text: how its end is kept, and how far it is indented where its first line does not tell.
fn header(text: &str, mark: char, indent: usize) -> Option<String> {
    let first = text.lines().find(|line| !line.is_empty())?;
    let indent = if first.starts_with(' ') {
        indent.to_string()
    } else {
        String::new()
    };
    let chomp = match text {
        _ if text.ends_with("\n\n") => "+",
        _ if text.ends_with('\n') => "",
        _ => "-",
    };
    Some(format!("{mark}{indent}{chomp}\n"))
}

/// A `|` block. `sub` is what escapes a `${` where that has a meaning.
fn block(text: &str, platform: &str, data: &str, sub: &str, behind: &str) -> Option<Host> {
    let start = cloudformation(platform, data);
    let column = start.rsplit('\n').next()?.find(|c| c != ' ')?;
    let mut host = Host::new(start + &header(text, '|', 2)?);
    lines(&mut host, text, &" ".repeat(column + 2), sub);
    Some(host.own(behind))
}

/// The lines of a document, indented where they are not empty.
fn lines(host: &mut Host, text: &str, indent: &str, sub: &str) {
    for line in text.split_inclusive('\n') {
        if line != "\n" {
            host.text.push_str(indent);
        }
        characters(host, line, sub);
        if !line.ends_with('\n') {
            host.text.push('\n');
        }
    }
}

fn characters(host: &mut Host, line: &str, sub: &str) {
    for (at, c) in line.char_indices() {
        host.same(c);
        if c == '{' && line[..at].ends_with('$') {
            host.text.push_str(sub);
        }
    }
}

/// A `>` block: a line break between two lines that do not begin with a blank is written twice.
fn folded(text: &str, platform: &str) -> Option<Host> {
    let blank = |line: &str| line.trim().is_empty() && line != "\n";
    if text.split_inclusive('\n').any(blank) || !text.ends_with('\n') || text.starts_with(['\n', ' ']) {
        return None;
    }
    let mut host = Host::new(cloudformation(platform, "Data: ") + &header(text, '>', 2)?);
    let indent = " ".repeat(8);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    host.text.push_str(&indent);
    for (number, line) in lines.iter().enumerate() {
        let content = line.trim_end_matches('\n');
        content.chars().for_each(|c| host.same(c));
        if content.is_empty() {
            continue;
        }
        let empty = lines[number + 1..]
            .iter()
            .take_while(|line| **line == "\n")
            .count();
        let Some(next) = lines.get(number + 1 + empty) else {
            (0..=empty).for_each(|_| host.same('\n'));
            break;
        };
        if content.starts_with(' ') || next.starts_with(' ') {
            (0..=empty).for_each(|_| host.same('\n'));
            host.text.push_str(&indent);
        } else {
            let at = host.text.len();
            host.text.push_str(&"\n".repeat(empty + 2));
            host.text.push_str(&indent);
            let place = (at, host.text.len());
            host.bytes.extend(std::iter::repeat_n(place, empty + 1));
        }
    }
    Some(host)
}

fn request(text: &str, platform: &str) -> Option<Host> {
    let start = format!("name: x\nsemanticVersion: 1.0.0\nplatform: {platform}\ndata: ");
    let mut host = Host::new(start + &header(text, '|', 2)?);
    lines(&mut host, text, "  ", "");
    Some(host)
}

/// In double quotes. `doubled`: characters that are doubled before `{`. `hcl`: as HCL escapes.
fn json(text: &str, doubled: &str, start: &str, end: &str, hcl: bool) -> Host {
    let mut host = Host::new(format!("{start}\""));
    quoted(&mut host, text, doubled, hcl);
    host.own("\"").own(end)
}

fn quoted(host: &mut Host, text: &str, doubled: &str, hcl: bool) {
    for (at, c) in text.char_indices() {
        match c {
            '"' => host.written(c, "\\\""),
            '\\' => host.written(c, "\\\\"),
            '\n' => host.written(c, "\\n"),
            'é' => host.written(c, "\\u00e9"),
            '\u{1f600}'.. if hcl => host.written(c, &format!("\\U{:08x}", c as u32)),
            _ => {
                if doubled.contains(c) && text[at + 1..].starts_with('{') {
                    host.text.push(c);
                }
                host.same(c);
            }
        }
    }
}

/// `Fn::Join` of lines, as the CDK writes them, with a line break between them.
fn joined(text: &str, platform: &str) -> Option<Host> {
    let start = cloudformation_json(platform) + "{\"Fn::Join\": [\"\\n\", [";
    let mut host = Host::new(start);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            // What stands between two lines is nowhere; it counts to the end of the first one.
            let at = host.text.len() - 2;
            host.bytes.push((at, at));
        }
        host.text.push('"');
        let before = host.text.len();
        quoted(&mut host, line, "", false);
        if host.text.len() == before && number == 0 {
            return None;
        }
        host.text.push_str("\",");
    }
    host.text.pop();
    Some(host.own("]]}}}}}"))
}

/// `Fn::Join` of pieces with nothing between them, as the CDK writes what has references in it: they end anywhere.
fn pieces(text: &str, platform: &str) -> Host {
    let start = cloudformation_json(platform) + "{\"Fn::Join\": [\"\", [";
    let mut host = Host::new(start);
    let characters: Vec<char> = text.chars().collect();
    for piece in characters.chunks(50) {
        host.text.push('"');
        quoted(&mut host, &piece.iter().collect::<String>(), "", false);
        host.text.push_str("\", ");
    }
    host.text.truncate(host.text.len() - 2);
    host.own("]]}}}}}")
}

fn heredoc(text: &str, platform: &str, mark: &str, indent: &str) -> Option<Host> {
    let whole = text.ends_with('\n') && text.lines().all(|line| line.trim() != "EOT");
    let flush = text
        .lines()
        .any(|line| line.starts_with(|c: char| !c.is_whitespace()));
    if !whole || !flush {
        return None;
    }
    let mut host = Host::new(terraform(platform) + mark);
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            host.text.push_str(indent);
        }
        for (at, c) in line.char_indices() {
            if matches!(c, '$' | '%') && line[at + 1..].starts_with('{') {
                host.text.push(c);
            }
            host.same(c);
        }
    }
    Some(host.own(indent).own("EOT\n}\n"))
}
