//! What a node of EKS does not have, on a base image for nodes.

use super::faults::*;

/// A base image for nodes.
const NODE: &str = "Windows_Server-2022-English-Core-EKS_Optimized-1.33";
/// What a document may have that prepares for images, or deals with them itself.
const IMAGES: &[&str] = &["ctr", "docker", "containerd", "nerdctl"];

pub(crate) const FAULTS: &[Fault] = &[
    exact("eks/bootstrap-run-in-build", |r| {
        powershell(
            r,
            concat!(
                "& «\"$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1\"» -EKSClusterName ",
                "mutant",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/containerd-not-running", |r| {
        powershell(
            r,
            "«ctr» -n k8s.io images pull mcr.microsoft.com/windows/servercore:ltsc2022",
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-ecr-user", |r| {
        powershell(
            r,
            concat!(
                "«ctr» -n k8s.io images pull ",
                "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mutant:1.4.2",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-namespace", |r| {
        powershell(
            r,
            "«ctr» images pull mcr.microsoft.com/windows/servercore:ltsc2022",
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-platform", |r| {
        powershell(
            r,
            concat!(
                "ctr -n k8s.io images pull «--all-platforms» ",
                "mcr.microsoft.com/windows/servercore:ltsc2022",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-short-name", |r| {
        powershell(r, "ctr -n k8s.io images pull «nginx:1.27»")
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-short-name", |r| {
        powershell(r, "ctr -n k8s.io images pull «docker.io/redis:7.4»")
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/ctr-user-prompts", |r| {
        powershell(
            r,
            concat!(
                "ctr -n k8s.io images pull --user «AWS» ",
                "111122223333.dkr.ecr.eu-west-1.amazonaws.com/mutant:1.4.2",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/docker-on-containerd", |r| {
        powershell(
            r,
            "«docker» pull 111122223333.dkr.ecr.eu-west-1.amazonaws.com/mutant:1.4.2",
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/image-gc", |r| {
        powershell(
            r,
            concat!(
                "«ctr» -n k8s.io images pull mcr.microsoft.com/windows/servercore:ltsc2022\n",
                "ctr -n k8s.io images pull mcr.microsoft.com/windows/nanoserver:ltsc2022\n",
                "ctr -n k8s.io images pull public.ecr.aws/mutant/agent:2.4.1",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/nerdctl-namespace", |r| {
        powershell(r, "«nerdctl» pull mcr.microsoft.com/windows/servercore:ltsc2022")
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/pause-image-removed", |r| {
        powershell(r, "«ctr» -n k8s.io images rm $(ctr -n k8s.io images ls -q)")
    })
    .from(NODE)
    .unless(IMAGES),
    exact("eks/snapshotter", |r| {
        powershell(
            r,
            concat!(
                "ctr -n k8s.io images pull --snapshotter «cimfs» ",
                "mcr.microsoft.com/windows/servercore:ltsc2022",
            ),
        )
    })
    .from(NODE)
    .unless(IMAGES),
];
