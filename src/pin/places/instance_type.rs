//! What the name of an EC2 instance type says about the images it can boot.
//!
//! `c6gn.xlarge` is the family `c`, generation 6, the attributes `g` (Graviton) and `n`, and a size
//! (<https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html>).

use crate::release::Architecture;

/// What hardware an instance type has that some families have an image of their own for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accelerator {
    /// None.
    Plain,
    /// A GPU by Nvidia.
    Nvidia,
    /// Inferentia or Trainium.
    Neuron,
}

/// What is certain about an instance type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hardware {
    /// The architecture.
    pub(super) architecture: Architecture,
    /// What it has besides.
    pub(super) accelerator: Accelerator,
}

/// How many types of one group are looked at. Auto Scaling groups take fewer
/// (<https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html>).
const MOST: usize = 64;

/// The hardware that all of these types have in common; none where they differ, or where a name does not tell.
pub(super) fn common<'a>(types: impl IntoIterator<Item = &'a str>) -> Option<Hardware> {
    let mut types = types.into_iter();
    let first = hardware(types.next()?)?;
    let others: Vec<_> = types.take(MOST).collect();
    let agree = others.iter().all(|other| hardware(other) == Some(first));
    (agree && others.len() < MOST).then_some(first)
}

fn hardware(instance_type: &str) -> Option<Hardware> {
    let (name, _) = instance_type.split_once('.')?;
    let name = name.strip_suffix("-flex").unwrap_or(name);
    let digit = name.find(|c: char| c.is_ascii_digit())?;
    let (family, rest) = name.split_at(digit);
    let attributes = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let generation: u32 = rest.get(..rest.len() - attributes.len())?.parse().ok()?;
    if family.is_empty() || !attributes.chars().all(|c| c.is_ascii_lowercase()) {
        return None;
    }
    let accelerator = match family {
        "p" | "g" | "gr" => Accelerator::Nvidia,
        "inf" | "trn" => Accelerator::Neuron,
        "t" | "m" | "c" | "r" | "x" | "z" | "i" | "im" | "is" | "d" | "h" | "hpc" | "a" => Accelerator::Plain,
        _ => return None,
    };
    // `g4ad` is a GPU by AMD, which no image of EKS has drivers for.
    let accelerator = match (family, generation, attributes) {
        ("g", 4, "ad") => Accelerator::Plain,
        _ => accelerator,
    };
    let named = attributes.starts_with(['a', 'i']);
    // Up to the fifth generation, and for later GPUs, what names no maker is Intel's or AMD's. The first two generations of
    // Inferentia and Trainium are as well; nobody knows of the next.
    let old = generation <= if accelerator == Accelerator::Neuron { 2 } else { 5 };
    let architecture = match family {
        "a" => Architecture::Arm64,
        _ if attributes.contains('g') => Architecture::Arm64,
        "g" | "gr" => Architecture::X86_64,
        _ if named || old => Architecture::X86_64,
        _ => return None,
    };
    Some(Hardware {
        architecture,
        accelerator,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_the_hardware() {
        use Accelerator::{Neuron, Nvidia, Plain};
        for (name, architecture, accelerator) in [
            ("m5.large", "x86_64", Plain),
            ("t3a.xlarge", "x86_64", Plain),
            ("m7i-flex.large", "x86_64", Plain),
            ("i4i.large", "x86_64", Plain),
            ("m7g.large", "arm64", Plain),
            ("c6gn.xlarge", "arm64", Plain),
            ("t4g.small", "arm64", Plain),
            ("im4gn.large", "arm64", Plain),
            ("a1.metal", "arm64", Plain),
            ("g4dn.xlarge", "x86_64", Nvidia),
            ("g4ad.xlarge", "x86_64", Plain),
            ("g5g.xlarge", "arm64", Nvidia),
            ("g6e.xlarge", "x86_64", Nvidia),
            ("p4d.24xlarge", "x86_64", Nvidia),
            ("inf2.xlarge", "x86_64", Neuron),
            ("trn1n.32xlarge", "x86_64", Neuron),
        ] {
            let found = common([name]).map(|h| (h.architecture.word(), h.accelerator));
            assert_eq!(found, Some((architecture, accelerator)), "{name}");
        }
        for other in [
            "",
            "m5",
            "large",
            "mac2.metal",
            "u-6tb1.metal",
            "p6e-gb200.36xlarge",
            "trn3.48xlarge",
            "m9.large",
            "{{type}}.large",
            "5.large",
        ] {
            assert_eq!(common([other]), None, "{other}");
        }
    }

    #[test]
    fn types_of_one_group_have_to_agree() {
        assert!(common(["m5.large", "m6i.large"]).is_some());
        assert_eq!(common(["m5.large", "m6g.large"]), None);
        assert_eq!(common(["m5.large", "x"]), None);
        assert_eq!(common([]), None);
    }
}
