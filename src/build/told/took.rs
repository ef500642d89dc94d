//! How long something took, for people.

/// `45 s`, `12 min 5 s`, `1 h 2 min`: two units say enough.
pub fn took(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes, rest) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// How much longer or shorter it took than before: `+1 min 10 s`, `-20 s`, `the same`.
pub fn difference(now: u64, before: u64) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!("+{}", took(now - before)),
        std::cmp::Ordering::Less => format!("-{}", took(before - now)),
        std::cmp::Ordering::Equal => "the same".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_units_are_told_at_most() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (725, "12 min 5 s"),
            (3_600, "1 h"),
            (3_659, "1 h"),
            (3_720, "1 h 2 min"),
            (90_061, "25 h 1 min"),
        ] {
            assert_eq!(took(seconds), text);
        }
        assert!(!took(u64::MAX).is_empty());
    }

    #[test]
    fn differences_have_a_sign() {
        assert_eq!(difference(70, 60), "+10 s");
        assert_eq!(difference(60, 190), "-2 min 10 s");
        assert_eq!(difference(5, 5), "the same");
        assert!(difference(u64::MAX, 0).starts_with('+'));
    }
}
