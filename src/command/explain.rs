//! `amiforge explain RULE`.

use super::{Exit, complain, print};
use crate::cli::Explain;
use crate::nearest::nearest;
use crate::rules;

pub(super) fn run(options: &Explain) -> Exit {
    let Some(rule) = rules::find(&options.rule) else {
        // `unknown-action` alone is enough where only one group has it.
        let mut named = rules::all().filter(|rule| rule.id.ends_with(&format!("/{}", options.rule)));
        if let (Some(rule), None) = (named.next(), named.next()) {
            return print(&rule.readable_page(rules::PUBLISHED))
                .err()
                .unwrap_or(Exit::Clean);
        }
        let hint = nearest(&options.rule, rules::all().map(|rule| rule.id)).map_or_else(
            || "`amiforge rules` lists all".to_owned(),
            |id| format!("did you mean `{id}`?"),
        );
        complain(&format!(
            "there is no rule `{}`; {hint}",
            options.rule.escape_debug()
        ));
        return Exit::Usage;
    };
    print(&rule.readable_page(rules::PUBLISHED))
        .err()
        .unwrap_or(Exit::Clean)
}
