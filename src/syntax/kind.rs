//! How a file is to be read, by its name.

use super::Syntax;

/// Endings and what they mean, the longer ones first.
const ENDINGS: &[(&str, Syntax)] = &[
    (".tfstate.backup", Syntax::Json),
    (".tfstate", Syntax::Json),
    (".json", Syntax::Json),
    (".yaml", Syntax::Yaml),
    (".yml", Syntax::Yaml),
    (".toml", Syntax::Toml),
    (".tf", Syntax::Hcl),
    (".tofu", Syntax::Hcl),
    (".tfvars", Syntax::Hcl),
    (".hcl", Syntax::Hcl),
    (".nomad", Syntax::Hcl),
    (".env", Syntax::Dotenv),
];

/// Endings of files from which another file is made: what stands in them need not be what their name begins with.
const TEMPLATES: &[&str] = &[
    ".tmpl",
    ".tpl",
    ".j2",
    ".jinja",
    ".jinja2",
    ".erb",
    ".gotmpl",
    ".mustache",
    ".hbs",
];

/// How the file at `path` is to be read, by its name and, where that says too little, by how `text` begins. Anything that is
/// not known is [`Syntax::Text`].
pub fn of_path(path: &str, text: &str) -> Syntax {
    let name = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if let Some((_, syntax)) = ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)) {
        return *syntax;
    }
    if name.ends_with(".template") {
        let begins = text.trim_start_matches('\u{feff}').trim_start();
        return if begins.starts_with('{') {
            Syntax::Json
        } else {
            Syntax::Yaml
        };
    }
    let is_template = TEMPLATES.iter().any(|ending| name.ends_with(ending));
    if name.starts_with(".env.") && !is_template {
        return Syntax::Dotenv;
    }
    Syntax::Text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_how_a_file_is_read() {
        use Syntax::{Dotenv, Hcl, Json, Text, Toml, Yaml};
        let cases = [
            ("main.tf", Hcl),
            ("a/b/prod.auto.tfvars", Hcl),
            ("image.pkr.hcl", Hcl),
            ("job.nomad", Hcl),
            ("main.tf.json", Json),
            ("prod.tfvars.json", Json),
            ("terraform.tfstate", Json),
            ("terraform.tfstate.backup", Json),
            ("cdk.context.json", Json),
            ("a.YAML", Yaml),
            ("a\\b.yml", Yaml),
            ("vpc.template", Yaml),
            ("samconfig.toml", Toml),
            (".env", Dotenv),
            ("a/.env.prod", Dotenv),
            ("prod.env", Dotenv),
            (".env.yaml", Yaml),
            (".env.tpl", Text),
            ("values.yaml.tmpl", Text),
            ("nodes.yaml.j2", Text),
            ("user-data.tpl", Text),
            ("tf", Text),
            ("README.md", Text),
            ("environment", Text),
            ("settings.jsonc", Text),
            ("", Text),
        ];
        for (path, expected) in cases {
            assert_eq!(of_path(path, ""), expected, "{path}");
        }
        assert_eq!(of_path("vpc.template", "\u{feff} \n{"), Json);
        assert_eq!(of_path("vpc.template", "# {\nResources: {}"), Yaml);
    }
}
