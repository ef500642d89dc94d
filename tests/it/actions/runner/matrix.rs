//! Outputs that the jobs of a matrix share.
//!
//! On GitHub a job that leaves an output empty leaves it to the others. Act puts the value of the first job in the place of the
//! expression, so that the others have nothing to say (`interpolateOutputs` in
//! <https://github.com/nektos/act/blob/v0.2.89/pkg/runner/run_context.go>). Here an output that is still empty becomes its own
//! expression again, once for each job that is left: act does not look into the value of a variable.

use serde_json::Value;

/// What a workflow with matrices is given besides.
pub(super) struct Matrices {
    /// What stands in the text, and what takes its place.
    replaced: Vec<(String, String)>,
    /// `vars`, by name.
    pub(super) variables: Vec<(String, String)>,
}

impl Matrices {
    pub(super) fn of(workflow: &Value) -> Self {
        let mut found = Self {
            replaced: Vec::new(),
            variables: Vec::new(),
        };
        for (id, job) in workflow["jobs"].as_object().expect("jobs") {
            let rows = job["strategy"]["matrix"]["include"]
                .as_array()
                .map_or(1, Vec::len);
            for (name, value) in job["outputs"].as_object().into_iter().flatten() {
                if rows > 1 {
                    found.add(id, name, value.as_str().expect("an expression"), rows);
                }
            }
        }
        found
    }

    fn add(&mut self, job: &str, name: &str, value: &str, rows: usize) {
        let expression = value
            .strip_prefix("${{ ")
            .and_then(|rest| rest.strip_suffix(" }}"));
        let expression = expression.expect("an expression and nothing else");
        let variable = |row: usize| format!("{job}_{name}_{row}").replace('-', "_").to_uppercase();
        let of_row = |row: usize| match row {
            last if last == rows => value.to_owned(),
            row => format!("${{{{ {expression} || vars.{} }}}}", variable(row + 1)),
        };
        self.replaced.push((
            format!("      {name}: {value}\n"),
            format!("      {name}: {}\n", of_row(1)),
        ));
        self.variables
            .extend((2..=rows).map(|row| (variable(row), of_row(row))));
    }

    pub(super) fn rewritten(&self, text: &str) -> String {
        self.replaced.iter().fold(text.to_owned(), |text, (old, new)| {
            assert_eq!(text.matches(old.as_str()).count(), 1, "{old}");
            text.replace(old.as_str(), new)
        })
    }
}
