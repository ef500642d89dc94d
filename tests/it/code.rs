//! Just enough reading of Rust to know which paths a file names.

use std::collections::BTreeSet;

/// The code without comments, the content of strings, and what is built for tests only.
pub(crate) fn code(text: &str) -> String {
    without_tests(&without_text(text))
}

fn without_text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::new();
    let mut i = 0;
    while i < chars.len() {
        match (chars[i], at(i + 1)) {
            ('/', '/') => {
                while i < chars.len() && chars[i] != '\n' {
                    i += 1;
                }
            }
            ('/', '*') => {
                while i < chars.len() && (chars[i], at(i + 1)) != ('*', '/') {
                    i += 1;
                }
                i += 2;
            }
            ('r', '"' | '#') if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                let hashes = chars[i + 1..].iter().take_while(|c| **c == '#').count();
                if at(i + 1 + hashes) != '"' {
                    out.push('r');
                    i += 1;
                    continue;
                }
                i += hashes + 2;
                let closes = |i: usize| chars[i] == '"' && (1..=hashes).all(|n| at(i + n) == '#');
                while i < chars.len() && !closes(i) {
                    i += 1;
                }
                i += hashes + 1;
                out.push_str("\"\"");
            }
            ('"', _) => {
                i += 1;
                while i < chars.len() && chars[i] != '"' {
                    i += if chars[i] == '\\' { 2 } else { 1 };
                }
                i += 1;
                out.push_str("\"\"");
            }
            ('\'', '\\') => {
                i += 3;
                while i < chars.len() && chars[i] != '\'' {
                    i += 1;
                }
                i += 1;
            }
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (c, _) => {
                out.push(c);
                i += 1;
            }
        }
    }
    out
}

fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let mut depth = 0;
        let end = rest.char_indices().find_map(|(i, c)| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (depth == 0 && matches!(c, ';' | '}')).then_some(i + 1)
        });
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    out + rest
}

/// Every path in the code that starts with `crate`, `super`, `amiforge` or `std`, with the braces of `use` spread out
/// and `super` resolved.
pub(crate) fn paths(code: &str, module: &[String]) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for start in ["crate", "super", "amiforge", "std"] {
        for (at, _) in code.match_indices(&format!("{start}::")) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' || code[..at].ends_with("super::") {
                continue;
            }
            spread(&code[at..], &[], &mut found);
        }
    }
    found.into_iter().map(|path| resolve(path, module)).collect()
}

/// Reads one path and what it spreads to; gives what stands behind it.
fn spread<'c>(code: &'c str, before: &[String], found: &mut BTreeSet<Vec<String>>) -> &'c str {
    let mut path = before.to_vec();
    let mut rest = code.trim_start();
    loop {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        if end > 0 {
            path.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        match rest.strip_prefix("::") {
            Some(more) if end > 0 => rest = more,
            _ => break,
        }
        if let Some(mut list) = rest.strip_prefix('{') {
            loop {
                list = list.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
                if let Some(behind) = list.strip_prefix('}') {
                    return behind;
                }
                let behind = spread(list, &path, found).trim_start();
                // ` as name` or `*`: nothing that matters here.
                list = behind.find([',', '}']).map_or("", |at| &behind[at..]);
                if list.is_empty() {
                    return list;
                }
            }
        }
    }
    found.insert(path);
    rest
}

fn resolve(path: Vec<String>, module: &[String]) -> Vec<String> {
    let supers = path.iter().take_while(|part| *part == "super").count();
    let mut full = vec!["crate".to_owned()];
    match path.first().map(String::as_str) {
        Some("super") => {
            full.extend_from_slice(&module[..module.len().saturating_sub(supers)]);
            full.extend_from_slice(&path[supers..]);
            full
        }
        Some("amiforge") => {
            full.extend_from_slice(&path[1..]);
            full
        }
        _ => path,
    }
}
