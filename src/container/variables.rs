//! What the variables of a script stand for: texts and lists of texts that are assigned as they are, and the loops over
//! them. Read from the text: a grammar would not tell more, because only what is written out is known.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::lists::{LONGEST, List, bash_list, bash_words, near, powershell_list, split};
use super::reference::open_end;
use crate::script::{Script, Shell, Word};

/// As many texts of a script are kept.
const MOST: usize = 10_000;
/// How often a value may name another variable.
const DEEPEST: usize = 3;

/// A text that a script has written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The text. Variables that nothing is known of stand in it as they are written.
    pub text: String,
    /// Where it stands in the text of the script, without quotes: the item of the list that a variable stands for.
    pub range: Range<usize>,
}

/// The variables of a script.
#[derive(Debug, Default)]
pub struct Variables {
    shell: Option<Shell>,
    values: BTreeMap<String, Vec<Known>>,
    /// The variables that are assigned something that is not known, too.
    open: BTreeSet<String>,
    /// The right sides, as they are written.
    sides: BTreeMap<String, Range<usize>>,
    /// How many texts are kept.
    kept: usize,
}

impl Variables {
    /// Reads what a script sets and loops over.
    pub fn of(script: &Script<'_, '_>) -> Self {
        let mut variables = Self {
            shell: Some(script.shell),
            ..Self::default()
        };
        let code = script.code.as_str();
        for variable in &script.variables {
            let side = variable.value.range.clone();
            let (list, _) = match script.shell {
                Shell::PowerShell => powershell_list(code, side.start),
                _ => bash_list(code, side.start),
            };
            // A cast may stand before the name: `[string[]]$images`.
            let name = variable.name.rsplit(']').next().unwrap_or_default();
            let name = name.trim_start_matches(['$', '{']).trim_end_matches('}');
            variables.set(name, list, side);
        }
        match script.shell {
            Shell::PowerShell => variables.powershell_loops(code),
            Shell::Bash => variables.bash_loops(code),
            Shell::None => {}
        }
        variables
    }

    /// What a variable is assigned, each text of a list on its own; nothing where it is not known.
    pub fn values(&self, name: &str) -> &[Known] {
        self.values.get(&self.key(name)).map_or(&[], Vec::as_slice)
    }

    /// The right side of the last assignment of a variable, as far as it is not too long.
    pub fn side<'t>(&self, script: &'t Script<'_, '_>, name: &str) -> Option<&'t str> {
        let side = self.sides.get(&self.key(name))?;
        Some(near(&script.code, side.start, side.len().min(LONGEST)))
    }

    /// The texts that a word may stand for. A variable that nothing is known of stays in the text.
    pub fn readings(&self, word: &Word) -> Vec<Known> {
        let alone = || Known {
            text: word.text.clone(),
            range: inner(word),
        };
        if word.literal {
            return vec![alone()];
        }
        let listed = whole(&word.text).map_or(&[][..], |name| self.values(name));
        if listed.is_empty() {
            let mut one = alone();
            one.text = self.filled(&one.text, DEEPEST);
            return vec![one];
        }
        let fill = |known: &Known| Known {
            text: self.filled(&known.text, DEEPEST),
            range: known.range.clone(),
        };
        listed.iter().map(fill).collect()
    }

    /// The text with the variables in it replaced that stand for one text only.
    pub fn filled(&self, text: &str, depth: usize) -> String {
        if depth == 0 || text.len() > LONGEST || !text.contains('$') {
            return text.to_owned();
        }
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let end = open_end(from).unwrap_or(1);
            let (variable, behind) = from.split_at(end);
            let value = whole(variable)
                .filter(|name| !self.open.contains(&self.key(name)))
                .and_then(|name| match self.values(name) {
                    [one] => Some(one.text.as_str()),
                    _ => None,
                });
            match value {
                Some(value) if out.len() + value.len() <= LONGEST => {
                    out.push_str(&self.filled(value, depth - 1));
                }
                _ => out.push_str(variable),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn key(&self, name: &str) -> String {
        match self.shell {
            Some(Shell::PowerShell) => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        }
    }

    fn set(&mut self, name: &str, list: List, side: Range<usize>) {
        let key = self.key(name);
        if list.open {
            self.open.insert(key.clone());
        }
        self.sides.insert(key.clone(), side);
        self.kept += list.values.len();
        if self.kept > MOST {
            self.open.insert(key);
        } else {
            self.values.entry(key).or_default().extend(list.values);
        }
    }

    fn powershell_loops(&mut self, code: &str) {
        for (at, _) in code.match_indices('$') {
            self.powershell_loop(code, at);
        }
    }

    /// `foreach ($x in …)`, with the `$` of `x` at `at`, and `$list | ForEach-Object { … $_ … }`, with that of `list`.
    fn powershell_loop(&mut self, code: &str, at: usize) {
        let Some((name, behind)) = variable(code, at) else {
            return;
        };
        let before = code.get(..at).unwrap_or_default();
        let before = before.trim_end_matches([' ', '\t']).strip_suffix('(');
        let in_loop =
            before.is_some_and(|text| ends_with_word(text.trim_end_matches([' ', '\t']), "foreach"));
        let rest = code.get(behind..).unwrap_or_default();
        let word = rest.trim_start_matches([' ', '\t']);
        let start = code.len() - word.len();
        if in_loop && word.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("in")) {
            let (list, end) = powershell_list(code, start + 2);
            self.bind(name, list, start + 2..end);
        } else if let Some(pipe) = word.strip_prefix('|') {
            let next = pipe.trim_start();
            let each = ["foreach-object", "foreach", "%"].into_iter().any(|each| {
                next.get(..each.len())
                    .is_some_and(|n| n.eq_ignore_ascii_case(each))
            });
            if each {
                let list = List::of(Known {
                    text: format!("${name}"),
                    range: at..behind,
                });
                self.bind("_", list, at..behind);
            }
        }
    }

    /// A loop: the variable stands for the items of the lists that are named.
    fn bind(&mut self, name: &str, list: List, side: Range<usize>) {
        let mut items = List {
            open: list.open,
            ..List::default()
        };
        for value in list.values {
            match whole(&value.text) {
                Some(_) if self.kept > MOST => items.open = true,
                Some(other) if !self.values(other).is_empty() => {
                    items.values.extend_from_slice(self.values(other));
                    items.open |= self.open.contains(&self.key(other));
                }
                Some(_) => items.open = true,
                None => items.values.push(value),
            }
        }
        self.set(name, items, side);
    }

    fn bash_loops(&mut self, code: &str) {
        for (at, _) in code.match_indices("for ") {
            let begins = code
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .is_none_or(|c| c.is_whitespace() || c == ';');
            let words = near(code, at + 4, LONGEST);
            let end = words.find([';', '\n']).unwrap_or(words.len());
            let Some((name, _)) = words.get(..end).and_then(|words| words.split_once(" in ")) else {
                continue;
            };
            let start = at + 4 + name.len() + 4;
            if begins && !name.trim().is_empty() && trailing_name(name.trim()) == name.trim() {
                self.bash_loop(code, name.trim(), start..at + 4 + end);
            }
        }
    }

    fn bash_loop(&mut self, code: &str, name: &str, words: Range<usize>) {
        let mut list = List::default();
        for word in bash_words(code, words.clone()).0 {
            match whole(&word.text) {
                Some(_) if self.kept > MOST => list.open = true,
                // A text that stands for several words is a list, too.
                Some(other) if !self.values(other).is_empty() => {
                    let split = self.values(other).iter().flat_map(split);
                    list.values.extend(split.collect::<Vec<_>>());
                    list.open |= self.open.contains(&self.key(other));
                }
                Some(_) => list.open = true,
                None => list.values.push(word),
            }
        }
        self.set(name, list, words);
    }
}

/// The name of the variable that a text is and nothing besides: `$x`, `${x}`, `${x[@]}`.
pub(super) fn whole(text: &str) -> Option<&str> {
    let name = text.trim().strip_prefix('$')?;
    let name = match name.strip_prefix('{') {
        Some(braced) => braced.strip_suffix('}')?,
        None => name,
    };
    let name = name
        .strip_suffix("[@]")
        .or(name.strip_suffix("[*]"))
        .unwrap_or(name);
    let name = name
        .strip_prefix("script:")
        .or(name.strip_prefix("global:"))
        .unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    (!name.is_empty() && name.chars().all(fits)).then_some(name)
}

/// The range of a word without its quotes.
pub(super) fn inner(word: &Word) -> Range<usize> {
    let quotes = usize::from(word.range.len() == word.text.len() + 2);
    word.range.start + quotes..word.range.end - quotes
}

/// The name of the PowerShell variable whose `$` is at `at`, and where it ends.
pub(super) fn variable(code: &str, at: usize) -> Option<(&str, usize)> {
    let text = near(code, at, 200);
    let end = open_end(text)?;
    Some((whole(text.get(..end)?)?, at + end))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else {
        return false;
    };
    text.get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(word))
}

fn trailing_name(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::component::Component;
    use crate::script::Scripts;

    /// Hands over the variables of a script.
    fn with<T>(code: &str, shell: Shell, look: impl FnOnce(&Variables) -> T) -> T {
        let action = if shell == Shell::Bash {
            "ExecuteBash"
        } else {
            "ExecutePowerShell"
        };
        let code = serde_json::to_string(code).expect("a text");
        let text = format!(
            "phases: [{{name: build, steps: [{{name: A, action: {action}, inputs: {{commands: [{code}]}}}}]}}]"
        );
        let tree = crate::yaml::parse(&text);
        let component = Component::read(tree.root().expect("a map"), None).expect("a component");
        let scripts = Scripts::of(&component);
        look(&Variables::of(&scripts.all[0]))
    }

    fn readings(code: &str, shell: Shell, word: &str) -> Vec<String> {
        let word = Word {
            text: word.to_owned(),
            range: 0..word.len(),
            literal: !word.contains(['$', '{']),
        };
        let readings = with(code, shell, |variables| variables.readings(&word));
        for known in readings.iter().filter(|_| whole(&word.text).is_some()) {
            let written = code.get(known.range.clone()).expect("in the code");
            assert!(
                written == known.text || known.text.contains('$') || written.contains('$'),
                "{written}"
            );
        }
        readings.into_iter().map(|known| known.text).collect()
    }

    #[test]
    fn powershell_lists_and_loops_are_followed() {
        let rows: &[(&str, &str, &[&str])] = &[
            ("$image = 'a:1'\n", "$image", &["a:1"]),
            ("$Image = \"a:1\";\n", "$image", &["a:1"]),
            (
                "$images = @('a', \"b\")\nforeach ($i in $images) {\n",
                "$i",
                &["a", "b"],
            ),
            (
                "$images = @(\n  'a'\n  'b'\n)\nforeach ( $i in $images ) {\n",
                "${i}",
                &["a", "b"],
            ),
            (
                "[string[]]$images = 'a',\n  'b'\nForEach($i IN $images){\n",
                "$i",
                &["a", "b"],
            ),
            ("foreach ($i in @('a','b')) {\n", "$i", &["a", "b"]),
            ("foreach ($i in 'a','b') {\n", "$i", &["a", "b"]),
            (
                "$images = 'a', 'b'\n$images | ForEach-Object { pull $_ }\n",
                "$_",
                &["a", "b"],
            ),
            ("$images = 'a', 'b'\n$images | % { pull $_ }\n", "$_", &["a", "b"]),
            ("$images += 'a'\n$images += 'b'\n", "$images", &["a", "b"]),
            (
                "$r = 'x.io'\n$images = \"$r/a:1\", \"$r/b:1\"\nforeach ($i in $images) {",
                "$i",
                &["x.io/a:1", "x.io/b:1"],
            ),
            ("$r = 'x.io'\n", "$r/app:1", &["x.io/app:1"]),
            ("$r = 'x.io'\n$t = Get-Tag\n", "${r}/app:$t", &["x.io/app:$t"]),
            (
                "$images = @'\na\nb\n'@ -split \"`n\"\nforeach ($i in $images) {",
                "$i",
                &["a", "b"],
            ),
            (
                "$images = Get-Content x\nforeach ($i in $images) {",
                "$i",
                &["$i"],
            ),
            ("$image = 'a' + $tag\n", "$image", &["$image"]),
            (
                "$images = @(@{ Name = 'a' })\nforeach ($i in $images) {",
                "$i",
                &["$i"],
            ),
            ("if ($x -eq 'a') {}\n", "$x", &["$x"]),
            ("", "'a'", &["'a'"]),
        ];
        for (code, word, expected) in rows {
            assert_eq!(readings(code, Shell::PowerShell, word), *expected, "{code}");
        }
    }

    #[test]
    fn bash_lists_and_loops_are_followed() {
        let rows: &[(&str, &str, &[&str])] = &[
            ("IMAGE=a:1\n", "$IMAGE", &["a:1"]),
            ("export IMAGE=\"a:1\"; x\n", "${IMAGE}", &["a:1"]),
            (
                "images=(a 'b' \"c\")\nfor i in \"${images[@]}\"; do\n",
                "$i",
                &["a", "b", "c"],
            ),
            (
                "images=(\n  a\n  b\n)\nfor i in ${images[@]}\ndo\n",
                "$i",
                &["a", "b"],
            ),
            ("for i in a b; do\n", "$i", &["a", "b"]),
            ("L=\"a b\"\nfor i in $L; do\n", "$i", &["a", "b"]),
            ("R=x.io\nT=1\n", "$R/app:${T}", &["x.io/app:1"]),
            ("T=$(date)\n", "app:$T", &["app:$T"]),
            ("T=1\nT=2\n", "app:$T", &["app:$T"]),
            ("docker pull --platform=linux x\n", "$platform", &["$platform"]),
            ("for i in $(cat list); do\n", "$i", &["$i"]),
            ("# for \nfor\n", "$i", &["$i"]),
        ];
        for (code, word, expected) in rows {
            assert_eq!(readings(code, Shell::Bash, word), *expected, "{code}");
        }
    }

    #[test]
    fn whatever_is_written_is_read_to_its_end() {
        let pieces = [
            "$a",
            " = ",
            "@(",
            "'",
            "\"",
            ",",
            "\n",
            ")",
            "é",
            "${",
            "in ",
            "foreach (",
            "|",
            "a=",
            "for ",
            "`",
            "(",
            "@'\n",
            "\n'@",
        ];
        let mut state = 7_usize;
        for _ in 0..3_000 {
            let mut code = String::new();
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                code.push_str(pieces[(state >> 33) % pieces.len()]);
            }
            for shell in [Shell::PowerShell, Shell::Bash] {
                with(&code, shell, |variables| {
                    for known in variables.values.values().flatten() {
                        assert!(code.get(known.range.clone()).is_some(), "{code:?}");
                    }
                });
            }
        }
    }
}
