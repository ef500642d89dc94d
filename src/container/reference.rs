//! References of images: `registry/repository:tag@digest`, also where a part of one is not known.
//!
//! Grammar: <https://github.com/distribution/reference>. Hosts of Amazon ECR:
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html>.

use super::windows::WindowsRelease;

/// Stands for text that is not known. It is in no reference that a registry takes.
const OPEN: char = '\u{fffc}';

/// The longest text that is read as a reference: a host, a repository of 255 characters, a tag of 128, a digest.
const LONGEST: usize = 1_024;

/// A reference of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The host, with its port; none for a short name such as `nginx`.
    registry: Option<String>,
    /// What stands between host and tag.
    repository: String,
    tag: Option<String>,
    /// Whether there is a digest.
    pub pinned: bool,
}

/// Where an image comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// Docker Hub, named or by a short name.
    Hub,
    /// A private registry of Amazon ECR.
    Ecr(Ecr),
    /// The public registry of Amazon ECR.
    EcrPublic,
    /// Microsoft's registry.
    Mcr,
    /// Another host.
    Other,
    /// Not known.
    Open,
}

/// A private registry of Amazon ECR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ecr {
    /// Its host as written.
    pub host: String,
    /// Its region, where it is known.
    pub region: Option<String>,
}

/// The tag of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag<'r> {
    /// There is none.
    None,
    /// This one.
    Known(&'r str),
    /// There may be one, or not all of it is known.
    Open,
}

impl Reference {
    /// Reads a reference; `$name`, `$( … )`, `{{ … }}` and `<…>` in it stand for text that is not known. None where the
    /// text is no reference.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let text = hide(text);
        let fits =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':' | '@' | OPEN);
        if !text.chars().all(fits) || text.contains("//") || text.starts_with(['-', '/', ':', '@', '.']) {
            return None;
        }
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text.as_str(), None),
        };
        let (before, last) = name.rsplit_once('/').map_or(("", name), |(a, b)| (a, b));
        let (last, tag) = match last.split_once(':') {
            Some((last, tag)) => (last, Some(tag.to_owned())),
            None => (last, None),
        };
        let path = if before.is_empty() {
            last.to_owned()
        } else {
            format!("{before}/{last}")
        };
        let (registry, repository) = match path.split_once('/') {
            Some((host, rest)) if is_host(host) => (Some(host.to_owned()), rest.to_owned()),
            _ => (None, path),
        };
        (!repository.is_empty()).then_some(Self {
            registry,
            repository,
            tag,
            pinned: digest.is_some(),
        })
    }

    /// The repository, where all of it is known.
    pub fn repository(&self) -> Option<&str> {
        known(&self.repository)
    }

    /// The last part of the repository, where it is known: `app` of `team/app`.
    pub fn name(&self) -> Option<&str> {
        known(self.repository.rsplit('/').next().unwrap_or_default())
    }

    /// The host that is written before the repository, where it is known.
    pub fn registry(&self) -> Option<&str> {
        self.registry.as_deref().and_then(known)
    }

    /// Whether there surely is no host in it, so that Docker takes Docker Hub.
    pub fn is_short(&self) -> bool {
        let first = self.repository.split('/').next().unwrap_or_default();
        self.registry.is_none() && known(first).is_some()
    }

    /// The tag.
    pub fn tag(&self) -> Tag<'_> {
        match self.tag.as_deref() {
            Some(tag) => known(tag).map_or(Tag::Open, Tag::Known),
            None if self.name().is_some() => Tag::None,
            None => Tag::Open,
        }
    }

    /// Where it comes from.
    pub fn host(&self) -> Host {
        let Some(registry) = self.registry.as_deref() else {
            return if self.is_short() { Host::Hub } else { Host::Open };
        };
        if let Some(ecr) = Ecr::of_host(registry) {
            return Host::Ecr(ecr);
        }
        match known(registry) {
            None => Host::Open,
            Some("docker.io" | "index.docker.io" | "registry-1.docker.io") => Host::Hub,
            Some("public.ecr.aws" | "ecr-public.aws.com") => Host::EcrPublic,
            Some("mcr.microsoft.com") => Host::Mcr,
            Some(_) => Host::Other,
        }
    }

    /// The release of Windows that its tag names.
    pub fn windows(&self) -> Option<WindowsRelease> {
        let tag = self.tag.as_deref()?;
        let of_build = || {
            let build = tag.strip_prefix("10.0.")?.split('.').next()?;
            WindowsRelease::ALL
                .into_iter()
                .find(|release| release.build() == build)
        };
        let words = || tag.split(['-', '_']);
        let of_word = || words().find_map(WindowsRelease::of_tag);
        let says_windows = || {
            words().any(|word| word.starts_with("windowsserver") || word.starts_with("nanoserver"))
                || ["windows", "nanoserver", "servercore", "dotnet"]
                    .iter()
                    .any(|part| self.repository.contains(part))
        };
        of_word().or_else(|| {
            // A number alone is a release of Windows only in an image of Windows.
            let old = || words().find_map(|word| (word == "1809").then_some(WindowsRelease::Server2019));
            says_windows().then(|| of_build().or_else(old))?
        })
    }
}

impl Ecr {
    /// Reads `ACCOUNT.dkr.ecr.REGION.amazonaws.com` and its forms for China, FIPS and dual stack.
    pub fn of_host(host: &str) -> Option<Self> {
        let host = hide(host);
        let parts: Vec<&str> = host.split('.').collect();
        let region = match parts.as_slice() {
            [_, "dkr", "ecr" | "ecr-fips", region, "amazonaws", "com"]
            | [_, "dkr", "ecr" | "ecr-fips", region, "amazonaws", "com", "cn"]
            | [_, "dkr-ecr" | "dkr-ecr-fips", region, "on", "aws"]
            | [
                _,
                "dkr-ecr" | "dkr-ecr-fips",
                region,
                "on",
                "amazonwebservices",
                "com",
                "cn",
            ] => *region,
            _ => return None,
        };
        Some(Self {
            region: known(region).map(str::to_owned),
            host: host.replace(OPEN, "…"),
        })
    }
}

fn known(text: &str) -> Option<&str> {
    (!text.contains(OPEN)).then_some(text)
}

/// Whether the first part of a reference is a host and not a folder: Docker's rule.
fn is_host(part: &str) -> bool {
    part.contains(['.', ':', OPEN]) || part == "localhost"
}

/// Puts [`OPEN`] where the text of a script stands for text that is not known.
fn hide(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '{', '<', '%']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(end) = open_end(rest) {
            out.push(OPEN);
            rest = &rest[end..];
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The length of what stands for other text at the start of `text`.
pub(super) fn open_end(text: &str) -> Option<usize> {
    let closed = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        inner.find(close).map(|at| open.len() + at + close.len())
    };
    if text.starts_with("{{") {
        return closed("{{", "}}");
    }
    if text.starts_with("$(") {
        return closing(text, 1);
    }
    if text.starts_with("${") {
        return closed("${", "}");
    }
    if text.starts_with('<') {
        return closed("<", ">");
    }
    if text.starts_with('%') {
        return closed("%", "%");
    }
    let name = text.strip_prefix('$')?;
    let length = name
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(name.len());
    // `$env:NAME`; `$image:latest` of Bash is a name and a tag.
    let scoped = ["env:", "script:", "global:", "local:"]
        .into_iter()
        .find(|scope| {
            name.get(..scope.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(scope))
        });
    if let Some(scope) = scoped {
        let inner = &name[scope.len()..];
        let length = inner
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(inner.len());
        return (length > 0).then_some(1 + scope.len() + length);
    }
    (length > 0).then_some(1 + length)
}

/// Behind the bracket that closes the one at `open`.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String, String, bool) {
        let reference = Reference::parse(text).unwrap_or_else(|| panic!("{text}"));
        let host = match reference.host() {
            Host::Ecr(ecr) => format!("ecr {}", ecr.region.unwrap_or_else(|| "?".to_owned())),
            other => format!("{other:?}").to_lowercase(),
        };
        let tag = match reference.tag() {
            Tag::None => "none".to_owned(),
            Tag::Open => "?".to_owned(),
            Tag::Known(tag) => tag.to_owned(),
        };
        let name = reference.repository().unwrap_or("?").to_owned();
        (host, name, tag, reference.pinned)
    }

    #[test]
    fn references_are_read_in_parts() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let rows: &[(&str, &str, &str, &str, bool)] = &[
            ("nginx", "hub", "nginx", "none", false),
            ("nginx:1.27", "hub", "nginx", "1.27", false),
            ("team/app:1", "hub", "team/app", "1", false),
            ("docker.io/library/nginx:1", "hub", "library/nginx", "1", false),
            (&format!("nginx@{digest}"), "hub", "nginx", "none", true),
            (&format!("nginx:1@{digest}"), "hub", "nginx", "1", true),
            ("localhost:5000/app", "other", "app", "none", false),
            ("ghcr.io/a/b:c", "other", "a/b", "c", false),
            (
                "public.ecr.aws/eks/pause:3.5",
                "ecrpublic",
                "eks/pause",
                "3.5",
                false,
            ),
            (
                "mcr.microsoft.com/windows/servercore:ltsc2022",
                "mcr",
                "windows/servercore",
                "ltsc2022",
                false,
            ),
            (
                "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                "ecr eu-west-1",
                "app",
                "1",
                false,
            ),
            (
                "111122223333.dkr.ecr-fips.us-east-1.amazonaws.com/app:1",
                "ecr us-east-1",
                "app",
                "1",
                false,
            ),
            (
                "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app:1",
                "ecr cn-north-1",
                "app",
                "1",
                false,
            ),
            (
                "111122223333.dkr-ecr.us-west-2.on.aws/app:1",
                "ecr us-west-2",
                "app",
                "1",
                false,
            ),
            (
                "$account.dkr.ecr.$region.amazonaws.com/app:$tag",
                "ecr ?",
                "app",
                "?",
                false,
            ),
            (
                "${A}.dkr.ecr.{{ Region }}.amazonaws.com/app",
                "ecr ?",
                "app",
                "none",
                false,
            ),
            (
                "$(aws sts x).dkr.ecr.eu-west-1.amazonaws.com/app",
                "ecr eu-west-1",
                "app",
                "none",
                false,
            ),
            (
                "<account>.dkr.ecr.eu-west-1.amazonaws.com/app:1",
                "ecr eu-west-1",
                "app",
                "1",
                false,
            ),
            ("$image", "open", "?", "?", false),
            ("$image:latest", "open", "?", "latest", false),
            ("${image}:latest", "open", "?", "latest", false),
            ("$env:REGISTRY/app:2", "open", "app", "2", false),
            ("$image.Name", "open", "?", "?", false),
            ("{{ loop.value }}", "open", "?", "?", false),
            ("app-$kind", "open", "?", "?", false),
        ];
        for (text, host, name, tag, pinned) in rows {
            let expected = ((*host).to_owned(), (*name).to_owned(), (*tag).to_owned(), *pinned);
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn other_text_is_no_reference() {
        for text in [
            "",
            "-q",
            "a b",
            "a;b",
            "/etc/x",
            "'x'",
            "https://x/y?z",
            "https://x/y",
            ":1",
            &"a".repeat(2_000),
        ] {
            assert_eq!(Reference::parse(text), None, "{text}");
        }
    }

    #[test]
    fn releases_of_windows_are_told_by_tags() {
        use WindowsRelease::{Server2019, Server2022, Server2025};
        let rows = [
            ("mcr.microsoft.com/windows/servercore:ltsc2019", Some(Server2019)),
            ("mcr.microsoft.com/windows/nanoserver:1809", Some(Server2019)),
            (
                "mcr.microsoft.com/windows/servercore:10.0.20348.2700",
                Some(Server2022),
            ),
            (
                "mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-ltsc2025",
                Some(Server2025),
            ),
            (
                "mcr.microsoft.com/dotnet/aspnet:8.0-nanoserver-1809",
                Some(Server2019),
            ),
            ("fluent/fluentd:v1.16-windows-ltsc2022", Some(Server2022)),
            ("team/app:1809", None),
            ("team/app:10.0.20348.1", None),
            ("team/app:ltsc", None),
            ("mcr.microsoft.com/windows/servercore:ltsc2099", None),
            ("mcr.microsoft.com/windows/servercore:$tag", None),
        ];
        for (text, release) in rows {
            assert_eq!(Reference::parse(text).expect(text).windows(), release, "{text}");
        }
        assert!(Server2025.runs(Server2022) && Server2025.runs(Server2025));
        assert!(!Server2025.runs(Server2019) && !Server2022.runs(Server2025) && !Server2022.runs(Server2019));
    }
}
