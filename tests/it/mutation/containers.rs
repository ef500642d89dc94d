//! Images of containers that a build fetches.

use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    exact("containers/all-in-one-step", |r| {
        marked(
            r,
            concat!(
                "name: «MutantStep»\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - docker pull public.ecr.aws/mutant/agent1:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent2:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent3:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent4:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent5:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent6:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent7:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent8:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent9:1.0\n",
                "    - docker pull public.ecr.aws/mutant/agent10:1.0\n",
            ),
        )
    }),
    exact("containers/credentials-left", |r| {
        bash(
            r,
            concat!(
                "echo \"$PASSWORD\" | «docker» login --username robot --password-stdin ",
                "registry.example.com",
            ),
        )
    })
    .unless(&["docker"]),
    exact("containers/docker-not-present", |r| {
        bash(r, "«docker» pull public.ecr.aws/mutant/agent:2.4.1")
    })
    .unless(&["docker", "ecs", "ECS", "ExecuteDocument"]),
    exact("containers/ecr-login-missing", |r| {
        bash(
            r,
            "docker pull «111122223333.dkr.ecr.eu-west-1.amazonaws.com/mutant:1.4.2»",
        )
    })
    .unless(&["docker"]),
    exact("containers/ecr-region-mismatch", |r| {
        bash(
            r,
            concat!(
                "aws ecr get-login-password --region us-east-1 |\n",
                "  docker login --username AWS --password-stdin ",
                "111122223333.dkr.ecr.us-east-1.amazonaws.com\n",
                "docker pull «111122223333.dkr.ecr.eu-west-1.amazonaws.com/mutant:1.4.2»",
            ),
        )
    })
    .unless(&["docker"]),
    exact("containers/login-password-argument", |r| {
        bash(
            r,
            concat!(
                "docker login -u AWS «-p» \"$password\" ",
                "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
            ),
        )
    }),
    exact("containers/mutable-tag", |r| bash(r, "docker pull «nginx»")),
    exact("containers/mutable-tag", |r| {
        powershell(r, "docker pull «ghcr.io/mutant/agent:latest»")
    }),
    exact("containers/not-verified", |r| {
        bash(r, "«docker» pull public.ecr.aws/mutant/agent:2.4.1")
    })
    .unless(&["docker", "name: validate", "name: test", "ExecuteDocument"]),
    exact("containers/public-rate-limit", |r| {
        bash(
            r,
            concat!(
                "for image in «nginx:1.27» redis:7.4 postgres:17.2 traefik:3.2 ",
                "docker.io/grafana/grafana:11.3.0; do\n",
                "  docker pull \"$image\"\n",
                "done",
            ),
        )
    })
    .unless(&["docker"]),
    exact("containers/pull-not-checked", |r| {
        powershell(
            r,
            concat!(
                "«docker» pull public.ecr.aws/mutant/agent:2.4.1\n",
                "Write-Host done",
            ),
        )
    }),
    exact("containers/windows-base-mismatch", |r| {
        powershell(r, "docker pull «mcr.microsoft.com/windows/servercore:ltsc2019»")
    })
    .from("Windows_Server-2022-English-Core-Base"),
];
