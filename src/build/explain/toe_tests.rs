use proptest::prelude::*;

use super::*;

const ARN: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.1/1";

/// As it stands in `CloudWatch` Logs.
const CONSOLE: &str = "\
Document arn:aws:imagebuilder:eu-west-1:111122223333:component/first/1.0.0/1
Phase build
Step Prepare
ExecuteBash: STARTED EXECUTION
ExecuteBash: Document input parameter: commands
CmdExecution: Stdout: ready
CmdExecution: Command execution has been completed
CmdExecution: ExitCode 0
ExecuteBash: FINISHED EXECUTION
Document arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.1/1
Phase build
Step Run
ExecutePowerShell: STARTED EXECUTION
CmdExecution: Stdout: downloading
the installer
CmdExecution: Command execution has been completed
CmdExecution: [ ERROR ] Command execution has resulted in an error
CmdExecution: Stderr: Invoke-WebRequest : The request was aborted: The connection was closed unexpectedly.
At C:\\Windows\\TEMP\\AWSTOE947011157\\script-3789370693.ps1:7 char:1
CmdExecution: ExitCode 1
ExecutePowerShell: FINISHED EXECUTION
Executor: FINISHED EXECUTION OF ALL DOCUMENTS
TOE has completed execution with failure - Execution failed!
";

/// As it stands in `console.log`.
const TIMED: &str = "\
2026-07-31 11:57:10.575 Info Document .\\my-first-doc.yml
2026-07-31 11:57:10.576 Info Phase build
2026-07-31 11:57:10.577 Info Step HelloWorldStep
2026-07-31 11:57:10.600 Debug reading the inputs
2026-07-31 12:39:24.207 Info Stderr: ls : Cannot find path 'C:\\missingFolder' because it does not exist.
At C:\\Users\\admin\\AppData\\Local\\Temp\\AWSTOE048856311\\script-028222954.ps1:2 char:1

2026-07-31 12:39:24.207 Info ExitCode 1
2026-07-31 12:39:25.214 Info TOE has completed execution with failure - Execution failed!
";

const BLOCK: &str = "\
CmdExecution: ExitCode 1
Document: agent.yml
ComponentArn: arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.1/1
Phase: build
Step: Run
Action: ExecuteBash
ErrorMessage: the command failed
with two lines
Stderr: Error: Unable to find a match: htpd
  in no repository
TOE has completed execution with failure - Execution failed!
";

fn names<'t>(component: Option<&'t str>, phase: &'t str, step: &'t str) -> Names<'t> {
    Names {
        component,
        phase: Some(phase),
        step: Some(step),
    }
}

#[test]
fn steps_have_their_streams_and_codes() {
    let read = read(CONSOLE);
    let section = read.section(&Names::default()).expect("the step that failed");
    assert_eq!(section.names, names(Some(ARN), "build", "Run"));
    assert_eq!(
        (section.action, section.exit),
        (Some("ExecutePowerShell"), Some(1))
    );
    assert_eq!(section.stdout, ["downloading", "the installer"]);
    assert_eq!(section.stderr.len(), 2);
    // One that is named is found though it went well.
    let first = read.section(&names(None, "build", "Prepare")).expect("it");
    assert_eq!((first.stdout.as_slice(), first.exit), (&["ready"][..], Some(0)));
    assert!(read.section(&names(None, "build", "Other")).is_none());
    let other = ARN.replace("agent", "other");
    assert!(read.section(&names(Some(&other), "build", "Run")).is_none());
}

#[test]
fn times_and_levels_are_no_part_of_a_line() {
    let read = read(TIMED);
    let section = read.section(&Names::default()).expect("the step that failed");
    assert_eq!(
        section.names,
        names(Some(".\\my-first-doc.yml"), "build", "HelloWorldStep")
    );
    assert_eq!(section.exit, Some(1));
    assert!(section.stderr[0].starts_with("ls : Cannot find path"));
    assert_eq!(section.stderr.len(), 3);
    // Of a document that is known by its file only, any ARN can be meant.
    assert!(
        read.section(&names(Some(ARN), "build", "HelloWorldStep"))
            .is_some()
    );
}

#[test]
fn the_block_of_a_failure() {
    let read = read(BLOCK);
    let block = read.block(&names(Some(ARN), "build", "Run")).expect("a block");
    assert_eq!(block.names, names(Some(ARN), "build", "Run"));
    assert_eq!(block.action, Some("ExecuteBash"));
    assert_eq!(block.error, ["the command failed", "with two lines"]);
    assert_eq!(
        block.stderr,
        ["Error: Unable to find a match: htpd", "  in no repository"]
    );
    assert!(read.block(&names(None, "test", "Run")).is_none());
    assert!(read.has_failure());
}

#[test]
fn without_its_start_a_log_has_lines_of_nobody() {
    let read = read("Stdout: a\nStderr: b\nDocument: a.yml\nPhase: build\nStep: Run\nErrorMessage: c\n");
    let wanted = names(Some(ARN), "build", "Run");
    assert_eq!(read.block(&wanted).expect("a block").error, ["c"]);
    assert_eq!(read.section(&wanted).expect("what was written").stderr, ["b"]);
    let other = super::read("Step Other\nStderr: b\n");
    assert!(other.section(&wanted).is_none());
}

#[test]
fn codes_that_ask_for_a_reboot_are_no_failure() {
    for code in [0, 194, 3010] {
        let text = format!("Step A\nStdout: a\nExitCode {code}\n");
        assert!(!read(&text).has_failure(), "{code}");
    }
    assert!(read("Step A\nExitCode -1073741819\n").has_failure());
    assert!(!read("").has_failure());
    assert!(!read("ExitCode 99999999999999999999").has_failure());
}

#[test]
fn what_only_looks_like_a_line_of_awstoe_is_output() {
    for line in [
        "Step timed out while step is verifying the Systems Manager Agent availability",
        "Step 1/20 : FROM scratch",
        "Phase one of two",
        "Document arn:x failed!",
        "ExitCode x",
        "Steps",
        "2026-07-31 no time",
    ] {
        let text = format!("Step A\n{line}\n");
        let read = read(&text);
        assert_eq!(read.lines().collect::<Vec<_>>(), [line]);
    }
}

#[test]
fn exit_codes_of_messages() {
    for (text, code) in [
        ("CmdExecution: ExitCode 1", Some(1)),
        ("completed with the exitcode 0", Some(0)),
        ("ended with exit code: -5.", Some(-5)),
        ("an exit code of 1603", Some(1603)),
        ("exit code '3'", Some(3)),
        ("exit code unknown, then exit code 7", Some(7)),
        ("exit status 1", None),
        ("exit code", None),
        ("", None),
    ] {
        assert_eq!(exit_code_in(text), code, "{text}");
    }
}

#[test]
fn a_long_log_is_read_once() {
    for line in [
        "Document: a\n",
        "Step A\nStderr: x\n",
        "ComponentArn: a\nStep: b\nErrorMessage: c\n",
        "2026-07-31 11:57:10.575 Info x\n",
        "x\n",
    ] {
        let text = line.repeat(2_000_000 / line.len());
        let read = read(&text);
        assert!(read.blocks.len() + read.sections.len() <= text.lines().count());
    }
}

proptest! {
    #[test]
    fn any_text_is_read(lines in prop::collection::vec(line(), 0..60)) {
        let text = lines.join("\n");
        let read = read(&text);
        let wanted = names(Some(ARN), "build", "Run");
        let _ = (read.block(&wanted).is_some(), read.section(&wanted).is_some(), read.has_failure());
        prop_assert!(read.lines().all(|line| text.contains(line)));
    }
}

fn line() -> impl Strategy<Value = String> {
    let known: Vec<String> = [CONSOLE, TIMED, BLOCK]
        .iter()
        .flat_map(|text| text.lines())
        .map(str::to_owned)
        .collect();
    prop_oneof![4 => prop::sample::select(known), 1 => any::<String>()]
}
