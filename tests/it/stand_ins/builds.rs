//! What the stories of builds believe of the stand-in of AWS, asked with AWS's own SDK.

use std::future::Future;

use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_imagebuilder::Client;
use aws_sdk_imagebuilder::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_imagebuilder::types::{Image, ImageStatus};
use aws_sdk_sts::config::Credentials;
use serde_json::json;

use super::http::call;
use super::{At, Build, Day, World};

const EU: &str = "eu-west-1";
const COMPONENT: &str = "phases:\n  - name: build\n    steps: []\n";

fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(future)
}

async fn config(world: &World, credentials: Credentials) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(EU))
        .endpoint_url(world.servers.aws.url())
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .load()
        .await
}

async fn of_account(world: &World) -> SdkConfig {
    let key = format!("AKIA{}TEST", world.account);
    config(world, Credentials::new(key, "secret", None, None, "tests")).await
}

/// A world with a pipeline whose next builds are these.
fn with_builds(builds: &[Build]) -> Option<World> {
    let world = World::new(&[("a.txt", "a\n")])?;
    let region = world
        .region(EU)
        .component("web", "1.0.0", COMPONENT)
        .recipe("web", "1.0.0", "ami-0e5b1c7a9d3f20468", &["component/web/1.0.0"])
        .infrastructure("web", |_| ())
        .distribution("web", &[EU, "us-east-1"], |_| ())
        .pipeline("web", "web/1.0.0", |_| ())
        .pipeline("off", "web/1.0.0", |pipeline| {
            pipeline["status"] = "DISABLED".into();
        });
    builds.iter().fold(region, super::Region::next_build).seed();
    Some(world)
}

async fn start(client: &Client, world: &World, token: &str, tag: &str) -> Result<String, String> {
    let answer = client
        .start_image_pipeline_execution()
        .image_pipeline_arn(world.arn(EU, "image-pipeline/web"))
        .client_token(token)
        .tags("tag", tag)
        .send()
        .await;
    answer
        .map(|answer| answer.image_build_version_arn.expect("an ARN"))
        .map_err(|error| code(&error))
}

fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    error.code().unwrap_or("no code").to_owned()
}

async fn look(client: &Client, arn: &str) -> Result<Image, String> {
    let answer = client.get_image().image_build_version_arn(arn).send().await;
    answer
        .map(|answer| answer.image.expect("an image"))
        .map_err(|error| code(&error))
}

fn status(image: &Image) -> &str {
    let state = image.state().expect("a state");
    state.status().map_or("", ImageStatus::as_str)
}

#[test]
fn a_token_starts_one_build_and_its_states_follow_the_script() {
    let Some(world) = with_builds(&[Build::good().ami(json!({})).ami(json!({"region": "us-east-1"}))]) else {
        return;
    };
    wait(async {
        let config = of_account(&world).await;
        let client = Client::new(&config);
        let arn = start(&client, &world, "token", "a").await.expect("a build");
        assert_eq!(arn, world.arn(EU, "image/web/1.0.0/1"));
        assert_eq!(start(&client, &world, "token", "a").await.as_ref(), Ok(&arn));
        assert_eq!(
            start(&client, &world, "token", "b").await,
            Err("IdempotentParameterMismatchException".to_owned())
        );
        let mut seen = Vec::new();
        let image = loop {
            let image = look(&client, &arn).await.expect("an image");
            seen.push(status(&image).to_owned());
            if status(&image) == "AVAILABLE" {
                break image;
            }
        };
        let words = "PENDING CREATING BUILDING BUILDING BUILDING TESTING DISTRIBUTING INTEGRATING INTEGRATING AVAILABLE";
        assert_eq!(seen.join(" "), words);
        let executions = client
            .list_workflow_executions()
            .image_build_version_arn(&arn)
            .send()
            .await;
        let executions = executions
            .expect("an answer")
            .workflow_executions
            .expect("a list");
        assert_eq!(executions.len(), 3);
        assert!(executions.iter().all(|one| {
            one.status
                .as_ref()
                .is_some_and(|word| word.as_str() == "COMPLETED")
        }));
        // Its AMIs are in EC2 of their regions.
        let amis = image.output_resources().expect("outputs").amis();
        assert_eq!(amis.len(), 2);
        let ec2 = aws_sdk_ec2::Client::new(&config);
        let found = ec2
            .describe_images()
            .image_ids(amis[0].image().expect("an id"))
            .send()
            .await;
        assert_eq!(found.expect("an answer").images().len(), 1);
    });
    let images = world.images();
    assert_eq!((images.len(), &images[0]["started"]), (1, &json!(true)));
    assert_eq!(images[0]["tags"], json!({"tag": "a"}));
}

#[test]
fn builds_fail_vanish_and_are_cancelled_by_script() {
    let component = "arn:aws:imagebuilder:eu-west-1:100000000000:component/web/1.0.0/1";
    let failed = Build::failed_in_component(component, "build", "Install", "exit 1")
        .said("ApplyBuildComponents", "it failed", &json!({"status": "Failed"}))
        .log(&["one", "two"])
        .object("logs", "{name}/{version}/{build}/console.log", "three");
    let stubborn = Build::building()
        .looks(2)
        .when_cancelled(&Build::new().state("POLISHING").state("CANCELLED"));
    let Some(world) = with_builds(&[failed, stubborn, Build::building().gone()]) else {
        return;
    };
    wait(async {
        let config = of_account(&world).await;
        let client = Client::new(&config);
        let arn = start(&client, &world, "1", "a").await.expect("a build");
        let mut image = look(&client, &arn).await.expect("an image");
        while status(&image) != "FAILED" {
            image = look(&client, &arn).await.expect("an image");
        }
        let context = image
            .state()
            .and_then(|state| state.failure_context())
            .expect("a context");
        assert_eq!(
            context.component_failure().and_then(|one| one.step_name()),
            Some("Install")
        );
        let steps = client
            .list_workflow_step_executions()
            .workflow_execution_id(context.workflow_execution_id().expect("an id"))
            .send()
            .await;
        let steps = steps.expect("an answer").steps.expect("a list");
        assert_eq!(steps[1].step_execution_id(), context.step_execution_id());
        assert_eq!(steps[1].message(), Some("it failed"));
        let logs = aws_sdk_cloudwatchlogs::Client::new(&config)
            .get_log_events()
            .log_group_name("/aws/imagebuilder/web")
            .log_stream_name("1.0.0/1")
            .send()
            .await
            .expect("an answer");
        assert_eq!(logs.events().len(), 2);
        let object = aws_sdk_s3::Client::new(&config)
            .get_object()
            .bucket("logs")
            .key("web/1.0.0/1/console.log")
            .send()
            .await
            .expect("an answer");
        assert_eq!(object.body.collect().await.expect("a body").into_bytes(), "three");

        let second = start(&client, &world, "2", "a").await.expect("a build");
        let cancel = |arn: String| {
            client
                .cancel_image_creation()
                .image_build_version_arn(arn)
                .client_token("c")
                .send()
        };
        cancel(second.clone()).await.expect("an answer");
        assert_eq!(
            status(&look(&client, &second).await.expect("an image")),
            "PENDING"
        );
        assert_eq!(
            status(&look(&client, &second).await.expect("an image")),
            "POLISHING"
        );
        assert_eq!(
            status(&look(&client, &second).await.expect("an image")),
            "CANCELLED"
        );
        let ended = client
            .cancel_image_creation()
            .image_build_version_arn(&arn)
            .client_token("d")
            .send()
            .await;
        assert_eq!(code(&ended.expect_err("an error")), "InvalidRequestException");

        let third = start(&client, &world, "3", "a").await.expect("a build");
        let end = loop {
            if let Err(code) = look(&client, &third).await {
                break code;
            }
        };
        assert_eq!(end, "ResourceNotFoundException");
        let off = client
            .start_image_pipeline_execution()
            .image_pipeline_arn(world.arn(EU, "image-pipeline/off"))
            .client_token("4")
            .send()
            .await;
        assert_eq!(code(&off.expect_err("an error")), "InvalidRequestException");
    });
    assert_eq!(world.images().len(), 3);
}

#[test]
fn what_was_built_before_has_packages_findings_and_tags() {
    let Some(world) = with_builds(&[]) else { return };
    let before = (0..30).fold(Build::good(), |build, n| build.package(&format!("p{n}"), "1.0"));
    let before = before.finding("CVE-2026-1", "HIGH", "p1");
    world
        .region(EU)
        .built("image/web/1.0.0/7", &before, Day::ago(3), |image| {
            image["tags"] = json!({"a": "b"});
        })
        .seed();
    wait(async {
        let client = Client::new(&of_account(&world).await);
        let arn = world.arn(EU, "image/web/1.0.0/7");
        let packages = client
            .list_image_packages()
            .image_build_version_arn(&arn)
            .send()
            .await
            .expect("an answer");
        assert_eq!(packages.image_package_list().len(), 25);
        assert!(packages.next_token().is_some());
        let tags = client
            .list_tags_for_resource()
            .resource_arn(&arn)
            .send()
            .await
            .expect("an answer");
        assert_eq!(
            tags.tags().and_then(|tags| tags.get("a")).map(String::as_str),
            Some("b")
        );
        let next = start(&client, &world, "t", "a").await;
        assert_eq!(next, Ok(world.arn(EU, "image/web/1.0.0/8")));
    });
}

#[test]
fn a_dry_run_makes_nothing_and_the_same_content_is_there_already() {
    let Some(world) = with_builds(&[]) else { return };
    wait(async {
        let client = Client::new(&of_account(&world).await);
        let create = |document: &str, token: &str, dry: bool| {
            let call = client
                .create_component()
                .name("web")
                .semantic_version("1.0.0")
                .client_token(token);
            call.platform("Linux".into()).data(document).dry_run(dry).send()
        };
        let other = COMPONENT.replace("build", "test");
        let refused = create(COMPONENT, "1", false).await.expect_err("an error");
        assert_eq!(code(&refused), "ResourceAlreadyExistsException");
        let dry = create(&other, "2", true).await.expect_err("an error");
        assert_eq!(code(&dry), "DryRunOperationException");
        let made = create(&other, "3", false).await.expect("an answer");
        assert_eq!(
            made.component_build_version_arn(),
            Some(world.arn(EU, "component/web/1.0.0/2").as_str())
        );
    });
}

#[test]
fn sessions_of_a_role_end_and_so_does_a_key() {
    let Some(world) = with_builds(&[]) else { return };
    world
        .region(EU)
        .lifetimes(&[json!({"calls": 1}), json!({"seconds": 900})])
        .key_lasts(2)
        .seed();
    let token = || {
        let path = format!(
            "/oidc/{}?api-version=2.0&audience=sts.amazonaws.com",
            world.account
        );
        let job = format!("job-of-{}", world.account);
        call(world.servers.aws.port, "GET", &path, Some(&job), None).good()["value"]
            .as_str()
            .expect("a token")
            .to_owned()
    };
    let assume = async |token: String| {
        let sts = aws_sdk_sts::Client::new(&of_account(&world).await);
        let role = format!("arn:aws:iam::{}:role/build", world.account);
        let answer = sts
            .assume_role_with_web_identity()
            .role_arn(role)
            .role_session_name("job");
        let answer = answer
            .web_identity_token(token)
            .send()
            .await
            .map_err(|error| code(&error))?;
        let told = answer.credentials.expect("credentials");
        let given = Credentials::new(
            told.access_key_id,
            told.secret_access_key,
            Some(told.session_token),
            None,
            "tests",
        );
        Ok::<_, String>(Client::new(&config(&world, given).await))
    };
    wait(async {
        let used = token();
        let short = assume(used.clone()).await.expect("a session");
        assert!(short.list_images().send().await.is_ok());
        let expired = short.list_images().send().await.expect_err("an error");
        assert_eq!(code(&expired), "ExpiredTokenException");
        assert_eq!(assume(used).await.err(), Some("InvalidIdentityToken".to_owned()));
        let long = assume(token()).await.expect("a session");
        for _ in 0..3 {
            long.list_images().send().await.expect("an answer");
        }
        let key = Client::new(&of_account(&world).await);
        key.list_images().send().await.expect("an answer");
        key.list_images().send().await.expect("an answer");
        let expired = key.list_images().send().await.expect_err("an error");
        assert_eq!(code(&expired), "ExpiredTokenException");
    });
    let asked = world.log(At::Aws);
    assert_eq!(
        asked
            .iter()
            .filter(|record| record["operation"] == "GetIdToken")
            .count(),
        2
    );
}

#[test]
fn a_job_has_a_run_an_attempt_an_event_and_files() {
    let Some(world) = with_builds(&[]) else { return };
    let job = world
        .job()
        .run_id("7")
        .attempt(2)
        .oidc()
        .event("push", &json!({"ref": "refs/heads/main"}));
    let command = job.command(&["--version"]);
    let set = |name: &str| {
        let value = command.get_envs().filter(|(known, _)| *known == name).last()?.1?;
        value.to_str().map(str::to_owned)
    };
    assert_eq!(set("GITHUB_RUN_ID").as_deref(), Some("7"));
    assert_eq!(set("GITHUB_RUN_ATTEMPT").as_deref(), Some("2"));
    assert_eq!(set("GITHUB_EVENT_NAME").as_deref(), Some("push"));
    assert!(set("ACTIONS_ID_TOKEN_REQUEST_URL").is_some_and(|url| url.contains(&world.account)));
    let ended = job.amiforge(&["--version"]).ends(0);
    assert!(ended.outputs.is_empty() && ended.summary.is_empty(), "{ended:?}");
}
