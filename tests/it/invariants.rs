//! What holds for every text, whatever is in it. The fuzz targets check the same.

use amiforge::annotation::{self, Annotation, Word};
use amiforge::diagnostic::{Safety, Severity};
use amiforge::embedded;
use amiforge::fix::{self, Seen};
use amiforge::forge::ours::{Whose, whose};
use amiforge::forge::reconcile::{
    Ahead, BranchStep, Found, FoundCommit, FoundPull, PullState, Steps, Tip, Wanted, reconcile,
};
use amiforge::forge::{notes, ours};
use amiforge::lint::{self, Settings};
use amiforge::pin::hints::Hints;
use amiforge::pin::{self, Value};
use amiforge::release::facts::file::{self, Asked, Origin};
use amiforge::source::{EditSet, Source, Span};
use amiforge::syntax::{self, Document, Key, NodeId, Syntax};
use amiforge::yaml::{self, Node, Style};

/// Parses a text and checks every place in its tree.
pub(crate) fn tree(text: &str) {
    let tree = yaml::parse(text);
    assert_eq!(tree.text(), text);
    let inside = |span: Span| {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no place in {text:?}"
        );
    };
    tree.comments.iter().for_each(|comment| inside(comment.span));
    tree.aliases.iter().for_each(|alias| inside(alias.span));
    tree.aliases
        .iter()
        .filter_map(|alias| alias.anchor)
        .for_each(inside);
    tree.more_documents.iter().copied().for_each(inside);
    tree.quote_escapes.iter().copied().for_each(inside);
    tree.controls.iter().for_each(|control| inside(control.span));
    tree.fault.iter().for_each(|fault| inside(fault.span));
    tree.excessive.iter().for_each(|excess| inside(excess.span));
    let Some(root) = tree.root() else { return };
    for node in root.walk() {
        inside(node.span());
        inside(node.written_span());
        node.anchor().into_iter().for_each(inside);
        node.tag().into_iter().for_each(|tag| inside(tag.span));
        if !node.is_alias() {
            children(node);
            scalar(node);
            written(node);
        }
    }
}

/// Children stand in their parent, one behind the other.
fn children(node: Node<'_>) {
    let entries = node.written_entries().flat_map(|entry| [entry.key, entry.value]);
    let mut end = node.span().start;
    for child in node.items().chain(entries.collect::<Vec<_>>()) {
        let span = child.written_span();
        let text = node.tree().text();
        assert!(
            node.span().contains(span),
            "{child:?} is outside of {node:?} in {text:?}"
        );
        assert!(
            end <= span.start,
            "{child:?} overlaps what is before it in {text:?}"
        );
        end = span.end;
    }
}

/// What has no quotes is what stands there; what has quotes starts and ends with them.
fn scalar(node: Node<'_>) {
    let (Some(text), Some(style)) = (node.text(), node.style()) else {
        return;
    };
    let raw = node.raw();
    match style {
        Style::Plain if !raw.contains(['\n', '\r']) => {
            // Characters that are not allowed are read as `_`, one for each byte.
            let refused = |c: char| {
                c.is_control() && !matches!(c, '\t' | '\u{85}') || matches!(c, '\u{fffe}' | '\u{ffff}')
            };
            let shown = |c: char| {
                if refused(c) {
                    "_".repeat(c.len_utf8())
                } else {
                    c.to_string()
                }
            };
            let expected: String = raw.chars().map(shown).collect();
            assert_eq!(text, expected);
        }
        Style::SingleQuoted => assert!(raw.len() > 1 && raw.starts_with('\'') && raw.ends_with('\'')),
        Style::DoubleQuoted => assert!(raw.len() > 1 && raw.starts_with('"') && raw.ends_with('"')),
        _ => {}
    }
}

/// The text of a scalar is found in the file, piece by piece.
fn written(node: Node<'_>) {
    let Some(text) = node.text() else { return };
    let file = node.tree().text();
    let written = node.written();
    let (mut at, mut behind) = (0, 0);
    for piece in written.pieces() {
        assert!(
            piece.start == at && piece.start < piece.end && behind <= piece.span.start,
            "{piece:?} does not follow what is before it in {file:?}"
        );
        let made = text.get(piece.start as usize..piece.end as usize);
        let made = made.unwrap_or_else(|| panic!("{piece:?} cuts a character of {text:?}"));
        let from = file.get(piece.span.range());
        let from = from.unwrap_or_else(|| panic!("{piece:?} is no place in {file:?}"));
        let explained = made.chars().count() == 1 || made.bytes().all(|b| matches!(b, b'\n' | b'_'));
        assert!(
            if piece.verbatim { made == from } else { explained },
            "{made:?} is not made of {from:?} in {file:?}"
        );
        let range = piece.start as usize..piece.end as usize;
        assert_eq!(written.place(&range), piece.span);
        assert_eq!(written.verbatim(&range), piece.verbatim.then_some(piece.span));
        (at, behind) = (piece.end, piece.span.end);
    }
    assert_eq!(at as usize, text.len(), "{node:?} of {file:?}");
}

/// Runs every rule on a text and checks every finding.
pub(crate) fn findings(text: &str) {
    let source = Source::new("example.yaml", text);
    let found = lint::judge(&source, &Settings::default());
    assert!(
        found.is_sorted_by_key(|finding| finding.span),
        "the findings are not sorted"
    );
    for finding in &found {
        for span in [Some(finding.span), finding.claims].into_iter().flatten() {
            assert!(
                text.get(span.range()).is_some(),
                "{finding:?} is no place in {text:?}"
            );
        }
        for label in &finding.labels {
            assert!(
                text.get(label.span.range()).is_some(),
                "{label:?} is no place in {text:?}"
            );
        }
        assert!(
            !finding.message.is_empty() && !finding.message.contains('\n'),
            "{finding:?}"
        );
    }
    assert!(
        text.is_empty() || yaml::parse(text).fault.is_none() || !found.is_empty(),
        "nobody says why {text:?} does not parse"
    );
}

/// Repairs a text: what could be read can be read afterwards, a second run changes nothing, and nothing is wrong that was
/// not before.
pub(crate) fn fixes(text: &str) {
    let judge = |text: &str| Seen {
        findings: lint::judge(&Source::new("example.yaml", text), &Settings::default()),
        whole: yaml::parse(text).fault.is_none(),
    };
    let errors = |seen: &Seen| {
        let errors = seen
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error);
        errors.count()
    };
    let before = judge(text);
    for wanted in [Safety::Safe, Safety::Unsafe] {
        let fixed = fix::apply(text, wanted, judge);
        assert_eq!(fixed.left, judge(&fixed.text), "{text:?}");
        assert!(
            fixed.left.whole || !before.whole,
            "{text:?} became {:?}",
            fixed.text
        );
        // Behind a syntax error more is seen than before.
        let syntax = fixed.done.iter().any(|done| done.rule.starts_with("syntax/"));
        assert!(
            syntax || errors(&fixed.left) <= errors(&before),
            "{text:?} became {:?}",
            fixed.text
        );
        let again = fix::apply(&fixed.text, wanted, judge);
        assert_eq!(again.text, fixed.text, "{text:?}");
        assert_eq!(fixed.done.is_empty(), fixed.text == text, "{text:?}");
    }
}

/// Every way to read a text.
pub(crate) const SYNTAXES: [Syntax; 6] = [
    Syntax::Yaml,
    Syntax::Json,
    Syntax::Hcl,
    Syntax::Toml,
    Syntax::Dotenv,
    Syntax::Text,
];

/// Reads a text whose first byte, a digit, picks the syntax by its number in [`SYNTAXES`].
pub(crate) fn any_document(text: &str) {
    let mut chars = text.chars();
    let number = chars
        .next()
        .and_then(|first| first.to_digit(10))
        .unwrap_or_default();
    document(chars.as_str(), SYNTAXES[number as usize % SYNTAXES.len()]);
}

/// Reads a text and checks every place in its document, and that the questions about it agree.
pub(crate) fn document(text: &str, syntax: Syntax) -> Document {
    let document = syntax::read(text, syntax);
    assert!(
        document.syntax == syntax || document.syntax == Syntax::Text && document.nodes.is_empty(),
        "{syntax:?} became {:?}",
        document.syntax
    );
    let place = |span: Span| {
        text.get(span.range())
            .unwrap_or_else(|| panic!("{span:?} is no place in {text:?}"))
    };
    let (mut keys, mut values, mut comments) = (Vec::new(), Vec::new(), Vec::new());
    let mut start = 0;
    for id in document.ids() {
        let node = &document.nodes[id.0 as usize];
        place(node.span);
        assert!(start <= node.span.start, "{node:?} is out of order in {text:?}");
        start = node.span.start;
        let parent = node.parent.map(|parent| {
            assert!(parent < id, "{node:?} stands before its parent");
            &document.nodes[parent.0 as usize]
        });
        if let Some(parent) = parent {
            assert!(
                parent.span.contains(node.span),
                "{node:?} is outside of {parent:?} in {text:?}"
            );
        }
        if let Key::Name(_, span) = &node.key {
            place(*span);
            assert!(
                span.end <= node.span.start,
                "{node:?} stands before its key in {text:?}"
            );
            keys.push(*span);
        }
        if let Some(scalar) = document.scalar(id) {
            let same = !scalar.text.is_empty() && place(scalar.inner) == scalar.text;
            assert_eq!(same, scalar.verbatim, "{node:?} in {text:?}");
            assert!(node.span.contains(scalar.inner), "{node:?} in {text:?}");
            let around = Some(id).filter(|_| !scalar.inner.is_empty());
            assert!(
                around.is_none() || document.scalar_around(scalar.inner) == around,
                "{node:?} in {text:?}"
            );
            values.push(scalar.inner);
        }
        family(&document, id);
    }
    for comment in &document.comments {
        let before = &text[..comment.span.start as usize];
        let before = before.strip_prefix('\u{feff}').unwrap_or(before);
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let alone = line.trim_matches([' ', '\t']).is_empty();
        assert_eq!(comment.own_line, alone, "{comment:?} in {text:?}");
        assert!(
            place(comment.span).starts_with(['#', '/', '-', ';', '<']),
            "{comment:?} in {text:?}"
        );
        comments.push(comment.span);
    }
    // A comment may stand in a key that is a list or a map; else nothing belongs to two of them.
    for mut taken in [[keys, values.clone()].concat(), [comments, values].concat()] {
        taken.retain(|span| !span.is_empty());
        taken.sort_unstable();
        for pair in taken.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{pair:?} overlap in {text:?}");
        }
    }
    document
}

/// What the document says of the relations of a node is what the nodes themselves say.
fn family(document: &Document, id: NodeId) {
    let below = |other: &NodeId| document.ancestors(*other).skip(1).any(|parent| parent == id);
    let inside = || document.ids().skip(id.0 as usize + 1).take_while(below);
    let own: Vec<NodeId> = inside()
        .filter(|other| document.parent(*other) == Some(id))
        .collect();
    assert_eq!(document.children(id).collect::<Vec<_>>(), own);
    assert_eq!(
        document.behind(id).0 as usize,
        id.0 as usize + 1 + inside().count()
    );
    for child in &own {
        let Some(name) = document.name(*child) else {
            continue;
        };
        let first = own.iter().find(|other| document.name(**other) == Some(name));
        assert_eq!(document.child(id, name).as_ref(), first);
    }
    let depth = document.ancestors(id).count();
    assert_eq!(document.path(id).len(), depth - 1);
}

/// Reads a text as one comment of a longer file and checks every place in what it says.
pub(crate) fn annotation(comment: &str) {
    /// As if other text stood before the comment.
    const AT: u32 = 100;
    let Some(spoken) = annotation::read(comment, AT) else {
        return;
    };
    let place = |span: Span| {
        let range = span.range();
        let found = range
            .start
            .checked_sub(AT as usize)
            .zip(range.end.checked_sub(AT as usize));
        let found = found.and_then(|(start, end)| comment.get(start..end));
        found.unwrap_or_else(|| panic!("{span:?} is no place in {comment:?}"))
    };
    let name = place(spoken.span).get(.."amiforge".len());
    assert!(
        name.is_some_and(|name| name.eq_ignore_ascii_case("amiforge")),
        "{comment:?}"
    );
    let (needed, reason) = match &spoken.content {
        Ok(Annotation::IgnoreRules { rules, reason }) => (rules.clone(), *reason),
        Ok(Annotation::Ignore { reason }) => (Vec::new(), *reason),
        Ok(Annotation::Hold { until, reason }) => {
            if let Some(word) = until {
                assert_eq!(place(word.span), word.text, "{comment:?}");
            }
            (Vec::new(), *reason)
        }
        Ok(Annotation::Follow { target, settings }) => {
            let written = |word: Word<'_>| assert_eq!(place(word.span), word.text, "{comment:?}");
            settings
                .iter()
                .flat_map(|setting| [setting.key, setting.value])
                .for_each(written);
            (vec![*target], None)
        }
        Err(mistake) => {
            assert!(
                !place(mistake.span).is_empty(),
                "{mistake:?} has no place in {comment:?}"
            );
            for sentence in [&mistake.message, &mistake.help] {
                let lines = sentence.contains(['\n', '\r']);
                assert!(!lines && sentence.len() < 1_000, "{sentence:?}");
            }
            (Vec::new(), None)
        }
    };
    assert_eq!(place(spoken.verb.span), spoken.verb.text, "{comment:?}");
    for word in needed.iter().chain(&reason) {
        assert!(
            !word.text.is_empty() && place(word.span) == word.text,
            "{word:?} in {comment:?}"
        );
    }
    // Words stand in the order in which they are written, and none in another.
    let all: Vec<Span> = needed.iter().chain(&reason).map(|word| word.span).collect();
    assert!(
        all.windows(2).all(|pair| pair[0].end <= pair[1].start),
        "{comment:?}"
    );
}

/// Reads bytes as a file of facts. What is taken can be written, and is the same when it is read again.
pub(crate) fn releases(bytes: &[u8]) {
    let asked = Asked {
        now: "2026-08-20T12:30:00Z".parse().expect("a time"),
        repository: None,
        run: None,
        base: None,
        sha256: None,
    };
    match file::read(bytes, &asked) {
        Ok(facts) => {
            let text = file::write(&facts, &Origin::default());
            assert_eq!(file::read(text.as_bytes(), &asked).as_ref(), Ok(&facts));
        }
        Err(refused) => {
            let sentence = refused.to_string();
            let hidden = sentence.contains(amiforge::visible::is_hidden);
            assert!(!hidden && sentence.len() < 1_000, "{sentence:?}");
        }
    }
}

/// The hosts that [`any_host`] makes of a text: a name, what stands before it, and what behind.
pub(crate) const HOSTS: [(&str, &str, &str); 10] = [
    ("a.yaml", "", ""),
    ("a.json", "", ""),
    ("a.tf", "", ""),
    ("a.tf.json", "", ""),
    (
        "b.yaml",
        "Resources:\n A:\n  Type: AWS::ImageBuilder::Component\n  Properties:\n   Data: ",
        "\n",
    ),
    (
        "c.yaml",
        "Resources:\n A:\n  Type: AWS::ImageBuilder::Component\n  Properties:\n   Data: !Sub |\n    ",
        "\n",
    ),
    (
        "d.tf",
        "resource \"aws_imagebuilder_component\" \"a\" {\n data = ",
        "\n}\n",
    ),
    (
        "e.tf",
        "resource \"aws_imagebuilder_component\" \"a\" {\n data = <<-EOT\n  ",
        "\n  EOT\n}\n",
    ),
    (
        "f.tf",
        "resource \"aws_imagebuilder_component\" \"a\" {\n data = yamlencode({",
        "})\n}\n",
    ),
    (
        "g.yaml",
        "name: a\nsemanticVersion: 1.0.0\nplatform: Linux\ndata: ",
        "\n",
    ),
];

/// Judges a text whose first byte, a digit, picks the host by its number in [`HOSTS`].
pub(crate) fn any_host(text: &str) {
    let mut chars = text.chars();
    let number = chars.next().and_then(|first| first.to_digit(10));
    let (name, before, behind) = HOSTS[number.unwrap_or_default() as usize];
    host(name, &format!("{before}{}{behind}", chars.as_str()));
}

/// Looks for documents in a text and judges them: every byte of each has its place, places never go back, and what is said
/// about them lies in the text.
pub(crate) fn host(name: &str, text: &str) {
    let fits = |span: Span| {
        assert!(
            text.get(span.range()).is_some(),
            "{span:?} is no place in {text:?}"
        );
        span
    };
    let read = embedded::read(text, syntax::of_path(name, text));
    for part in read.into_iter().flat_map(|host| host.parts) {
        match part {
            embedded::Part::Text(found) => {
                fits(found.host);
                mapped(text, &found.text);
            }
            embedded::Part::File(file) => {
                fits(file.span);
            }
            embedded::Part::Unknown(unknown) => {
                fits(unknown.span);
                assert!(!unknown.reason.contains(['\n', '\r']), "{:?}", unknown.reason);
            }
        }
    }
    let judged = lint::judge_file(name, text.as_bytes().to_vec(), &Settings::default());
    let mut last = Span::default();
    for finding in &judged.findings {
        assert!(
            last.start <= finding.span.start,
            "{finding:?} is out of order in {text:?}"
        );
        last = fits(finding.span);
        finding.labels.iter().for_each(|label| {
            fits(label.span);
        });
        if let Some(fix) = &finding.fix {
            let edits = EditSet::new(fix.edits.clone()).expect("edits that do not overlap");
            edits.apply(text).expect("edits that fit");
        }
    }
}

/// Every byte of a text that was put together has its place in its host.
fn mapped(host: &str, mapped: &embedded::Mapped) {
    let text = mapped.text();
    let mut last = Span::default();
    for (at, c) in text.char_indices() {
        let span = Span::new(at, at + c.len_utf8());
        let place = mapped.place(span);
        assert!(
            host.get(place.range()).is_some(),
            "{place:?} is no place in {host:?}"
        );
        assert!(
            last.start <= place.start && last.end <= place.end,
            "{place:?} is before {last:?} in {host:?}"
        );
        if let Some(exact) = mapped.exact(span) {
            assert_eq!(host.get(exact.range()), text.get(span.range()));
        }
        last = place;
    }
    for hole in mapped.holes() {
        assert!(
            mapped.touches_hole(hole.at) && host.get(hole.host.range()).is_some(),
            "{hole:?}"
        );
    }
}

/// The names under which [`any_pins`] looks at a text.
pub(crate) const PIN_FILES: [&str; 10] = [
    "a.yaml",
    "a.tf",
    "a.json",
    "a.toml",
    "a.sh",
    "a.env",
    "a.pkr.hcl",
    "a.tmpl",
    "values.yaml",
    "template.yaml",
];

/// Looks for pins in a text whose first byte, a digit, picks the file's name by its number in [`PIN_FILES`].
pub(crate) fn any_pins(text: &str) {
    let mut chars = text.chars();
    let number = chars.next().and_then(|first| first.to_digit(10));
    pins(PIN_FILES[number.unwrap_or_default() as usize], chars.as_str());
}

/// Looks for pins in a text: every id is listed once, no two pins overlap, and all places lie in the text.
pub(crate) fn pins(path: &str, text: &str) {
    let found = pin::scan(path, text.as_bytes().to_vec(), &Hints::default());
    let place = |span: Span| {
        let fits = text.get(span.range()).is_some();
        assert!(fits, "{span:?} is no place in {text:?}");
    };
    let mut listed = Vec::new();
    if let Some(found) = found {
        found.problems.iter().for_each(|problem| place(problem.span));
        for pin in &found.pins {
            place(pin.span);
            pin.nearby.iter().chain(&pin.owner).for_each(|span| place(*span));
            pin.companions.iter().for_each(|companion| place(companion.span));
            let is_edited = !matches!(pin.value, Value::Reference(_));
            assert!(
                !is_edited || text.get(pin.span.range()) == Some(pin.value.text()),
                "{pin:?}"
            );
        }
        for pair in found.pins.windows(2) {
            assert!(!pair[0].span.overlaps(pair[1].span), "{pair:?}");
        }
        let ids = found.pins.iter().filter(|pin| pin.value.id().is_some());
        listed = ids.map(|pin| pin.span).collect();
    }
    assert_eq!(listed, pin::ids::find(text.as_bytes()), "{text:?}");
}

/// Lets GitHub say a text wherever it can: as the description of a pull request and as the message of a commit on its
/// branch. A branch is only moved when its commit is ours, and what is written about it fits into GitHub's limits.
pub(crate) fn said_by_github(text: &str) {
    let (base, tree, other) = ("1".repeat(40), "2".repeat(40), "3".repeat(40));
    let commit = FoundCommit {
        id: other.clone(),
        parents: vec![base.clone()],
        tree: other.clone(),
        message: text.to_owned(),
    };
    let is_ours = whose("a", text, &commit.parents, &commit.tree) == Whose::Ours;
    let tip = Tip {
        id: other.clone(),
        ahead: Some(Ahead {
            commits: vec![commit],
            all_commits: true,
            all_files: true,
            ..Ahead::default()
        }),
    };
    let wanted = Wanted {
        group: "a",
        into: "main",
        base: &base,
        tree: &tree,
        files: std::iter::once(("a.tf", other.as_str())).collect(),
        title: "a",
        body: "a",
        labels: &[],
        whole: true,
    };
    for state in [PullState::Open, PullState::Closed, PullState::Merged] {
        let pull = FoundPull {
            number: 1,
            state,
            title: text.to_owned(),
            body: text.to_owned(),
            ..FoundPull::default()
        };
        let found = Found {
            branch: Some(tip.clone()),
            pulls: vec![pull],
            ..Found::default()
        };
        if let Steps::Write { branch, .. } = reconcile(&wanted, &found) {
            assert!(
                is_ours && branch == BranchStep::Move(other.clone()),
                "{branch:?} of {text:?}"
            );
        }
    }
    let note = notes::left_alone("amiforge/a", text, None, text, text);
    assert!(note.text.chars().count() <= 65_536, "{}", note.text.len());
    let closed = notes::closed(text);
    assert_eq!(notes::closed(&closed), closed);
    let message = format!("{}\n\nAmiforge-Group: a", text.replace('\r', ""));
    let made = ours::signed(&message, &base, &tree);
    assert_eq!(
        whose("a", &made, std::slice::from_ref(&base), &tree),
        Whose::Ours,
        "{text:?}"
    );
    assert_eq!(whose("a", &made, &[base], &other), Whose::Changed, "{text:?}");
}
