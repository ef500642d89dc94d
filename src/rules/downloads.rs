//! What a document downloads: sources that actions name, and calls of `curl`, `wget`, `Invoke-WebRequest` and their like.

use std::ops::Range;

use super::literal::{Known, begins_with, texts};
use crate::component::Component;
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
pub(super) struct Download<'s> {
    /// What fetches.
    pub(super) tool: Tool,
    /// The call.
    pub(super) call: &'s Call,
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

/// The instance metadata service, which scripts ask without a scheme too.
pub(super) const METADATA: &str = "169.254.169.254";

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

impl Download<'_> {
    /// Whether it asks for headers only or throws the answer away.
    pub(super) fn is_probe(&self) -> bool {
        is_probe(self.call)
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
pub(super) fn of<'s>(script: &'s Script<'_, '_>) -> impl Iterator<Item = Download<'s>> {
    script.calls.iter().filter_map(|call| download(script, call))
}

/// The download that a call is; none for any other call.
pub(super) fn download<'s>(script: &'s Script<'_, '_>, call: &'s Call) -> Option<Download<'s>> {
    Some(Download {
        tool: tool(script.shell, call)?,
        call,
        urls: addresses(script, call),
    })
}

/// What a call fetches with; none for any other call. In Windows PowerShell, `curl` and `wget` without `.exe` are
/// `Invoke-WebRequest`.
pub(super) fn tool(shell: Shell, call: &Call) -> Option<Tool> {
    let program = call.program();
    let alias = shell == Shell::PowerShell
        && call
            .name()
            .is_some_and(|name| name.text.eq_ignore_ascii_case(program));
    Some(match program {
        "curl" | "wget" if alias => Tool::WebRequest,
        "curl" => Tool::Curl,
        "wget" => Tool::Wget,
        "aria2c" => Tool::Aria2,
        "invoke-webrequest" | "iwr" => Tool::WebRequest,
        "invoke-restmethod" | "irm" => Tool::RestMethod,
        "start-bitstransfer" => Tool::Bits,
        ".downloadfile" | ".downloadstring" | ".downloaddata" | ".downloadfileasync" => Tool::WebClient,
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
        // An address that a variable was given in this script is known too.
        let (word, text) = match variable(script, text, call.range.start) {
            Some(value) => (value, value.text.as_str()),
            None => (word, text),
        };
        if scheme(text).is_some() || text.starts_with(METADATA) {
            found.push(Url {
                text: text.to_owned(),
                range: part(script, word, text),
            });
        }
    }
    found
}

/// The value of a variable that is all of a word: `$url`, `${url}`, `$env:URL`.
pub(super) fn variable<'s>(script: &'s Script<'_, '_>, text: &str, before: usize) -> Option<&'s Word> {
    let name = text.strip_prefix('$')?;
    let name = name
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
        .unwrap_or(name);
    if !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'))
    {
        return None;
    }
    let sigil = if script.shell == Shell::PowerShell {
        "$"
    } else {
        ""
    };
    let variable = script.variable(&format!("{sigil}{name}"), before)?;
    (!variable.conditional).then_some(&variable.value)
}

/// Where a part of a word's text stands in the script; the whole word where quotes or escapes stand between.
pub(super) fn part(script: &Script<'_, '_>, word: &Word, text: &str) -> Range<usize> {
    let written = script.text.get(word.range.clone()).unwrap_or_default();
    match written.find(text) {
        Some(at) if !text.is_empty() => word.range.start + at..word.range.start + at + text.len(),
        _ => word.range.clone(),
    }
}

/// The values of inputs that name what is downloaded: the `source` of `WebDownload` and the `path` of an MSI action.
pub(super) fn sources<'a>(component: &Component<'a>) -> impl Iterator<Item = Known<'a>> {
    texts(component, &["WebDownload"], "source").chain(texts(
        component,
        &["InstallMSI", "UninstallMSI"],
        "path",
    ))
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
    let numbers: Vec<u8> = host
        .split('.')
        .map_while(|part| part.parse::<u8>().ok())
        .collect();
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
