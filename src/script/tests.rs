//! Scripts and the calls that are read out of them.

use std::fmt::Write as _;

use super::reading::{self, Reading};
use super::{Scripts, Shell};
use crate::component::Component;
use crate::yaml;

fn read(text: &str, shell: Shell) -> Reading {
    reading::read(text, shell, 0).expect("a script of this length")
}

/// Each call: its words between `|`, what is not literal in braces, then what holds for it.
fn shown(text: &str, shell: Shell) -> Vec<String> {
    let reading = read(text, shell);
    let calls = &reading.calls;
    let line = |call: &super::Call| {
        let word = |word: &super::Word| {
            if word.literal {
                word.text.clone()
            } else {
                format!("{{{}}}", word.text)
            }
        };
        let words = |words: &[super::Word]| words.iter().map(word).collect::<Vec<_>>().join("|");
        let mut line = words(&call.words);
        if !call.assignments.is_empty() {
            line = format!("{} {line}", words(&call.assignments));
        }
        for redirect in &call.redirects {
            _ = write!(line, " {}{}", redirect.operator, word(&redirect.target));
        }
        for (name, other) in [("<-", call.reads), ("in", call.within)] {
            line += &other.map_or(String::new(), |other| {
                format!(" {name} {}", calls[other].words[0].text)
            });
        }
        line + if call.conditional { " ?" } else { "" } + if call.tested { " tested" } else { "" }
    };
    calls.iter().map(line).collect()
}

#[track_caller]
fn bash(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, Shell::Bash), expected, "{text}");
}

#[track_caller]
fn powershell(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, Shell::PowerShell), expected, "{text}");
}

#[test]
fn words_of_bash_have_no_quotes() {
    bash(
        r#"yum -y install 'a b' "c \"d\" \n" e\ f --x="y z"'q' $'t\tu' "$HOME/x" "${A:-b}" {{ X }} <your-bucket>/k ${AWS::Region}"#,
        &[
            "yum|-y|install|a b|c \"d\" \\n|e f|--x=y zq|t\tu|{$HOME/x}|{${A:-b}}|{{{ X }}}|{<your-bucket>/k}|{${AWS::Region}}",
        ],
    );
    bash(
        "curl -fsSL \\\n  https://x |\n  sudo -E bash -",
        &["curl|-fsSL|https://x", "sudo|-E|bash|- <- curl"],
    );
    bash("echo \"a\n  b\"", &["echo|a\n  b"]);
    bash(
        "echo \"a $(id -u \"$U\") b\" `hostname`",
        &[
            "echo|{a $(id -u \"$U\") b}|{`hostname`}",
            "id|-u|{$U} in echo",
            "hostname in echo",
        ],
    );
}

#[test]
fn what_holds_for_calls_of_bash() {
    bash("a && b || c; ! d", &["a tested", "b ? tested", "c ?", "d"]);
    bash(
        "if a | b; then c; elif d; then e; else f; fi",
        &["a tested", "b <- a tested", "c ?", "d ? tested", "e ?", "f ?"],
    );
    bash("while a; do b; done < f > g", &["a <f >g tested", "b <f >g ?"]);
    bash("for i in $(a); do b; done", &["a", "b ?"]);
    bash("case $x in y) a ;; *) b ;; esac", &["a ?", "b ?"]);
    bash("f() { a; }\nf", &["a ?", "f"]);
    bash(
        "{ a; b; } >> log; (c; d) | e",
        &["a >>log", "b >>log", "c", "d", "e <- d"],
    );
    bash("A=b C=d cmd 2>/dev/null >&2", &["A=b|C=d cmd 2>/dev/null >&2"]);
    bash("a | b | c > f", &["a", "b <- a", "c >f <- b"]);
    bash(
        "[ -f /x ] && [[ $a == \"b c\" ]]",
        &["[|-f|/x|] tested", "[[|{$a}|==|b c|]] ?"],
    );
    bash("export A=b 'C=d e'", &["export|A=b|C=d e"]);
    bash("cmd x <<< hi", &["cmd|x <<<hi"]);
    bash(
        "exec > >(tee f) 2>&1",
        &["exec >{>(tee f)} 2>&1", "tee|f in exec"],
    );
}

#[test]
fn here_documents_are_data_or_scripts() {
    bash(
        "cat > /etc/x <<'EOF'\nrm -rf /\nEOF\nls",
        &["cat >/etc/x <<rm -rf /\n", "ls"],
    );
    bash(
        "cat <<EOF | sudo tee f\n$A\nEOF",
        &["cat <<{$A\n}", "sudo|tee|f <- cat"],
    );
    bash(
        "sudo bash <<'EOF'\ndocker pull x\nEOF",
        &["sudo|bash <<docker pull x\n", "docker|pull|x in sudo"],
    );
    let text = "# a\ncat <<E\nsecret # x\nE\nls # b\n";
    let reading = read(text, Shell::Bash);
    let remarks: Vec<&str> = reading.remarks.iter().map(|range| &text[range.clone()]).collect();
    assert_eq!(remarks, ["# a", "secret # x\n", "# b"]);
}

#[test]
fn scripts_in_words_are_read() {
    bash(
        "sudo bash -c 'yum install -y x && y'",
        &[
            "sudo|bash|-c|yum install -y x && y",
            "yum|install|-y|x in sudo tested",
            "y in sudo ?",
        ],
    );
    bash(
        "su - u -c \"cd /x; ls \\\"a\\\"\"",
        &["su|-|u|-c|cd /x; ls \"a\"", "cd|/x in su", "ls|a in su"],
    );
    powershell(
        "powershell -NoProfile -Command \"docker pull x\"",
        &[
            "powershell|-NoProfile|-Command|docker pull x",
            "docker|pull|x in powershell",
        ],
    );
    powershell(
        "cmd /c \"net user a b /add & exit 3010\"",
        &[
            "cmd|/c|net user a b /add & exit 3010",
            "net|user|a|b|/add in cmd",
            "exit|3010 in cmd",
        ],
    );
    powershell("cmd /c mklink a b", &["cmd|/c|mklink|a|b", "mklink|a|b in cmd"]);
}

#[test]
fn words_of_powershell_have_no_quotes() {
    powershell(
        "Invoke-WebRequest -Uri \"https://x/$v\" -OutFile $env:TEMP\\a.zip 'it''s' -A:b `\n  c\"d\" \"e`\"f\"\"g\"",
        &["Invoke-WebRequest|-Uri|{https://x/$v}|-OutFile|{$env:TEMP\\a.zip}|it's|-A:b|cd|e\"f\"g"],
    );
    powershell(
        "& \"$env:ProgramFiles\\c\\ctr.exe\" -n k8s.io images pull $i 2>&1 | Out-Null",
        &[
            "&|{$env:ProgramFiles\\c\\ctr.exe}|-n|k8s.io|images|pull|{$i} 2>&1",
            "Out-Null <- &",
        ],
    );
    powershell(
        "Start-Process msiexec -ArgumentList '/i', 'a b.msi','/qn' -Wait",
        &["Start-Process|msiexec|-ArgumentList|/i,a b.msi,/qn|-Wait"],
    );
    powershell(
        ".\\x.exe /q >> C:\\l.txt; exit 3010",
        &[".\\x.exe|/q >>C:\\l.txt", "exit|3010"],
    );
    powershell(
        "Set-Content a @'\nx 'y'\n'@ -Force",
        &["Set-Content|a|x 'y'|-Force"],
    );
}

#[test]
fn what_holds_for_calls_of_powershell() {
    powershell(
        "if (a) { b } elseif (c) { d } else { e }",
        &["a tested", "b ?", "c ? tested", "d ?", "e ?"],
    );
    powershell("try { a } catch { b } finally { c }", &["a", "b ?", "c"]);
    powershell("foreach ($i in (a)) { b $i }", &["a", "b|{$i} ?"]);
    powershell("function f { a }\nf", &["a ?", "f"]);
    powershell(
        "$x = aws ecr get-login-password\n$y = 'z'",
        &["aws|ecr|get-login-password"],
    );
    powershell(
        "a | ForEach-Object { b $_ }",
        &[
            "a",
            "ForEach-Object|{{ b $_ }} <- a",
            "b|{$_} in ForEach-Object ?",
        ],
    );
    powershell(
        "iex ((New-Object Net.WebClient).DownloadString('https://c'))",
        &[
            "iex|{((New-Object Net.WebClient).DownloadString('https://c'))}",
            ".DownloadString|https://c in iex",
            "New-Object|Net.WebClient in .DownloadString",
        ],
    );
    powershell("(iwr https://x).Content | iex", &["iwr|https://x", "iex <- iwr"]);
    powershell(
        "[System.Environment]::Exit(3010)",
        &["[System.Environment]::Exit|3010"],
    );
}

#[test]
fn programs_are_named_without_what_starts_them() {
    let cases = [
        (
            Shell::Bash,
            "sudo -u root /usr/bin/Docker pull x",
            "docker",
            "pull|x",
        ),
        (Shell::Bash, "env -u A B=c nohup time -p x y", "x", "y"),
        (
            Shell::Bash,
            "sudo DEBIAN_FRONTEND=x apt-get update",
            "apt-get",
            "update",
        ),
        (Shell::Bash, "command -v docker", "command", "-v|docker"),
        (Shell::Bash, "timeout -k 5 60 curl x", "curl", "x"),
        (Shell::Bash, "xargs -n 1 docker pull", "docker", "pull"),
        (Shell::Bash, "\"$DIR/tool\" x", "tool", "x"),
        (Shell::Bash, "$TOOL x", "", "x"),
        (Shell::Bash, "exec", "exec", ""),
        (
            Shell::PowerShell,
            "& 'C:\\Program Files\\x\\CTR.exe' y",
            "ctr",
            "y",
        ),
        (Shell::PowerShell, "& $tool y", "", "y"),
        (
            Shell::PowerShell,
            "Utility\\Invoke-WebRequest y",
            "invoke-webrequest",
            "y",
        ),
    ];
    for (shell, text, program, arguments) in cases {
        let calls = read(text, shell).calls;
        let found: Vec<&str> = calls[0]
            .arguments()
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        assert_eq!(
            (calls[0].program(), found.join("|").as_str()),
            (program, arguments),
            "{text}"
        );
    }
}

#[test]
fn options_are_found_however_they_are_written() {
    let one = |text, shell| read(text, shell).calls.remove(0);
    let call = one(
        "ctr -n=k8s.io --address /x images pull --user a:b -ky img",
        Shell::Bash,
    );
    let value = |call: &super::Call, names: &[&str]| call.argument(names).map(|found| found.value.to_owned());
    assert_eq!(value(&call, &["-n", "--namespace"]).as_deref(), Some("k8s.io"));
    assert_eq!(value(&call, &["--user", "-u"]).as_deref(), Some("a:b"));
    assert_eq!(value(&call, &["--none"]), None);
    assert!(call.has_flag(&["-k"]) && call.has_flag(&["-y"]) && call.has_flag(&["--user"]));
    assert!(!call.has_flag(&["-x"]) && !call.has_flag(&["--use"]));
    let operands: Vec<&str> = call.command(&["--address", "--user"]).collect();
    assert_eq!(operands, ["images", "pull", "img"]);
    let call = one(
        "Set-ExecutionPolicy Bypass -scope:Process -Force",
        Shell::PowerShell,
    );
    assert_eq!(value(&call, &["-Scope"]).as_deref(), Some("Process"));
    assert!(call.runs(&["Set-ExecutionPolicy"]) && call.has_flag(&["-force", "-Force"]));
}

#[test]
fn variables_and_functions_are_listed() {
    let list = |text, shell| -> Vec<String> {
        let reading = read(text, shell);
        let variables = reading.variables.iter().map(|v| {
            let open = if v.value.literal { "" } else { "~" };
            format!("{}={open}{}", v.name, v.value.text)
        });
        variables
            .chain(reading.functions.iter().map(|f| format!("{}()", f.text)))
            .collect()
    };
    let text = "A='b c'\nexport D=\"$E\" F=g\nH=$(i)\nJ= k\nl() { M=n; }";
    assert_eq!(
        list(text, Shell::Bash),
        ["A=b c", "D=~$E", "F=g", "H=~$(i)", "M=n", "l()"]
    );
    let text =
        "$ProgressPreference = 'SilentlyContinue'\n$env:PATH += \";C:\\x\"\n$a = b c\nfunction Get-It { }";
    assert_eq!(
        list(text, Shell::PowerShell),
        [
            "$ProgressPreference=SilentlyContinue",
            "$env:PATH=;C:\\x",
            "$a=~bc",
            "Get-It()"
        ]
    );
}

const DOCUMENT: &str = r#"phases:
  - name: build
    steps:
      - name: One
        action: ExecuteBash
        inputs:
          commands:
            - "echo \"a\" é \
              && docker pull x:1"
            - |
              # note: docker pull y
              docker   pull {{ Image }}
      - name: Two
        action: ExecuteBinary
        inputs:
          path: 'C:\x\Docker.exe'
          arguments: [pull, "{{ Image }}"]
      - name: Three
        action: ExecutePowerShell
        inputs:
          commands:
            - docker pull z
"#;

#[test]
fn every_word_has_its_place_in_the_document() {
    let tree = yaml::parse(DOCUMENT);
    let component = Component::read(tree.root().expect("a root"), None).expect("a component");
    let scripts = Scripts::of(&component);
    let shown: Vec<(&str, Vec<&str>)> = scripts
        .calls()
        .map(|(script, call)| {
            let places = call
                .words
                .iter()
                .map(|word| tree.slice(script.place(&word.range)));
            (call.program(), places.collect())
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("echo", vec!["echo", "\\\"a\\\"", "é"]),
            ("docker", vec!["docker", "pull", "x:1"]),
            ("docker", vec!["docker", "pull", "{{ Image }}"]),
            ("docker", vec!["'C:\\x\\Docker.exe'", "pull", "{{ Image }}"]),
            ("docker", vec!["docker", "pull", "z"]),
        ]
        .map(|(program, words)| (
            program,
            words.into_iter().map(|word| word.trim_matches('\'')).collect()
        ))
    );
    let [bash, binary, last] = scripts.all.as_slice() else {
        panic!("three scripts")
    };
    assert!(!bash.code.contains("note") && bash.code.len() == bash.text.len());
    assert_eq!(scripts.before(last).count(), 2);
    assert_eq!(scripts.after(bash).count(), 2);
    let word = &bash.calls[0].words[1];
    assert_eq!(bash.verbatim(&word.range), None);
    let word = &bash.calls[1].words[2];
    assert_eq!(
        bash.verbatim(&word.range).map(|span| tree.slice(span)),
        Some("x:1")
    );
    assert_eq!(tree.slice(bash.place(&bash.calls[1].range)), "docker pull x:1");
    assert_eq!(binary.shell, Shell::None);
    assert!(!binary.calls[0].words[2].literal);
}

#[test]
fn one_script_behind_many_aliases_takes_no_time() {
    let script = "echo a b c\n".repeat(6_000);
    let mut steps = String::new();
    for number in 0..50 {
        let step = format!("{{name: S{number}, action: ExecuteBash, inputs: {{commands: [*a]}}}}");
        _ = writeln!(steps, "      - {step}");
    }
    let text = format!("x: &a {script:?}\nphases:\n  - name: build\n    steps:\n{steps}");
    let tree = yaml::parse(&text);
    let component = Component::read(tree.root().expect("a root"), None).expect("a component");
    let scripts = Scripts::of(&component);
    assert_eq!(scripts.all.len(), 50);
    assert!(scripts.all[0].calls.len() == 6_000 && scripts.all[49].calls.is_empty());
}
