//! Components for Windows nodes of EKS, as teams have them, and what the rules about containers, Windows and nodes say of
//! the whole document: each cause once, and nothing of a good one.

use std::fmt::Write as _;
use std::fs;

use amiforge::diagnostic::Severity;
use amiforge::lint::{self, Settings};
use amiforge::source::{EditSet, Source};

use crate::support::{project, worked};

const NODE: &str = "Windows_Server-2022-English-Core-EKS_Optimized-1.33";

fn settings(base: Option<&str>) -> Settings {
    Settings {
        base_image: base.map(str::to_owned),
        ..Settings::default()
    }
}

/// The findings of the three groups, a line each.
fn told(name: &str, base: Option<&str>) -> String {
    let path = project().join("tests/data/nodes").join(name);
    let source = Source::new(name, fs::read_to_string(path).expect("a document"));
    let mut out = String::new();
    for finding in lint::judge(&source, &settings(base)) {
        let group = finding.rule.split('/').next().unwrap_or_default();
        if matches!(group, "containers" | "windows" | "eks") {
            let before = &source.text()[..finding.span.start as usize];
            let line = before.matches('\n').count() + 1;
            let level = finding.severity.word();
            let _ = writeln!(out, "{line} {level} {}: {}", finding.rule, finding.message);
        }
    }
    out
}

#[test]
fn the_component_of_the_guides_is_told_that_nodes_have_no_docker() {
    insta::assert_snapshot!(told("guide.yaml", Some(NODE)), @r"
    14 error eks/docker-on-containerd: there is no Docker on a node of Kubernetes 1.33, only containerd
    14 warning containers/mutable-tag: the tag of `mcr.microsoft.com/dotnet/framework/aspnet:latest` moves
    15 warning containers/mutable-tag: the tag of `111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:latest` moves
    ");
    // Nothing in it says that it is for a node of EKS.
    insta::assert_snapshot!(told("guide.yaml", None), @r"
    13 info containers/credentials-left: no `docker logout` follows this login
    13 info containers/docker-not-present: nothing in this document installs Docker or checks that it is there
    14 info containers/not-verified: no phase `validate` or `test` looks whether the images are there
    14 info containers/pull-not-checked: a pull that fails does not end this script
    14 warning containers/mutable-tag: the tag of `mcr.microsoft.com/dotnet/framework/aspnet:latest` moves
    15 warning containers/mutable-tag: the tag of `111122223333.dkr.ecr.us-east-1.amazonaws.com/shop:latest` moves
    ");
}

#[test]
fn a_good_cache_has_no_findings() {
    assert_eq!(told("cache.yaml", Some(NODE)), "");
    assert_eq!(told("cache.yaml", None), "");
    let path = project().join("tests/data/nodes/cache.yaml");
    let source = Source::new("cache.yaml", fs::read_to_string(path).expect("a document"));
    let loud = lint::judge(&source, &settings(Some(NODE)));
    let loud: Vec<_> = loud
        .iter()
        .filter(|finding| finding.severity > Severity::Info)
        .collect();
    assert!(loud.is_empty(), "{loud:?}");
}

#[test]
fn what_a_cache_that_grew_by_hand_is_told() {
    insta::assert_snapshot!(told("by-hand.yaml", Some(NODE)), @r"
    20 info containers/mutable-tag: `mcr.microsoft.com/windows/servercore:ltsc2022` has a tag and no digest
    21 info containers/mutable-tag: `mcr.microsoft.com/windows/nanoserver:ltsc2019` has a tag and no digest
    21 info containers/windows-base-mismatch: `mcr.microsoft.com/windows/nanoserver:ltsc2019` is for Windows Server 2019, and the host is 2022
    22 info containers/mutable-tag: `fluent/fluent-bit:windows-2022-3.1.9` has a tag and no digest
    22 warning eks/ctr-short-name: `ctr` does not resolve `fluent/fluent-bit:windows-2022-3.1.9`
    25 info containers/not-verified: no phase `validate` or `test` looks whether the images are there
    25 info containers/pull-not-checked: a pull that fails does not end this script
    25 info eks/containerd-not-running: nothing before this starts containerd or looks whether it runs
    25 warning eks/ctr-namespace: `ctr` without `-n k8s.io` works in a namespace that kubelet does not see
    25 info eks/image-gc: kubelet may remove these images before a pod uses them: none is pinned
    25 info eks/ctr-platform: `--all-platforms` fetches what this node never runs
    33 info containers/pull-not-checked: a pull that fails does not end this script
    33 warning eks/ctr-user-prompts: `--user AWS` has no password: `ctr` asks for it
    33 warning containers/ecr-region-mismatch: the image is in eu-west-1, and the login is in us-east-1
    33 warning containers/mutable-tag: the tag of `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web:latest` moves
    34 info containers/mutable-tag: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/worker:1.4.2` has a tag and no digest
    34 warning eks/ctr-ecr-user: `ctr` reads no options behind the image
    35 warning eks/ctr-ecr-user: this pull has no login for the private registry
    40 warning eks/pause-image-removed: this can remove the pause image, which every pod needs
    46 warning eks/bootstrap-run-in-build: this joins the build instance to a cluster
    47 warning eks/ctr-namespace: `ctr` without `-n k8s.io` works in a namespace that kubelet does not see
    47 warning windows/powershell7-syntax: Windows PowerShell has no `&&` between commands
    ");
}

#[test]
fn what_tools_of_a_node_are_told() {
    insta::assert_snapshot!(told("agents.yaml", None), @r"
    12 warning windows/feature-needs-restart: Containers is used before Windows restarts
    15 info containers/not-verified: no phase `validate` or `test` looks whether the images are there
    15 info containers/pull-not-checked: a pull that fails does not end this script
    15 info containers/mutable-tag: `mcr.microsoft.com/windows/servercore:ltsc2022` has a tag and no digest
    21 info windows/progress-bar: this download draws a progress bar, which makes it slow
    22 info windows/msiexec-in-shell: PowerShell does not wait until `msiexec` is done
    30 info windows/curl-alias: `curl` is `Invoke-WebRequest` here
    37 warning windows/environment-not-reloaded: `kubectl` is not in the `PATH` of this step yet
    45 warning windows/sysprep-in-component: this runs Sysprep, which Image Builder does at the end of the build
    ");
}

fn document(action: &str, script: &str) -> String {
    let script: String = script
        .lines()
        .map(|line| format!("              {line}\n"))
        .collect();
    format!(
        "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: One\n        action: {action}\n        inputs:\n          commands:\n            - |\n{script}"
    )
}

/// The rules of the three groups that find something in a script, infos left out.
fn fired(action: &str, script: &str, base: Option<&str>) -> Vec<&'static str> {
    let source = Source::new("a.yaml", document(action, script));
    lint::judge(&source, &settings(base))
        .iter()
        .filter(|finding| finding.severity > Severity::Info)
        .map(|finding| finding.rule)
        .filter(|rule| {
            ["containers/", "windows/", "eks/"]
                .iter()
                .any(|group| rule.starts_with(group))
        })
        .collect()
}

#[test]
fn docker_is_judged_by_what_is_known_of_the_image() {
    let pull = "docker pull public.ecr.aws/a/b:1";
    let powershell = |script: &str, base: Option<&str>| fired("ExecutePowerShell", script, base);
    let bash = |script: &str, base: Option<&str>| fired("ExecuteBash", script, base);
    let docker = ["eks/docker-on-containerd"];
    assert_eq!(powershell(pull, Some(NODE)), docker);
    assert_eq!(powershell(pull, None), [""; 0]);
    for other in [
        "Windows_Server-2022-English-Full-Base",
        "Windows_Server-2022-English-Full-ECS_Optimized",
        "Windows_Server-2019-English-Core-EKS_Optimized-1.23",
        "al2023-ami-kernel-default-x86_64",
    ] {
        assert_eq!(powershell(pull, Some(other)), [""; 0], "{other}");
    }
    assert_eq!(
        bash(
            pull,
            Some("amazon-eks-node-al2023-x86_64-standard-1.33-v20260714")
        ),
        docker
    );
    // The document itself tells.
    for told in [
        "# EKS_Optimized-1.33",
        r"Test-Path 'C:\Program Files\Amazon\EKS\bin'",
        "Get-Service kubelet",
        "ctr -n k8s.io version",
    ] {
        assert_eq!(powershell(&format!("{told}\n{pull}"), None), docker, "{told}");
    }
    // Docker is there for something else than kubelet.
    assert_eq!(
        bash(&format!("dnf install -y docker kubelet\n{pull}"), None),
        [""; 0]
    );
    assert_eq!(
        bash(
            "apt-get install -y docker-ce containerd.io\ndocker pull registry.k8s.io/pause:3.9",
            None
        ),
        [""; 0]
    );
    let handed_over = "Install-Package docker\ndocker pull public.ecr.aws/a/b:1\ndocker save -o a.tar public.ecr.aws/a/b:1\nctr -n k8s.io images import a.tar";
    assert_eq!(powershell(handed_over, Some(NODE)), [""; 0]);
    // Only the daemon, by ways that start it.
    assert_eq!(
        powershell("Start-Process -FilePath dockerd -NoNewWindow", Some(NODE)),
        docker
    );
    assert_eq!(
        powershell(
            "Start-Process docker -ArgumentList 'pull public.ecr.aws/a/b:1' -Wait",
            Some(NODE)
        ),
        docker
    );
    assert_eq!(
        powershell(
            "& 'C:\\Program Files\\Docker\\docker.exe' pull public.ecr.aws/a/b:1",
            Some(NODE)
        ),
        docker
    );
    assert_eq!(powershell("Write-Host 'docker pull x'", Some(NODE)), [""; 0]);
}

#[test]
fn the_namespace_is_asked_of_every_way_to_call_ctr() {
    let rows: &[(&str, &[&str])] = &[
        ("ctr i pull public.ecr.aws/a/b:1", &["eks/ctr-namespace"]),
        ("ctr.exe --address x images import a.tar", &["eks/ctr-namespace"]),
        (
            "$ctr = 'C:\\x\\ctr.exe'\n& $ctr images pull public.ecr.aws/a/b:1",
            &["eks/ctr-namespace"],
        ),
        (
            "$ctr = (Get-Command ctr.exe).Source\n& $ctr images pull public.ecr.aws/a/b:1",
            &["eks/ctr-namespace"],
        ),
        (
            "ctr -n moby images pull public.ecr.aws/a/b:1",
            &["eks/ctr-namespace"],
        ),
        ("ctr -n k8s.io images pull public.ecr.aws/a/b:1", &[]),
        ("ctr -n=k8s.io images pull public.ecr.aws/a/b:1", &[]),
        (
            "ctr --namespace k8s.io `\n  images pull public.ecr.aws/a/b:1",
            &[],
        ),
        ("ctr -n $namespace images pull public.ecr.aws/a/b:1", &[]),
        ("ctr @arguments images pull public.ecr.aws/a/b:1", &[]),
        ("ctr version", &[]),
        ("ctr namespaces ls", &[]),
        (
            "[Environment]::SetEnvironmentVariable('CONTAINERD_NAMESPACE', 'k8s.io')\nctr i pull public.ecr.aws/a/b:1",
            &[],
        ),
        ("nerdctl.exe load -i a.tar", &["eks/nerdctl-namespace"]),
        ("nerdctl load -i a.tar -n k8s.io", &[]),
        ("crictl pull public.ecr.aws/a/b:1", &[]),
    ];
    for (script, expected) in rows {
        assert_eq!(
            fired("ExecutePowerShell", script, Some(NODE)),
            *expected,
            "{script}"
        );
    }
    // `ctr` in PowerShell tells of a node, unless something installs containerd; in Bash it does not.
    let pull = "ctr images pull public.ecr.aws/a/b:1";
    assert_eq!(fired("ExecutePowerShell", pull, None), ["eks/ctr-namespace"]);
    let installs =
        format!("Invoke-WebRequest https://github.com/containerd/containerd/releases/x -OutFile x\n{pull}");
    assert_eq!(fired("ExecutePowerShell", &installs, None), [""; 0]);
    assert_eq!(fired("ExecuteBash", pull, None), [""; 0]);
    assert_eq!(
        fired("ExecuteBash", &format!("systemctl stop kubelet\n{pull}"), None),
        ["eks/ctr-namespace"]
    );
}

#[test]
fn logins_of_ecr_are_followed() {
    const EU: &str = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
    let ctr = |options: &str| format!("ctr -n k8s.io images pull {options} {EU}/app:1");
    let rows: &[(String, &[&str])] = &[
        (ctr(""), &["eks/ctr-ecr-user"]),
        (ctr("--user AWS"), &["eks/ctr-user-prompts"]),
        (ctr("-u AWS:$password"), &[]),
        (ctr("--user $user"), &[]),
        (ctr("--hosts-dir C:\\hosts"), &[]),
        (
            ctr("--user \"AWS:$((Get-ECRLoginCommand -Region eu-west-1).Password)\""),
            &[],
        ),
        (
            ctr("--user \"AWS:$((Get-ECRLoginCommand -Region us-east-1).Password)\""),
            &["containers/ecr-region-mismatch"],
        ),
        (
            format!(
                "$p = (Get-ECRLoginCommand -Region:us-east-1).Password\n{}",
                ctr("-u AWS:$p")
            ),
            &["containers/ecr-region-mismatch"],
        ),
        (
            format!("$p = (Get-ECRLoginCommand).Password\n{}", ctr("-u AWS:$p")),
            &[],
        ),
        (
            format!("nerdctl -n k8s.io pull {EU}/app:1"),
            &["containers/ecr-login-missing"],
        ),
        (
            format!(
                "aws ecr get-login-password | nerdctl login --password-stdin -u AWS {EU}\nnerdctl -n k8s.io pull {EU}/app:1"
            ),
            &[],
        ),
    ];
    for (script, expected) in rows {
        assert_eq!(
            fired("ExecutePowerShell", script, Some(NODE)),
            *expected,
            "{script}"
        );
    }
    let docker = format!("docker pull {EU}/app:1");
    let rows: &[(String, &[&str])] = &[
        (docker.clone(), &["containers/ecr-login-missing"]),
        (
            format!("docker pull {EU}/app:1\ndocker pull {EU}/other:1"),
            &["containers/ecr-login-missing"],
        ),
        (
            format!("# docker login\n{docker}"),
            &["containers/ecr-login-missing"],
        ),
        (
            format!(
                "mkdir ~/.docker; echo '{{\"credsStore\": \"ecr-login\"}}' > ~/.docker/config.json\n{docker}"
            ),
            &[],
        ),
        (format!("./registry-login.sh\n{docker}"), &[]),
        (
            format!(
                "aws ecr get-login-password --region=us-west-2 | docker login -u AWS --password-stdin {EU}\n{docker}"
            ),
            &["containers/ecr-region-mismatch"],
        ),
        (
            format!("docker login -u AWS -p $(aws ecr get-login-password --region us-west-2) {EU}\n{docker}"),
            &[
                "containers/login-password-argument",
                "containers/ecr-region-mismatch",
            ],
        ),
        (
            format!(
                "echo $P | docker login -u AWS --password-stdin 111122223333.dkr.ecr.us-west-2.amazonaws.com\n{docker}"
            ),
            &["containers/ecr-region-mismatch"],
        ),
        (
            format!("echo $P | docker login -u AWS --password-stdin $REGISTRY\n{docker}"),
            &[],
        ),
        (
            format!(
                "echo $P | docker login --password-stdin -u robot ghcr.io\naws ecr get-login-password --region eu-west-1 | docker login -u AWS --password-stdin {EU}\n{docker}"
            ),
            &[],
        ),
    ];
    for (script, expected) in rows {
        assert_eq!(fired("ExecuteBash", script, None), *expected, "{script}");
    }
}

#[test]
fn what_removes_the_pause_image_is_told_from_what_chooses() {
    let rows: &[(&str, bool)] = &[
        ("ctr -n k8s.io i rm $(ctr -n k8s.io i ls -q)", true),
        ("ctr -n k8s.io i ls -q | xargs ctr -n k8s.io i rm", true),
        ("nerdctl -n k8s.io image prune -a -f", true),
        ("nerdctl -n k8s.io system prune --all", true),
        ("crictl rmi --prune", true),
        ("ctr -n k8s.io i rm public.ecr.aws/eks/pause:3.5", true),
        ("ctr -n k8s.io i rm $(ctr -n k8s.io i ls -q | grep agent)", false),
        (
            "ctr -n k8s.io i ls -q | grep -v pause | xargs ctr -n k8s.io i rm",
            false,
        ),
        ("ctr -n k8s.io i rm $(ctr -n k8s.io i ls -q name==a)", false),
        ("ctr -n k8s.io i rm public.ecr.aws/a/agent:1", false),
        ("nerdctl -n k8s.io image prune -f", false),
        ("crictl rmi public.ecr.aws/a/agent:1", false),
    ];
    let base = Some("amazon-eks-node-al2023-x86_64-standard-1.33-v20260714");
    for (script, fires) in rows {
        let expected: &[&str] = if *fires { &["eks/pause-image-removed"] } else { &[] };
        assert_eq!(fired("ExecuteBash", script, base), expected, "{script}");
    }
}

#[test]
fn windows_is_restarted_or_not() {
    let rows: &[(&str, &[&str])] = &[
        (
            "Install-WindowsFeature Containers\ndocker run x",
            &["windows/feature-needs-restart"],
        ),
        (
            "Install-WindowsFeature -Name 'Containers','Web-Server'\ndockerd",
            &["windows/feature-needs-restart"],
        ),
        (
            "dism /online /enable-feature /featurename:Containers /all\nStart-Service containerd",
            &["windows/feature-needs-restart"],
        ),
        (
            "Add-WindowsFeature Hyper-V\nStart-VM a",
            &["windows/feature-needs-restart"],
        ),
        (
            "Install-WindowsFeature Containers\ndockerd --register-service",
            &[],
        ),
        ("Install-WindowsFeature Containers -Restart\ndocker run x", &[]),
        ("docker run x\nInstall-WindowsFeature Containers", &[]),
        ("Install-WindowsFeature Hyper-V\ndocker run x", &[]),
        ("ec2launch sysprep --shutdown", &["windows/sysprep-in-component"]),
        (
            "& \"$Env:ProgramFiles\\Amazon\\EC2Launch\\EC2Launch.exe\" sysprep",
            &["windows/sysprep-in-component"],
        ),
        (
            "C:\\ProgramData\\Amazon\\EC2-Windows\\Launch\\Scripts\\SysprepInstance.ps1",
            &["windows/sysprep-in-component"],
        ),
        ("ec2launch reset", &[]),
        ("Write-Host 'sysprep runs later'", &[]),
        (
            "Get-Content C:\\Windows\\System32\\Sysprep\\Panther\\setupact.log",
            &[],
        ),
    ];
    for (script, expected) in rows {
        assert_eq!(fired("ExecutePowerShell", script, None), *expected, "{script}");
    }
}

#[test]
fn a_fix_changes_what_the_finding_is_about_and_clears_it() {
    const IMAGE: &str = "public.ecr.aws/a/b:1";
    let plain = |text: &str| document("ExecutePowerShell", "@@").replace("|\n              @@", text);
    let rows = [
        (
            "eks/ctr-namespace",
            document(
                "ExecutePowerShell",
                &format!("& 'C:\\x\\ctr.exe' images pull {IMAGE}"),
            ),
            "& 'C:\\x\\ctr.exe' -n k8s.io images pull",
        ),
        (
            "eks/ctr-namespace",
            plain(&format!("ctr images pull {IMAGE}")),
            "- ctr -n k8s.io images pull",
        ),
        (
            "eks/ctr-namespace",
            plain(&format!("ctr --namespace=moby images pull {IMAGE}")),
            "ctr --namespace=k8s.io images pull",
        ),
        (
            "eks/nerdctl-namespace",
            plain(&format!("\"nerdctl pull {IMAGE}\"")),
            "\"nerdctl -n k8s.io pull",
        ),
        (
            "eks/ctr-short-name",
            plain("ctr -n k8s.io i pull nginx:1.27"),
            "i pull docker.io/library/nginx:1.27",
        ),
        (
            "eks/ctr-short-name",
            document(
                "ExecutePowerShell",
                "$i = @('docker.io/redis:7')\nforeach ($x in $i) { ctr -n k8s.io i pull $x }",
            ),
            "@('docker.io/library/redis:7')",
        ),
        (
            "eks/ctr-platform",
            plain(&format!("ctr -n k8s.io i pull --all-platforms {IMAGE}")),
            "i pull public",
        ),
        (
            "windows/curl-alias",
            plain("curl -sS https://example.com"),
            "- curl.exe -sS",
        ),
        (
            "windows/msiexec-in-shell",
            plain("msiexec /i a.msi /qn"),
            "/qn | Out-Null\n",
        ),
        (
            "windows/progress-bar",
            plain("iwr https://example.com/a -OutFile a"),
            "- $ProgressPreference = 'SilentlyContinue'; iwr https",
        ),
        (
            "windows/progress-bar",
            document(
                "ExecutePowerShell",
                "$a = 1\nif ($a) {\n  iwr https://example.com/a -OutFile a\n}",
            ),
            "{\n                $ProgressPreference = 'SilentlyContinue'\n                iwr https",
        ),
    ];
    for (rule, text, expected) in rows {
        let judged = |text: &str| lint::judge(&Source::new("a.yaml", text), &settings(Some(NODE)));
        let before = judged(&text);
        let finding = before.iter().find(|finding| finding.rule == rule);
        let finding = finding.unwrap_or_else(|| panic!("{rule} on {text}"));
        let fix = finding
            .fix
            .clone()
            .unwrap_or_else(|| panic!("{rule}: no fix for {text}"));
        let edits = EditSet::new(fix.edits).expect("disjoint");
        let after = edits.apply(&text).expect("in the text");
        assert!(after.contains(expected), "{rule}: {after}");
        let left = judged(&after);
        assert!(
            !left.iter().any(|finding| finding.rule == rule),
            "{rule}: {after}"
        );
        assert!(left.len() < before.len(), "{rule}: {left:?}");
    }
}

#[test]
fn there_is_no_fix_where_the_text_does_not_stand_as_it_is() {
    let text = document("ExecutePowerShell", "@@");
    for (rule, command) in [
        // In single quotes the statement would need quotes of its own; the line continues another one.
        ("windows/progress-bar", "'iwr https://example.com/a -OutFile a'"),
        (
            "windows/progress-bar",
            "|\n              $a = `\n                iwr https://example.com/a -OutFile a",
        ),
        // The image is put together.
        (
            "eks/ctr-short-name",
            "|\n              $t = '1.27'\n              ctr -n k8s.io i pull nginx:$t",
        ),
    ] {
        let text = text.replace("|\n              @@", command);
        let found = lint::judge(&Source::new("a.yaml", text.as_str()), &settings(Some(NODE)));
        let finding = found.iter().find(|finding| finding.rule == rule);
        let finding = finding.unwrap_or_else(|| panic!("{rule} on {text}"));
        assert_eq!(finding.fix, None, "{text}");
    }
}

#[test]
fn time_grows_with_the_length_of_hostile_scripts() {
    let units = [
        "docker login -u AWS -p x 111122223333.dkr.ecr.us-east-1.amazonaws.com\n",
        "ctr -n k8s.io i ls -q | % { ctr -n k8s.io i rm $_ }\n",
        "$i = 'a:1', 'b:2'\nforeach ($x in $i) { ctr i pull $x }\n",
        "Install-WindowsFeature Containers\ndocker run x\n",
        "$a = @(\n",
        "[Environment]::SetEnvironmentVariable('Path', \"$p;C:\\a\\b\", 'Machine')\nmsiexec /i x\n",
        "docker pull 111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1\n$LASTEXITCODE\n",
    ];
    for unit in units {
        let time = |count: usize| {
            let text = document("ExecutePowerShell", &unit.repeat(count));
            let source = Source::new("a.yaml", text);
            let started = worked();
            let _ = lint::judge(&source, &settings(Some(NODE)));
            worked().saturating_sub(started)
        };
        let (short, long) = (time(400), time(3_200));
        assert!(
            long < short * 24 + std::time::Duration::from_millis(200),
            "{unit:?}: {short:?} and {long:?}"
        );
    }
}
