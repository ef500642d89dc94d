//! What scripts download: calls of `curl`, `wget`, `Invoke-WebRequest` and their like.

use std::ops::Range;

use super::literal::begins_with;
use crate::script::{Call, Script, Shell, Word};

/// What fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Curl,
    Wget,
    Aria2,
    /// `Invoke-WebRequest`, also by its aliases.
    WebRequest,
    /// `Invoke-RestMethod`, also by its alias.
    RestMethod,
    /// `Start-BitsTransfer`.
    Bits,
    /// A method of .NET's `WebClient`, such as `DownloadFile`.
    WebClient,
}

/// A download by a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Download {
    /// What fetches.
    pub(super) tool: Tool,
    /// The call, as an index of the script's calls; none for a method.
    pub(super) call: Option<usize>,
    /// Where it stands in the text of the script: the whole call, or the method with its first argument.
    pub(super) range: Range<usize>,
    /// What it fetches, as far as that stands there.
    pub(super) urls: Vec<Url>,
}

/// The address of a download.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// As written, without quotes.
    pub(super) text: String,
    /// Where it stands in the text of the script.
    pub(super) range: Range<usize>,
}

/// The methods of `WebClient` that fetch.
const METHODS: [&str; 4] = [
    ".downloadfile(",
    ".downloadstring(",
    ".downloaddata(",
    ".downloadfileasync(",
];

/// How many characters an address in quotes has at most.
const LONGEST: usize = 2_000;

/// Options with a value that is an address and no download, for each tool; in lower case but for those of one letter.
const OTHER_ADDRESSES: [&str; 20] = [
    "-x",
    "--proxy",
    "--preproxy",
    "-e",
    "--referer",
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "-H",
    "--header",
    "-A",
    "--user-agent",
    "-proxy",
    "-proxylist",
    "-body",
    "-headers",
    "-useragent",
    "--all-proxy",
];

impl Download {
    /// Whether it asks for headers only or throws the answer away.
    pub(super) fn is_probe(&self, script: &Script<'_, '_>) -> bool {
        self.call
            .and_then(|call| script.calls.get(call))
            .is_some_and(is_probe)
    }
}

/// Whether a call asks for headers only or throws the answer away.
fn is_probe(call: &Call) -> bool {
    let mut words = call.arguments().iter().map(|word| word.text.as_str()).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        let head = matches!(word, "-I" | "--head" | "--spider" | "-o/dev/null")
            || word.starts_with('-') && !word.starts_with("--") && word.ends_with('I')
            || word.eq_ignore_ascii_case("-Method") && next.eq_ignore_ascii_case("Head");
        if head || word.starts_with('-') && word.ends_with(['o', 'O']) && next == "/dev/null" {
            return true;
        }
    }
    call.redirects
        .iter()
        .any(|redirect| redirect.operator == ">" && redirect.target.text == "/dev/null")
}

/// The downloads of a script, in order.
pub(super) fn of(script: &Script<'_, '_>) -> Vec<Download> {
    let mut found: Vec<Download> = script
        .calls
        .iter()
        .enumerate()
        .filter_map(|(index, call)| {
            let tool = tool(script.shell, call)?;
            Some(Download {
                tool,
                call: Some(index),
                range: call.range.clone(),
                urls: addresses(script, call),
            })
        })
        .collect();
    if script.shell == Shell::PowerShell {
        found.extend(methods(script));
        found.sort_by_key(|download| download.range.start);
    }
    found
}

/// What a call fetches with; none for any other call. In Windows PowerShell, `curl` and `wget` without `.exe` are
/// `Invoke-WebRequest`.
pub(super) fn tool(shell: Shell, call: &Call) -> Option<Tool> {
    let program = call.program();
    let alias = shell == Shell::PowerShell
        && call
            .words
            .iter()
            .any(|word| word.text.eq_ignore_ascii_case(program));
    Some(match program {
        "curl" | "wget" if alias => Tool::WebRequest,
        "curl" => Tool::Curl,
        "wget" => Tool::Wget,
        "aria2c" => Tool::Aria2,
        "invoke-webrequest" | "iwr" => Tool::WebRequest,
        "invoke-restmethod" | "irm" => Tool::RestMethod,
        "start-bitstransfer" => Tool::Bits,
        _ => return None,
    })
}

/// The addresses among the arguments of a call.
fn addresses(script: &Script<'_, '_>, call: &Call) -> Vec<Url> {
    let mut found = Vec::new();
    let mut before = "";
    for word in call.arguments() {
        let option = if before.len() == 2 {
            before.to_owned()
        } else {
            before.to_ascii_lowercase()
        };
        before = &word.text;
        if OTHER_ADDRESSES.contains(&option.as_str()) {
            continue;
        }
        let glued = ["--url=", "-uri:", "-source:"];
        let start = glued
            .iter()
            .find(|start| begins_with(&word.text, start))
            .map_or(0, |start| start.len());
        let text = word.text.get(start..).unwrap_or_default();
        if scheme(text).is_some() {
            found.push(Url {
                text: text.to_owned(),
                range: part(script, word, text),
            });
        }
    }
    found
}

/// Where a part of a word's text stands in the script; the whole word where quotes or escapes stand between.
pub(super) fn part(script: &Script<'_, '_>, word: &Word, text: &str) -> Range<usize> {
    let written = script.text.get(word.range.clone()).unwrap_or_default();
    match written.find(text) {
        Some(at) if !text.is_empty() => word.range.start + at..word.range.start + at + text.len(),
        _ => word.range.clone(),
    }
}

/// The calls of `WebClient`'s methods: they are no commands, so the text is searched.
fn methods(script: &Script<'_, '_>) -> Vec<Download> {
    let code = script.code.to_ascii_lowercase();
    let starts = METHODS.iter().flat_map(|method| {
        code.match_indices(method)
            .map(|(at, method)| (at + 1, at + method.len()))
    });
    starts
        .map(|(start, open)| {
            let rest = script.text.get(open..).unwrap_or_default();
            let blanks = rest.len() - rest.trim_start().len();
            let argument = rest.trim_start();
            let quote = argument.chars().next().filter(|c| matches!(c, '\'' | '"'));
            let text = quote.and_then(|quote| {
                let text = argument.get(1..)?;
                let end = text.char_indices().take(LONGEST).find(|(_, c)| *c == quote)?.0;
                text.get(..end)
            });
            let at = open + blanks + 1;
            let urls = text.filter(|text| scheme(text).is_some()).map(|text| Url {
                text: text.to_owned(),
                range: at..at + text.len(),
            });
            Download {
                tool: Tool::WebClient,
                call: None,
                range: start..urls.as_ref().map_or(open, |url| url.range.end),
                urls: urls.into_iter().collect(),
            }
        })
        .collect()
}

/// The scheme of an address over HTTP, HTTPS or FTP, as it is written.
pub(super) fn scheme(url: &str) -> Option<&str> {
    let schemes = ["https://", "http://", "ftp://"];
    let scheme = schemes.iter().find(|scheme| begins_with(url, scheme))?;
    url.get(..scheme.len() - "://".len())
}

/// The host of an address, when all of it is known: no variable, no reference, and not cut off.
pub(super) fn host(url: &str, whole: bool) -> Option<&str> {
    let rest = url.get(scheme(url)?.len() + "://".len()..)?;
    let authority = match rest.find(['/', '?', '#']) {
        Some(end) => rest.get(..end)?,
        None if whole => rest,
        None => return None,
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let known = host.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':') || byte >= 0x80
    });
    (known && !host.is_empty()).then_some(host)
}

/// Whether a host is this machine or one of a private network, as far as its name or address tells.
pub(super) fn is_private(host: &str) -> bool {
    const ENDINGS: [&str; 9] = [
        ".local",
        ".localhost",
        ".internal",
        ".lan",
        ".corp",
        ".intranet",
        ".private",
        ".home.arpa",
        ".test",
    ];
    let host = host.to_ascii_lowercase();
    if host.contains(':') {
        return host == "::1" || host.starts_with("fd") || host.starts_with("fc") || host.starts_with("fe80");
    }
    let numbers: Vec<u8> = host.split('.').map_while(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [0 | 10 | 127, _, _, _] | [192, 168, _, _] | [169, 254, _, _] | [172, 16..=31, _, _] => true,
        [_, _, _, _] => false,
        _ => !host.contains('.') || ENDINGS.iter().any(|ending| host.ends_with(ending)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_told_only_when_all_of_it_is_known() {
        for (url, whole, expected) in [
            ("http://example.com/a", true, Some("example.com")),
            ("HTTP://user:pw@example.com:8080?x", true, Some("example.com")),
            ("http://[::1]:80/", true, Some("::1")),
            ("http://example.com", true, Some("example.com")),
            ("http://example.com", false, None),
            ("http://$HOST/a", true, None),
            ("http://%HOST%/a", true, None),
            ("http:///a", true, None),
            ("s3://bucket/a", true, None),
        ] {
            assert_eq!(host(url, whole), expected, "{url}");
        }
    }

    #[test]
    fn private_hosts_are_told_by_name_and_address() {
        for host in [
            "localhost",
            "127.0.0.1",
            "::1",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "instance-data",
            "repo.corp",
            "ip-10-0-0-1.ec2.internal",
            "fd00:ec2::254",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in [
            "example.com",
            "172.32.0.1",
            "8.8.8.8",
            "10.example.com",
            "2606:4700::1111",
        ] {
            assert!(!is_private(host), "{host}");
        }
    }
}
