//! What holds for all families together.

use proptest::prelude::*;

use super::super::wildcard::fits;
use super::*;

fn named(name: &str) -> Named {
    of_name(name).unwrap_or_else(|| panic!("{name}"))
}

#[test]
fn what_is_read_for_a_release() {
    let windows = named("Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15").identity;
    let stem = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35";
    let read = |identity: &Identity| (parameter_of(identity), release_version_parameter(identity));
    assert_eq!(
        read(&windows),
        (Some(format!("{stem}/image_id")), Some(stem.to_owned()))
    );
    let linux = named("amazon-eks-node-al2023-arm64-standard-1.33-v20260714").identity;
    let path = "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/recommended";
    let both = ["image_id", "release_version"].map(|leaf| Some(format!("{path}/{leaf}")));
    assert_eq!(read(&linux), both.into());
    let rocket = named("bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a").identity;
    assert_eq!(
        release_version_parameter(&rocket).as_deref(),
        Some("/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_version")
    );
    let ecs = named("bottlerocket-aws-ecs-2-x86_64-v1.46.0-431fe75a").identity;
    assert_eq!(release_version_parameter(&ecs), None);
    assert_eq!(read(&Identity::of("windows-eks")), (None, None));
}

#[test]
fn aliases_of_karpenter() {
    for (alias, name) in [
        (
            "al2023@v20260714",
            "amazon-eks-node-al2023-arm64-standard-1.33-v20260714",
        ),
        ("al2@v20240117", "amazon-eks-gpu-node-1.29-v20240117"),
        (
            "bottlerocket@v1.46.0",
            "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
        ),
    ] {
        let by_name = named(name);
        assert_eq!(
            alias_of(&by_name.identity, &by_name.version).as_deref(),
            Some(alias)
        );
        let by_alias = of_alias(alias).expect(alias);
        assert_eq!(by_alias.identity.differs(&by_name.identity), [""; 0], "{alias}");
        assert_eq!(by_alias.version.order, by_name.version.order, "{alias}");
        assert_eq!(by_alias.released, by_name.released, "{alias}");
    }
    for other in [
        "al2023@latest",
        "al2023@v2026071",
        "al2023@v2026.07.14",
        "windows2022@v20260714",
        "bottlerocket@v1.46",
        "bottlerocket@v1.46.0-431fe75a",
        "bottlerocket@v1.46.99999999999",
        "al2023",
        "@v20260714",
    ] {
        assert_eq!(of_alias(other), None, "{other}");
    }
}

#[test]
fn windows_images_stop_launching() {
    for (name, day) in [
        (
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
            Some("2026-12-15"),
        ),
        (
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2025.10.31",
            Some("2026-02-28"),
        ),
        (
            "Windows_Server-2022-English-Full-ECS_Optimized-2026.08.12",
            Some("2026-11-12"),
        ),
        (
            "Windows_Server-2022-English-Full-Base-2026.08.12",
            Some("2026-11-12"),
        ),
        ("amazon-eks-node-al2023-arm64-standard-1.33-v20260714", None),
        ("bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a", None),
    ] {
        let named = named(name);
        let until = stops_launching(&named.identity, named.released).map(|day| day.to_string());
        assert_eq!(until.as_deref(), day, "{name}");
    }
}

#[test]
fn labels_and_branches() {
    for (name, slug) in [
        (
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
            "windows-2022-core-eks-1.35",
        ),
        (
            "Windows_Server-2022-Japanese-Full-SQL_2022_Web-2026.08.12",
            "windows-2022-japanese-full-sql-2022-web",
        ),
        (
            "Windows_Server-2022-a..lock-b.lock-2026.08.12",
            "windows-2022-a-lock-b-lock",
        ),
        (
            "amazon-eks-node-al2023-x86_64-nvidia-1.33-v20260714",
            "amazon-linux-2023-eks-1.33-nvidia-x86-64",
        ),
        (
            "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
            "bottlerocket-eks-1.33-x86-64",
        ),
        ("debian-12-amd64-20231013-1532", "debian-12-x86-64"),
    ] {
        assert_eq!(named(name).identity.slug(), slug, "{name}");
    }
    assert_eq!(Identity::of("windows-eks").label(), "Windows Server for EKS");
    assert_eq!(Identity::of("unheard").label(), "unheard");
}

#[test]
fn the_parts_in_which_identities_differ() {
    let core = named("Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15").identity;
    let differs = |name: &str| core.differs(&named(name).identity);
    assert_eq!(
        differs("Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.15"),
        [""; 0]
    );
    assert_eq!(
        differs("Windows_Server-2022-English-Full-EKS_Optimized-1.35-2026.08.15"),
        ["edition"]
    );
    assert_eq!(
        differs("Windows_Server-2025-English-Core-EKS_Optimized-1.36-2026.08.15"),
        ["operating system release", "Kubernetes minor"]
    );
    assert_eq!(
        differs("amazon-eks-node-al2023-x86_64-standard-1.35-v20260714"),
        ["family"]
    );
    assert_eq!(core.differs(&Identity::of("windows-eks")), [""; 0]);

    let parameter = |name: &str| of_parameter(&format!("/aws/service/ami-amazon-linux-latest/{name}"));
    let numbered = named("al2023-ami-2023.12.20260930.0-kernel-6.18-x86_64").identity;
    let minimal = named("al2023-ami-minimal-2023.12.20260930.0-kernel-6.18-x86_64").identity;
    let default = parameter("al2023-ami-kernel-default-x86_64").expect("a parameter");
    assert_eq!(default.differs(&numbered), [""; 0]);
    assert_eq!(default.differs(&minimal), ["variant"]);
    let older = parameter("al2023-ami-kernel-6.1-x86_64").expect("a parameter");
    assert_eq!(older.differs(&numbered), ["variant"]);
    let default = parameter("amzn2-ami-kernel-default-hvm-x86_64-gp2").expect("a parameter");
    for name in [
        "amzn2-ami-hvm-2.0.20260930.0-x86_64-gp2",
        "amzn2-ami-kernel-5.10-hvm-2.0.20260930.0-x86_64-gp2",
    ] {
        assert_eq!(default.differs(&named(name).identity), [""; 0]);
    }
    let newest = of_parameter("/aws/service/suse/sles/15/x86_64/latest").expect("a parameter");
    for (name, parts) in [
        ("suse-sles-15-sp7-v20260401-hvm-ssd-x86_64", &[][..]),
        ("suse-sles-15-sp7-byos-v20260401-hvm-ssd-x86_64", &["variant"]),
        (
            "suse-sles-16.0-v20260401-hvm-ssd-arm64",
            &["operating system release", "architecture"],
        ),
    ] {
        assert_eq!(newest.differs(&named(name).identity), parts, "{name}");
    }
    let other_storage = named("amzn2-ami-kernel-5.10-hvm-2.0.20260930.0-x86_64-ebs").identity;
    assert_eq!(default.differs(&other_storage), ["variant"]);
}

#[test]
fn releases_are_ordered() {
    for names in [
        &[
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2025.12.15",
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.02.01",
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.11.01",
        ][..],
        &[
            "bottlerocket-aws-k8s-1.33-x86_64-v1.9.0-fe75a431",
            "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
            "bottlerocket-aws-k8s-1.33-x86_64-v1.46.10-031fe75a",
        ],
        &[
            "al2023-ami-2023.9.20251201.0-kernel-6.1-x86_64",
            "al2023-ami-2023.12.20260930.0-kernel-6.1-x86_64",
            "al2023-ami-2023.12.20260930.1-kernel-6.1-x86_64",
        ],
        &[
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301",
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301.1",
        ],
    ] {
        let versions: Vec<Version> = names.iter().map(|name| named(name).version).collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{names:?}");
    }
}

#[test]
fn a_pattern_finds_an_identity_and_no_other() {
    for (name, pattern, others) in [
        (
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-????.??.??",
            &[
                "Windows_Server-2022-English-Full-EKS_Optimized-1.35-2026.08.15",
                "Windows_Server-2025-English-Core-EKS_Optimized-1.35-2026.08.15",
                "Windows_Server-2022-English-Core-EKS_Optimized-1.36-2026.08.15",
                "Windows_Server-2022-English-Core-EKS_Optimized-1.3-2026.08.15",
            ][..],
        ),
        (
            "Windows_Server-2022-English-Full-Base-2026.08.12",
            "Windows_Server-2022-English-Full-Base-????.??.??",
            &[
                "Windows_Server-2022-English-Core-Base-2026.08.12",
                "EC2LaunchV2-Windows_Server-2022-English-Full-Base-2026.08.12",
            ],
        ),
        (
            "amazon-eks-node-al2023-x86_64-nvidia-560-1.31-v20241121",
            "amazon-eks-node-al2023-x86_64-nvidia*-1.31-v????????",
            &[
                "amazon-eks-node-al2023-x86_64-nvidia-560-1.3-v20241121",
                "amazon-eks-node-al2023-x86_64-nvidia-1.32-v20241121",
                "amazon-eks-node-al2023-x86_64-neuron-1.31-v20241121",
                "amazon-eks-node-al2023-arm64-nvidia-1.31-v20241121",
            ],
        ),
        (
            "amazon-eks-node-1.29-v20240117",
            "amazon-eks-node-1.29-v????????",
            &[
                "amazon-eks-gpu-node-1.29-v20240117",
                "amazon-eks-node-1.28-v20240117",
            ],
        ),
        (
            "al2023-ami-2023.12.20260930.0-kernel-6.1-x86_64",
            "al2023-ami-2023.*-kernel-6.1-x86_64",
            &[
                "al2023-ami-2023.12.20260930.0-kernel-6.18-x86_64",
                "al2023-ami-minimal-2023.12.20260930.0-kernel-6.1-x86_64",
                "al2023-ami-ecs-hvm-2023.0.20260930-kernel-6.1-x86_64",
            ],
        ),
        (
            "bottlerocket-aws-k8s-1.33-aarch64-v1.46.0-431fe75a",
            "bottlerocket-aws-k8s-1.33-a*64-v*",
            &[
                "bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a",
                "bottlerocket-aws-k8s-1.33-nvidia-aarch64-v1.46.0-431fe75a",
                "bottlerocket-aws-k8s-1.3-aarch64-v1.46.0-431fe75a",
            ],
        ),
        (
            "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301",
            "ubuntu/images/hvm-ssd/ubuntu-*-22.04-amd64-server-*",
            &[
                "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20240301",
                "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20240301",
            ],
        ),
    ] {
        let found = name_pattern(&named(name).identity).expect(name);
        assert_eq!(found, pattern);
        assert!(fits(pattern, name), "{name}");
        for other in others {
            assert!(!fits(pattern, other), "{pattern} {other}");
        }
    }
    // What leaves a part open has no pattern.
    for parameter in [
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-default-hvm-x86_64-gp2",
        "/aws/service/suse/sles/15/x86_64/latest",
    ] {
        let identity = of_parameter(parameter).expect(parameter);
        assert_eq!(name_pattern(&identity), None, "{parameter}");
    }
    assert_eq!(name_pattern(&Identity::of("windows-eks")), None);
}

#[test]
fn older_images_have_parameters_of_their_own() {
    for (name, parameter) in [
        (
            "amazon-eks-node-al2023-arm64-standard-1.33-v20260714",
            Some(
                "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/amazon-eks-node-al2023-arm64-standard-1.33-v20260714/release_version",
            ),
        ),
        (
            "amazon-eks-gpu-node-1.29-v20240117",
            Some(
                "/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/amazon-eks-gpu-node-1.29-v20240117/release_version",
            ),
        ),
        // Names of these have all of it.
        ("bottlerocket-aws-k8s-1.33-x86_64-v1.46.0-431fe75a", None),
        (
            "Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.08.15",
            None,
        ),
    ] {
        let identity = named(name).identity;
        let found = release_version_of_image(&identity, name);
        assert_eq!(found.as_deref(), parameter);
        let again = found.as_deref().and_then(of_parameter);
        assert_eq!(again, found.map(|_| identity));
    }
}

/// A name that fits the expression of any family.
fn any_name() -> impl Strategy<Value = String> {
    any::<prop::sample::Index>().prop_flat_map(|index| {
        prop::string::string_regex(&generating(index.get(&ALL).names.pattern())).expect("a pattern")
    })
}

proptest! {
    #[test]
    fn the_pattern_of_a_name_fits_it(a in any_name(), b in any_name()) {
        if let Some(named) = of_name(&a) {
            let pattern = name_pattern(&named.identity).expect("every part is there");
            prop_assert!(fits(&pattern, &a), "{} {}", pattern, a);
            if let Some(other) = of_name(&b) {
                prop_assert_eq!(fits(&pattern, &b), other.identity == named.identity, "{} {}", pattern, b);
            }
        }
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}", date in any::<String>()) {
        let _ = (of_name(&text), of_parameter(&text), of_alias(&text));
        let _ = (Version::of_date(&date), Version::of_numbers(&date));
        let mangled = format!("Windows_Server-2022-{text}-2026.08.12");
        if let Some(named) = of_name(&mangled) {
            prop_assert_eq!(parameter_of(&named.identity).and_then(|p| of_parameter(&p)), Some(named.identity));
        }
    }

    #[test]
    fn a_parameter_says_what_its_identity_is(text in any::<prop::sample::Index>().prop_flat_map(|index| {
        prop::string::string_regex(&generating(index.get(&ALL).parameters.pattern())).expect("a pattern")
    })) {
        if let Some(identity) = of_parameter(&text) {
            let own = parameter_of(&identity);
            // Only ECS leaves combinations out that its grammar allows; no such parameter can be read either.
            let again = own.as_deref().and_then(of_parameter);
            prop_assert_eq!(again, Some(identity));
        }
    }

    #[test]
    fn a_name_says_what_its_identity_is(text in any_name()) {
        if let Some(named) = of_name(&text) {
            if let Some(own) = parameter_of(&named.identity) {
                prop_assert_eq!(of_parameter(&own), Some(named.identity.clone()), "{}", own);
            }
            // Names that can be made again say the same; a codename may be another one.
            if let Some(again) = name_of(&named.identity, &named.version) {
                prop_assert_eq!(of_name(&again), Some(named.clone()), "{}", again);
            }
            let slug = named.identity.slug();
            prop_assert!(slug.len() <= 100 && !slug.is_empty() && !slug.contains(".."), "{}", slug);
            prop_assert!(slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')), "{}", slug);
            prop_assert!(!slug.starts_with(['-', '.']) && !slug.ends_with(['-', '.']) && !slug.contains(".lock"), "{}", slug);
        }
    }
}

#[test]
fn dots_in_a_row_are_one_in_a_branch() {
    let named = of_name("Windows_Server-a...A-2010.01.10").expect("a name of Windows");
    assert_eq!(named.identity.slug(), "windows-a.a");
}

/// An expression without what the generator of texts does not know; days that exist.
fn generating(pattern: &str) -> String {
    let mut out = pattern.trim_matches(['^', '$']).to_owned();
    while let Some(at) = out.find("(?<") {
        let end = out[at..].find('>').expect("a name's end") + at;
        out.replace_range(at..=end, "(?:");
    }
    out.replace(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}", r"20[12][0-9]\.0[1-9]\.[12][0-9]")
        .replace("[0-9]{8}", "20[12][0-9]0[1-9][12][0-9]")
}

#[test]
fn what_an_identity_lacks_is_told() {
    let identity = |family, kubernetes: Option<&str>, architecture| Identity {
        kubernetes: kubernetes.map(str::to_owned),
        architecture,
        ..Identity::of(family)
    };
    for (identity, lacking) in [
        (
            identity("eks-al2023", None, None),
            &["minor of Kubernetes", "architecture", "variant"][..],
        ),
        (
            identity("eks-al2023", Some("1.35"), Some(Architecture::Arm64)),
            &["variant"],
        ),
        // Without edition and system nothing of these would help.
        (identity("windows-eks", None, None), &[]),
        (
            Identity {
                os: Some("2022".to_owned()),
                edition: Some("Core".to_owned()),
                ..Identity::of("windows-eks")
            },
            &["minor of Kubernetes"],
        ),
    ] {
        assert_eq!(lacks(&identity), lacking, "{identity:?}");
    }
}
