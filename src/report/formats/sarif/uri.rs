//! Paths as URI references.

use std::fmt::Write as _;

/// A path as a URI reference, and whether it is relative to the root of the repository.
pub(super) fn of_path(path: &str) -> (String, bool) {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes().get(2) == Some(&b'/');
    if path.starts_with('/') || drive {
        let path = encoded(path.trim_start_matches('/'));
        return (format!("file:///{path}"), false);
    }
    let outside = path == ".." || path.starts_with("../");
    (encoded(path), !outside)
}

/// Everything but what a path of a URI takes as it is, with `:` among what it does not: the first part of a relative one
/// would be a scheme.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'~'
            | b'/'
            | b'+'
            | b'@'
            | b'=' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        for (path, uri, relative) in [
            ("components/web.yaml", "components/web.yaml", true),
            ("a b%20c#d?.yaml", "a%20b%2520c%23d%3F.yaml", true),
            ("é漢.yaml", "%C3%A9%E6%BC%A2.yaml", true),
            ("c:odd.yaml", "c%3Aodd.yaml", true),
            ("a\nb\u{1b}", "a%0Ab%1B", true),
            ("../x.yaml", "../x.yaml", false),
            ("/etc/x.yaml", "file:///etc/x.yaml", false),
            ("//host/x.yaml", "file:///host/x.yaml", false),
            ("C:/x.yaml", "file:///C%3A/x.yaml", false),
        ] {
            assert_eq!(of_path(path), (uri.to_owned(), relative), "{path}");
        }
    }
}
