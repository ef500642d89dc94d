//! What the base branch remembers.

use amiforge::bump::{History as _, Remembered};
use amiforge::git::{BaseHistory, Git};

use super::{NEW, OLD, commit_at, git_at, head};
use crate::support::Folder;

const FILE: &str = "main.tf";

fn new() -> Folder {
    let folder = Folder::new();
    folder.git(&["init", "--quiet", "--initial-branch=main"]);
    folder
}

/// `stands_since` and `ever_stood`: seconds, `never` or `unknown`.
fn remembered(folder: &Folder, path: &str, text: &str) -> (String, String) {
    let git = Git::at(folder.path());
    let history = BaseHistory::of(&git, head(folder));
    let words = |answer: Remembered| match answer {
        Remembered::Since(time) => time.as_second().to_string(),
        Remembered::Never => "never".to_owned(),
        Remembered::Unknown => "unknown".to_owned(),
    };
    let first = (history.stands_since(path, text), history.ever_stood(path, text));
    // The second time from memory.
    let second = (history.stands_since(path, text), history.ever_stood(path, text));
    assert_eq!(first, second);
    (words(first.0), words(first.1))
}

#[track_caller]
fn check(folder: &Folder, path: &str, text: &str, stands: &str, ever: &str) {
    let found = remembered(folder, path, text);
    assert_eq!(
        (found.0.as_str(), found.1.as_str()),
        (stands, ever),
        "{path:?} {text:?}"
    );
}

#[test]
fn a_text_stands_since_it_came_without_a_break() {
    let folder = new();
    folder.write(FILE, "x\n");
    commit_at(&folder, 1_000_000_000);
    folder.write(FILE, format!("{OLD}\n"));
    commit_at(&folder, 1_100_000_000);
    // Once more, and moved: no break.
    folder.write(FILE, format!("# was {OLD}\n\n{OLD}\n"));
    commit_at(&folder, 1_200_000_000);
    folder.write("other.tf", NEW);
    commit_at(&folder, 1_250_000_000);
    check(&folder, FILE, OLD, "1100000000", "1100000000");
    check(&folder, FILE, NEW, "never", "never");
    check(&folder, "other.tf", NEW, "1250000000", "1250000000");
    check(&folder, "nowhere.tf", NEW, "never", "never");

    folder.write(FILE, format!("{NEW}\n"));
    commit_at(&folder, 1_300_000_000);
    check(&folder, FILE, OLD, "never", "1100000000");
    // Back after a break: only the last time counts.
    folder.write(FILE, format!("{OLD}\n"));
    commit_at(&folder, 1_400_000_000);
    check(&folder, FILE, OLD, "1400000000", "1100000000");
    // The first commit of all.
    check(&folder, FILE, "x", "never", "1000000000");
}

#[test]
fn a_branch_counts_from_its_merge() {
    let folder = new();
    folder.write(FILE, "x\n");
    commit_at(&folder, 1_000_000_000);
    folder.git(&["checkout", "--quiet", "-b", "topic"]);
    folder.write(FILE, format!("{OLD}\n"));
    commit_at(&folder, 1_100_000_000);
    folder.git(&["checkout", "--quiet", "main"]);
    folder.write("other.tf", "y\n");
    commit_at(&folder, 1_150_000_000);
    git_at(
        folder.path(),
        1_200_000_000,
        &["merge", "--quiet", "--no-edit", "topic"],
    );
    check(&folder, FILE, OLD, "1200000000", "1200000000");
}

#[test]
fn settings_and_attributes_have_no_say() {
    let folder = new();
    folder
        .write(FILE, format!("a\0{OLD}\n"))
        .write(".gitattributes", "* diff=fail text eol=crlf\n");
    commit_at(&folder, 1_000_000_000);
    for (key, value) in [
        ("diff.fail.textconv", "false"),
        ("diff.fail.command", "false"),
        ("diff.external", "false"),
        ("diff.renames", "copies"),
        ("log.showRoot", "false"),
        ("log.follow", "true"),
        ("log.diffMerges", "combined"),
        ("log.showSignature", "true"),
        ("log.date", "relative"),
        ("color.ui", "always"),
        ("grep.patternType", "perl"),
    ] {
        folder.git(&["config", key, value]);
    }
    folder.git(&["checkout", "--quiet", "-b", "topic"]);
    folder.write(FILE, format!("a\0{NEW}\n"));
    commit_at(&folder, 1_100_000_000);
    folder.git(&["checkout", "--quiet", "main"]);
    commit_at(&folder, 1_150_000_000);
    check(&folder, FILE, OLD, "1000000000", "1000000000");
    git_at(
        folder.path(),
        1_200_000_000,
        &["merge", "--quiet", "--no-edit", "topic"],
    );
    check(&folder, FILE, NEW, "1200000000", "1200000000");
    check(&folder, FILE, OLD, "never", "1000000000");
}

#[test]
fn texts_and_paths_are_data() {
    let folder = new();
    let names = ["--all", ":(glob)*", "a\nb.tf", "é \"x\".tf"];
    let texts = ["--all", "-n1", "a.c", "(", "\u{e9} 漢", "$(x)"];
    for name in names {
        folder.write(name, texts.join("\n"));
    }
    commit_at(&folder, 1_000_000_000);
    for name in names {
        for text in texts {
            check(&folder, name, text, "1000000000", "1000000000");
        }
        // No pattern.
        check(&folder, name, "a.*c", "never", "never");
        check(&folder, name, "abc", "never", "never");
    }
    for odd in ["", "\0"] {
        check(&folder, "--all", odd, "unknown", "unknown");
        check(&folder, &format!("{odd}a\0"), "x", "unknown", "unknown");
    }
}

#[test]
fn a_cut_history_is_not_taken_for_a_whole_one() {
    let origin = new();
    origin.write(FILE, format!("{OLD}\n"));
    commit_at(&origin, 1_000_000_000);
    origin.write("other.tf", "x\n");
    commit_at(&origin, 1_100_000_000);
    origin.write("late.tf", format!("{NEW}\n"));
    commit_at(&origin, 1_200_000_000);
    let from = format!("file://{}", origin.path().display());

    let folder = Folder::new();
    folder.git(&["clone", "--quiet", "--depth=2", &from, "."]);
    // Since the oldest commit that is here, or longer.
    assert_eq!(remembered(&folder, FILE, OLD).0, "unknown");
    // It came after the cut.
    check(&folder, "late.tf", NEW, "1200000000", "1200000000");
    // It does not stand there now, and nobody knows whether it did.
    check(&folder, FILE, NEW, "never", "unknown");

    let whole = Folder::new();
    whole.git(&["clone", "--quiet", &from, "."]);
    check(&whole, FILE, OLD, "1000000000", "1000000000");
    check(&whole, FILE, NEW, "never", "never");
}

#[test]
fn older_versions_of_a_file_are_read_from_the_base_branch() {
    let folder = new();
    for (at, text) in [
        (1_000_000_000, format!("{OLD} # one\n")),
        (1_100_000_000, format!("{OLD} # two\n")),
        (1_200_000_000, format!("{NEW}\n")),
        (1_300_000_000, format!("{OLD} # one\n")),
        (1_400_000_000, format!("{OLD}\n")),
    ] {
        folder.write(FILE, text);
        commit_at(&folder, at);
    }
    folder.write("other.tf", format!("{OLD} # other\n"));
    commit_at(&folder, 1_500_000_000);
    let git = Git::at(folder.path());
    let history = BaseHistory::of(&git, head(&folder));
    for _ in 0..2 {
        let one = format!("{OLD} # one\n");
        let two = format!("{OLD} # two\n");
        assert_eq!(history.versions(FILE, OLD), [one, two]);
        assert_eq!(history.versions(FILE, NEW), [format!("{NEW}\n")]);
        for (path, text) in [
            ("other.tf", OLD),
            ("nowhere.tf", OLD),
            (FILE, ""),
            (FILE, "absent"),
            ("\0", OLD),
            ("--all", OLD),
        ] {
            assert!(history.versions(path, text).is_empty(), "{path:?} {text:?}");
        }
    }
    // What was cut off is not known, and what is there is.
    let from = format!("file://{}", folder.path().display());
    let cut = Folder::new();
    cut.git(&["clone", "--quiet", "--depth=3", &from, "."]);
    let git = Git::at(cut.path());
    let history = BaseHistory::of(&git, head(&cut));
    assert_eq!(history.versions(FILE, OLD), [format!("{OLD} # one\n")]);
}

#[test]
fn large_and_odd_versions_are_passed_over() {
    let folder = new();
    folder.write(FILE, [OLD.as_bytes(), &vec![b'x'; 1024 * 1024]].concat());
    commit_at(&folder, 1_000_000_000);
    folder.write(FILE, [OLD.as_bytes(), b"\xff"].concat());
    commit_at(&folder, 1_100_000_000);
    folder.write(FILE, format!("{OLD} # one\n"));
    commit_at(&folder, 1_200_000_000);
    folder.write(FILE, format!("{OLD}\n"));
    commit_at(&folder, 1_300_000_000);
    let git = Git::at(folder.path());
    let history = BaseHistory::of(&git, head(&folder));
    assert_eq!(history.versions(FILE, OLD), [format!("{OLD} # one\n")]);
}
