//! The word that somebody probably meant.

/// The candidate nearest to `word`: the same but for letter case, `-` and `_`, else the one with the
/// fewest edits, when these are few for its length.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Nobody misspells a word of a grammar into something this long; it also bounds the work.
    if word.len() > 64 {
        return None;
    }
    let plain = fold(word);
    let shape = Shape::of(word);
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        if candidate == word || !shape.may_be_near(&Shape::of(candidate)) {
            continue;
        }
        let other = fold(candidate);
        let distance = if plain == other {
            0
        } else {
            distance(&plain, &other)
        };
        let allowed = match other.len().min(plain.len()) {
            0..=2 => 0,
            3..=5 => 1,
            6..=9 => 2,
            _ => 3,
        };
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What a word is made of, to spare the count of edits for most pairs.
struct Shape {
    length: usize,
    /// A bit for each letter and digit; other characters share bits.
    letters: u64,
}

impl Shape {
    fn of(word: &str) -> Self {
        let chars = word.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
        let (mut length, mut letters) = (0, 0);
        for c in chars {
            length += 1;
            letters |= 1 << (u32::from(c.to_ascii_lowercase()) % 64);
        }
        Self { length, letters }
    }

    /// Whether they may be within three edits: each adds at most one letter and takes one away.
    fn may_be_near(&self, other: &Self) -> bool {
        self.length.abs_diff(other.length) <= 3 && (self.letters ^ other.letters).count_ones() <= 6
    }
}

fn fold(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edits between two words, a swap of neighbours counted as one.
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0; (a.len() + 1) * width];
    for (j, cell) in rows.iter_mut().take(width).enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        rows[i * width] = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[(i - 1) * width + j] + 1)
                .min(rows[i * width + j - 1] + 1)
                .min(rows[(i - 1) * width + j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[(i - 2) * width + j - 2] + 1);
            }
            rows[i * width + j] = least;
        }
    }
    rows[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let words = ["ExecutePowerShell", "ExecuteBash", "Reboot", "or", "path"];
        assert_eq!(nearest("ExecutePowershell", words), Some("ExecutePowerShell"));
        assert_eq!(nearest("ExceuteBash", words), Some("ExecuteBash"));
        assert_eq!(nearest("pth", words), Some("path"));
        assert_eq!(nearest("xr", words), None);
        assert_eq!(nearest("InstallPackage", words), None);
        assert_eq!(nearest(&"x".repeat(1000), words), None);
    }
}
