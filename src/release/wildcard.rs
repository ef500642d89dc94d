//! Patterns for the names of images, as EC2 reads them: `*` for any text and `?` for one character.

/// Whether the whole name fits. Names have at most 128 characters, and patterns are checked where they are read, so the work
/// is bounded by their product.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut seen) = (0, 0);
    // Behind the last `*`, and how much of the name it has taken: the place to go on from when the rest does not fit.
    let mut again: Option<(usize, usize)> = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                at += 1;
                again = Some((at, seen));
            }
            Some(c) if *c == '?' || *c == name[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match again.as_mut() {
                Some((from, taken)) => {
                    *taken += 1;
                    (at, seen) = (*from, *taken);
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(at).all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_fit() {
        for (pattern, name, expected) in [
            ("", "", true),
            ("*", "", true),
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("*b*", "abc", true),
            ("a?c", "abc", true),
            ("golden-*-2026*", "golden-win-x-2026.08", true),
            ("**a", "ba", true),
            ("a", "ab", false),
            ("a?", "a", false),
            ("*b", "abc", false),
            ("", "a", false),
            ("A*", "abc", false),
            ("ubuntu/*/é?", "ubuntu/a/b/éx", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        assert!(!fits(&"*a".repeat(60), &"a".repeat(59)));
    }
}
