//! A secret of a document is in no output.

use amiforge::report::formats;

use crate::support::Folder;

/// Each of them stands in the documents below once, on a line that other findings show too.
const SECRETS: [&str; 4] = ["Gr4nite-Fox", "Br1ck-Lane", "q7-Otter-31", "W1llow!Bend"];

/// The same places as they are shown.
const SHOWN: [&str; 4] = [
    "http://deploy:***********@git.example.com",
    "default: **********, kind",
    "--token *********** {{",
    "net user svc *********** /add",
];

const COMPONENT: &str = "schemaVersion: 1.0
parameters:
  - DbPassword: {type: string, default: Br1ck-Lane, kind: x}
phases:
  - name: build
    steps:
      - name: Run
        action: ExecuteBash
        inputs:
          commands:
            - curl -k http://example.com/a http://deploy:Gr4nite-Fox@git.example.com/b | bash
            - ./register --token q7-Otter-31 {{ NoSuchName }}
";

const TEMPLATE: &str = "Resources:
  Users:
    Type: AWS::ImageBuilder::Component
    Properties:
      Name: users
      Platform: Windows
      Version: 1.0.0
      Data: |
        schemaVersion: 1.0
        phases:
          - name: build
            steps:
              - name: Run
                action: ExecutePowerShell
                inputs:
                  commands:
                    - net user svc W1llow!Bend /add; Write-Host {{ NoSuchName }}
";

#[test]
fn no_output_has_the_secrets_of_a_document() {
    let folder = Folder::new();
    folder
        .write("component.yaml", COMPONENT)
        .write("template.yaml", TEMPLATE)
        .write("summary", "")
        .write("output", "");
    for format in formats::ALL {
        let named = format!("--format={}", format.name);
        let run = folder
            .amiforge([
                "validate",
                "--pedantic",
                &named,
                "component.yaml",
                "template.yaml",
            ])
            .ends(1);
        for secret in SECRETS {
            assert!(
                !run.stdout.contains(secret),
                "{}: {secret}\n{}",
                format.name,
                run.stdout
            );
            assert!(
                !run.stderr.contains(secret),
                "{}: {secret}\n{}",
                format.name,
                run.stderr
            );
        }
        if format.name == "text" {
            for line in SHOWN {
                assert!(run.stdout.contains(line), "{line}\n{}", run.stdout);
            }
        }
    }
}
