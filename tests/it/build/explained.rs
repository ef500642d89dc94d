//! What is told of a failure besides what Image Builder says: known messages, and the place in files of other tools.

use super::*;

/// The console of AWSTOE as it stands in `CloudWatch` Logs.
fn console(world: &World) -> Vec<String> {
    [
        format!("Document {}", world.arn(EU, "component/web/1.0.0/1")),
        "Phase build".to_owned(),
        "Step Install".to_owned(),
        "ExecuteBash: STARTED EXECUTION".to_owned(),
        "CmdExecution: Stdout: Pulling the images".to_owned(),
        "CmdExecution: Stdout: 45%".to_owned(),
        "CmdExecution: [ ERROR ] Command execution has resulted in an error".to_owned(),
        "CmdExecution: Stderr: failed to register layer: write /a: no space left on device".to_owned(),
        "CmdExecution: ExitCode 17".to_owned(),
        "ExecuteBash: FINISHED EXECUTION".to_owned(),
        "TOE has completed execution with failure - Execution failed!".to_owned(),
    ]
    .to_vec()
}

/// A world with these files whose next build fails in the step `Install` of the component `web`.
fn failing(files: &[(&str, &str)]) -> Option<World> {
    let world = World::new(files)?;
    let arn = world.arn(EU, "component/web/1.0.0/1");
    let log = console(&world);
    let lines: Vec<&str> = log.iter().map(String::as_str).collect();
    let failed = Build::failed_in_component(&arn, "build", "Install", "the command failed").log(&lines);
    furnish(&world, &[failed]);
    Some(world)
}

#[test]
fn a_known_message_comes_with_its_cause_and_its_page() {
    let Some(world) = failing(&[(FILE, COMPONENT)]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    let failure = &ended.document["failure"];
    assert_eq!(failure["exit_code"], 17, "{ended:#?}");
    assert_eq!(
        failure["log"],
        json!([
            "Pulling the images",
            "failed to register layer: write /a: no space left on device",
        ])
    );
    assert_eq!(failure["known"][0]["id"], "disk-full");
    let url = failure["known"][0]["url"].as_str().expect("an address");
    assert!(url.ends_with("/docs/messages/disk-full.md"), "{url}");
    assert_eq!(
        (&failure["place"]["path"], &failure["place"]["line"]),
        (&json!(FILE), &json!(9))
    );
    // The runner shows it at the line, and the person who reads the log sees the cause.
    assert!(
        ended.run.stdout.contains(&format!("::error file={FILE},line=9,")),
        "{ended:#?}"
    );
    assert!(ended.run.stdout.contains("The volume is full"), "{ended:#?}");
}

#[test]
fn a_component_in_a_template_is_found_at_the_templates_line() {
    let document: String = COMPONENT
        .lines()
        .map(|line| format!("        {line}\n"))
        .collect();
    let template = format!(
        "Resources:\n  Web:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Name: web\n      Version: 1.0.0\n      Platform: Linux\n      Data: |\n{document}"
    );
    let Some(world) = failing(&[("infra/images.yaml", &template)]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    let place = &ended.document["failure"]["place"];
    assert_eq!(
        *place,
        json!({"path": "infra/images.yaml", "line": 17, "column": 23}),
        "{ended:#?}"
    );
}

#[test]
fn of_two_documents_none_is_blamed() {
    let Some(world) = failing(&[(FILE, COMPONENT), ("old/web.yml", COMPONENT)]) else {
        return;
    };
    let ended = build(&world, &world.job(), &[]).ends(1);
    assert_eq!(ended.document["failure"]["place"], Value::Null, "{ended:#?}");
    let notes = ended.document["notes"].to_string();
    assert!(notes.contains("images/web.yml:9, old/web.yml:9"), "{notes}");
    assert!(!ended.run.stdout.contains("::error file="), "{ended:#?}");
}
