//! What GitHub says of pull requests and commits is somebody's text.

use proptest::prelude::*;

use crate::invariants;

/// Pieces of descriptions and messages, ours among them.
const PIECES: &[&str] = &[
    "<!-- amiforge: ",
    " -->",
    "{\"group\":\"a\",\"base\":\"1111111111111111111111111111111111111111\",\"parameters\":[],\"images\":[\"ami-0a1b2c3d\"]}",
    "<!-- amiforge-note: closed as obsolete -->",
    "Windows: 2026.09.08\n\nwhy\n\n",
    "Amiforge-Group: a\n",
    "Amiforge-Group: b\n",
    "Amiforge-Content: ",
    "0123456789abcdef",
    "Signed-off-by: A <a@example.com>\n",
    "\r\n",
    "\n\n",
    "```",
    "@octocat \u{1b}[2J\u{202e}",
];

proptest! {
    #[test]
    fn only_what_is_ours_is_moved_whatever_is_said(
        pieces in prop::collection::vec(0..PIECES.len(), 0..14),
        rest in "\\PC{0,20}",
    ) {
        let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
        invariants::said_by_github(&(text + &rest));
    }
}

#[test]
fn a_seed_of_the_fuzzer_is_a_commit_of_ours() {
    let seed = include_str!("../../../fuzz/seeds/said_by_github/commit");
    invariants::said_by_github(seed);
    let parents = ["1".repeat(40)];
    let whose = amiforge::forge::ours::whose("a", seed, &parents, &"3".repeat(40));
    assert_eq!(whose, amiforge::forge::ours::Whose::Ours);
}
