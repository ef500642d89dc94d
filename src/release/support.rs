//! Until when things are supported: Kubernetes on EKS, operating systems.
//!
//! The tables were checked on the day in [`CHECKED`]; what they do not list, nothing is said about.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::Identity;

/// The day on which the tables were held against their pages.
pub const CHECKED: Date = date(2026, 8, 31);

/// The page of the minor versions of Kubernetes.
pub const KUBERNETES_SOURCE: &str =
    "https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html";

/// The support of a minor version of Kubernetes on EKS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Support {
    /// When EKS began to offer it.
    pub released: Date,
    /// The end of standard support; behind it a cluster costs more.
    pub standard_until: Date,
    /// The end of extended support; behind it EKS moves a cluster on by itself.
    pub extended_until: Date,
}

/// Minor (the number behind `1.`), release, end of standard support, end of extended support.
const KUBERNETES: [(u32, Date, Date, Date); 6] = [
    (31, date(2024, 9, 26), date(2025, 11, 26), date(2026, 11, 26)),
    (32, date(2025, 1, 23), date(2026, 3, 23), date(2027, 3, 23)),
    (33, date(2025, 5, 29), date(2026, 7, 29), date(2027, 7, 29)),
    (34, date(2025, 10, 2), date(2026, 12, 2), date(2027, 12, 2)),
    (35, date(2026, 1, 27), date(2027, 3, 27), date(2028, 3, 27)),
    (36, date(2026, 6, 2), date(2027, 8, 2), date(2028, 8, 2)),
];

/// An operating system that ends or has ended.
struct End {
    /// The families it is about.
    families: &'static [&'static str],
    /// The release, where the families have several.
    os: Option<&'static str>,
    /// The last day.
    until: Date,
    /// What is so afterwards; the end of a sentence that begins with the label.
    then: &'static str,
    /// The page that says so.
    source: &'static str,
}

/// The first row that fits is what is said.
const ENDS: [End; 7] = [
    End {
        families: &["eks-al2"],
        os: None,
        until: date(2025, 11, 26),
        then: "gets no new images of EKS; Kubernetes 1.32 is the last minor that has any",
        source: "https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html",
    },
    End {
        families: &["al2", "ecs-al2"],
        os: None,
        until: date(2026, 6, 30),
        then: "gets no security updates",
        source: "https://aws.amazon.com/amazon-linux-2/faqs/",
    },
    windows(
        "2004",
        date(2021, 12, 14),
        "https://learn.microsoft.com/en-us/lifecycle/products/windows-server",
    ),
    windows(
        "20H2",
        date(2022, 8, 9),
        "https://learn.microsoft.com/en-us/lifecycle/products/windows-server",
    ),
    windows(
        "2019",
        date(2029, 1, 9),
        "https://learn.microsoft.com/en-us/lifecycle/products/windows-server-2019",
    ),
    windows(
        "2022",
        date(2031, 10, 14),
        "https://learn.microsoft.com/en-us/lifecycle/products/windows-server-2022",
    ),
    windows(
        "2025",
        date(2034, 11, 14),
        "https://learn.microsoft.com/en-us/lifecycle/products/windows-server-2025",
    ),
];

/// A release of Windows Server and the end of its extended support.
const fn windows(os: &'static str, until: Date, source: &'static str) -> End {
    End {
        families: &["windows-eks", "windows-ecs", "windows"],
        os: Some(os),
        until,
        then: "gets no security updates of Microsoft",
        source,
    }
}

/// How long before an end people are told.
const AHEAD_DAYS: i32 = 90;

/// The support of a minor version such as `1.35`; none for one that is not listed.
pub fn kubernetes(minor: &str) -> Option<Support> {
    let number = number(minor)?;
    KUBERNETES.iter().find(|(listed, ..)| *listed == number).map(
        |&(_, released, standard_until, extended_until)| Support {
            released,
            standard_until,
            extended_until,
        },
    )
}

/// What people should know about an image on this day, one sentence without a full stop that names its source: that it, or
/// the Kubernetes it is for, has ended or will within 90 days, or is in extended support. What has ended is never quietly up
/// to date, though its parameters can still be read.
pub fn notice(identity: &Identity, today: Date) -> Option<String> {
    operating_system(identity, today).or_else(|| minor_version(identity.kubernetes.as_deref()?, today))
}

fn operating_system(identity: &Identity, today: Date) -> Option<String> {
    let end = ENDS.iter().find(|end| {
        end.families.contains(&identity.family) && (end.os.is_none() || end.os == identity.os.as_deref())
    })?;
    let word = if end.until < today {
        "since"
    } else if soon(end.until, today) {
        "from"
    } else {
        return None;
    };
    let day = end.until.tomorrow().ok()?;
    Some(format!(
        "{}: {word} {day} it {} ({})",
        identity.label(),
        end.then,
        end.source
    ))
}

fn minor_version(minor: &str, today: Date) -> Option<String> {
    let oldest = KUBERNETES.first().map(|(listed, ..)| *listed)?;
    if number(minor)? < oldest {
        return Some(format!(
            "Kubernetes {minor} is not supported on EKS any more, and its images get no updates ({KUBERNETES_SOURCE})"
        ));
    }
    let support = kubernetes(minor)?;
    let (standard, extended) = (support.standard_until, support.extended_until);
    let what = if extended < today {
        format!("ended on EKS on {extended}, and its images get no updates")
    } else if soon(extended, today) {
        format!("ends on EKS on {extended}; then its images get no updates")
    } else if standard < today {
        format!("is in extended support on EKS, which costs more, until {extended}")
    } else if soon(standard, today) {
        format!("leaves standard support on EKS on {standard}; extended support costs more")
    } else {
        return None;
    };
    Some(format!("Kubernetes {minor} {what} ({KUBERNETES_SOURCE})"))
}

fn soon(day: Date, today: Date) -> bool {
    today
        .checked_add(AHEAD_DAYS.days())
        .is_ok_and(|ahead| day <= ahead)
}

/// The number behind `1.`.
fn number(minor: &str) -> Option<u32> {
    minor.strip_prefix("1.")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::{of_name, of_parameter};
    use super::*;

    #[test]
    fn the_table_goes_on_month_by_month() {
        for (minor, released, standard_until, extended_until) in KUBERNETES {
            // Fourteen months of standard and twelve of extended support.
            assert_eq!(
                released.checked_add(14.months()).ok(),
                Some(standard_until),
                "1.{minor}"
            );
            assert_eq!(
                standard_until.checked_add(12.months()).ok(),
                Some(extended_until),
                "1.{minor}"
            );
        }
        let minors: Vec<u32> = KUBERNETES.iter().map(|row| row.0).collect();
        assert!(minors.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        let support = kubernetes("1.33").expect("listed");
        assert_eq!(support.standard_until, date(2026, 7, 29));
        for other in ["1.30", "1.37", "1", "1.x", "2.33", "33", ""] {
            assert_eq!(kubernetes(other), None, "{other}");
        }
    }

    #[test]
    fn what_people_should_know() {
        let eks = |minor: &str| {
            let name = format!("Windows_Server-2022-English-Core-EKS_Optimized-{minor}-2026.08.15");
            of_name(&name).expect("a name").identity
        };
        for (minor, today, begins) in [
            ("1.36", date(2026, 9, 1), None),
            ("1.99", date(2026, 9, 1), None),
            ("1.34", date(2026, 9, 2), None),
            (
                "1.34",
                date(2026, 9, 3),
                Some("Kubernetes 1.34 leaves standard support on EKS on 2026-12-02"),
            ),
            (
                "1.34",
                date(2026, 12, 2),
                Some("Kubernetes 1.34 leaves standard support on EKS on 2026-12-02"),
            ),
            (
                "1.34",
                date(2026, 12, 3),
                Some("Kubernetes 1.34 is in extended support on EKS, which costs more, until 2027-12-02"),
            ),
            (
                "1.31",
                date(2026, 9, 1),
                Some("Kubernetes 1.31 ends on EKS on 2026-11-26"),
            ),
            (
                "1.31",
                date(2026, 11, 27),
                Some("Kubernetes 1.31 ended on EKS on 2026-11-26"),
            ),
            (
                "1.30",
                date(2026, 9, 1),
                Some("Kubernetes 1.30 is not supported on EKS any more"),
            ),
        ] {
            let notice = notice(&eks(minor), today);
            match begins {
                Some(begins) => assert!(
                    notice.as_deref().is_some_and(|text| text.starts_with(begins)),
                    "{notice:?}"
                ),
                None => assert_eq!(notice, None, "{minor} {today}"),
            }
        }
    }

    #[test]
    fn operating_systems_end() {
        let of = |parameter: &str| of_parameter(&format!("/aws/service/{parameter}")).expect(parameter);
        for (parameter, today, begins) in [
            (
                "eks/optimized-ami/1.32/amazon-linux-2/recommended",
                date(2026, 8, 1),
                Some("Amazon Linux 2 for EKS 1.32 (x86_64): since 2025-11-27 it gets no new images of EKS"),
            ),
            (
                "ami-amazon-linux-latest/amzn2-ami-hvm-arm64-gp2",
                date(2026, 6, 1),
                Some("Amazon Linux 2 (gp2, arm64): from 2026-07-01 it gets no security updates"),
            ),
            (
                "ami-amazon-linux-latest/amzn2-ami-hvm-arm64-gp2",
                date(2026, 1, 1),
                None,
            ),
            (
                "ami-windows-latest/Windows_Server-20H2-English-Core-ECS_Optimized",
                date(2026, 1, 1),
                Some("Windows Server 20H2 Core for ECS: since 2022-08-10 it gets"),
            ),
            (
                "ami-windows-latest/Windows_Server-2019-English-Full-Base",
                date(2026, 8, 1),
                None,
            ),
            (
                "ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64",
                date(2026, 8, 1),
                None,
            ),
        ] {
            let notice = notice(&of(parameter), today);
            match begins {
                Some(begins) => assert!(
                    notice.as_deref().is_some_and(|text| text.starts_with(begins)),
                    "{notice:?}"
                ),
                None => assert_eq!(notice, None, "{parameter} {today}"),
            }
        }
    }
}
