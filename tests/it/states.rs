//! The table of states in `docs/states.md` is the one in the program. `UPDATE_DOCS=1 cargo test states` writes it anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amiforge::bump::State;
use amiforge::bump::state::TABLE;

const BEGIN: &str = "<!-- table -->\n";
const END: &str = "<!-- end of table -->\n";

fn table() -> String {
    let mut out = String::from(
        "| state | cause | pull request | exit | what the user reads |\n| --- | --- | --- | --- | --- |\n",
    );
    for row in TABLE {
        let sentences = [row.what, row.why, row.next];
        let sentences: Vec<&str> = sentences.into_iter().filter(|part| !part.is_empty()).collect();
        let _ = writeln!(
            out,
            "| `{}` | `{}` | {} | {} | {} |",
            row.state.word(),
            row.id,
            if row.pull_request { "yes" } else { "no" },
            u8::from(row.act),
            sentences.join(" ").replace('|', "\\|"),
        );
    }
    out
}

#[test]
fn the_page_has_the_table_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/states.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(BEGIN).expect("the beginning of the table");
    let (found, behind) = rest.split_once(END).expect("the end of the table");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{behind}", table())).expect("it is written");
        return;
    }
    assert_eq!(
        found,
        table(),
        "docs/states.md is out of date: run `UPDATE_DOCS=1 cargo test states`"
    );
}

#[test]
fn rows_are_in_the_order_of_their_states() {
    assert!(TABLE.is_sorted_by_key(|row| State::ALL.iter().position(|state| *state == row.state)));
    for row in TABLE {
        assert!(
            row.what.ends_with('.') && row.why.ends_with('.'),
            "{}",
            row.name()
        );
        assert!(
            row.next.is_empty() || row.next.ends_with(['.', '`']),
            "{}",
            row.name()
        );
        // A person who has to act is told what to do.
        assert!(!row.act || !row.next.is_empty(), "{}", row.name());
        assert!(!(row.act && row.pull_request), "{}", row.name());
    }
}
