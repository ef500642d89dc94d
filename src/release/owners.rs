//! Which accounts own the images of a family, region by region.
//!
//! A name proves nothing, anybody may take it; nor does the owner alias `amazon`, which other vendors' images carry too. Only
//! the account number does. Regions that an account has to opt into, and other partitions, mostly have owners of their own,
//! so a region that is not listed is not known, and is never an error.

use super::regions::partition_of;

/// Who may own an image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// The accounts that are known to publish the family in this region.
    pub accounts: Vec<&'static str>,
    /// Whether the list is complete, so that any other owner is wrong. Otherwise another owner only is not proved.
    pub known: bool,
}

/// How the owners of a family are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// Amazon Linux.
    AmazonLinux,
    /// ECS optimized Amazon Linux.
    Ecs,
    /// ECS optimized Windows.
    EcsWindows,
    /// EKS optimized Amazon Linux.
    Eks,
    /// EKS optimized Windows.
    EksWindows,
    /// AWS's other Windows images.
    Windows,
    /// Bottlerocket.
    Bottlerocket,
    /// One account for the commercial partition, and for others where they are known: partition, account, whether that is
    /// confirmed.
    Vendor(&'static [(&'static str, &'static str, bool)]),
}

impl Owner {
    /// Who may own an image in a region.
    pub fn expected(self, region: &str) -> Expected {
        let listed = |table: &[(&str, &'static str)]| {
            table
                .iter()
                .find(|(name, _)| *name == region)
                .map(|(_, account)| *account)
        };
        let everywhere = |account: &'static str| DEFAULT_REGIONS.contains(&region).then_some(account);
        let known = |accounts: &[Option<&'static str>]| {
            let accounts: Vec<&'static str> = accounts.iter().flatten().copied().collect();
            Expected {
                known: !accounts.is_empty(),
                accounts,
            }
        };
        let windows = match partition_of(region) {
            "aws" => Some("801119661308"),
            "aws-us-gov" => Some("077303321853"),
            _ => None,
        };
        match self {
            Self::AmazonLinux => known(&[everywhere("137112412989").or_else(|| listed(AMAZON_LINUX))]),
            Self::Ecs => known(&[everywhere("591542846629").or_else(|| listed(ECS))]),
            Self::Eks => known(&[everywhere("602401143452").or_else(|| listed(EKS))]),
            Self::EcsWindows => {
                let ecs = everywhere("591542846629").or_else(|| listed(ECS));
                known(&[ecs, ecs.and(windows)])
            }
            Self::EksWindows => {
                let eks = listed(EKS_WINDOWS);
                known(&[eks, eks.and(windows)])
            }
            // Opt-in regions are likely to have owners of their own, as for Amazon Linux; nobody published them.
            Self::Windows => Expected {
                known: DEFAULT_REGIONS.contains(&region) || partition_of(region) == "aws-us-gov",
                accounts: windows.into_iter().collect(),
            },
            Self::Bottlerocket => Expected {
                accounts: listed(BOTTLEROCKET).into_iter().collect(),
                known: false,
            },
            Self::Vendor(table) => {
                let partition = partition_of(region);
                let row = table.iter().find(|(name, _, _)| *name == partition);
                Expected {
                    accounts: row.map(|(_, account, _)| *account).into_iter().collect(),
                    known: row.is_some_and(|(_, _, confirmed)| *confirmed),
                }
            }
        }
    }
}

/// The regions that every account has without opting in
/// (<https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>).
const DEFAULT_REGIONS: [&str; 17] = [
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The owners of the images that the public parameters name in opt-in regions, as recorded in
/// <https://github.com/getmoto/moto/tree/master/moto/ec2/resources/latest_amis>.
const AMAZON_LINUX: &[(&str, &str)] = &[
    ("af-south-1", "210953353124"),
    ("ap-east-1", "910595266909"),
    ("ap-south-2", "140264529686"),
    ("ap-southeast-3", "785737495101"),
    ("ap-southeast-4", "212415852945"),
    ("ap-southeast-5", "860882034098"),
    ("ca-west-1", "499701242899"),
    ("eu-central-2", "084269151793"),
    ("eu-south-1", "071630900071"),
    ("eu-south-2", "061882349855"),
    ("il-central-1", "659248058490"),
    ("me-central-1", "541802698383"),
    ("me-south-1", "656109587541"),
];

/// The same for ECS: <https://github.com/getmoto/moto/tree/master/moto/ec2/resources/ecs/optimized_amis>.
const ECS: &[(&str, &str)] = &[
    ("af-south-1", "640558152053"),
    ("ap-east-1", "665337139932"),
    ("ap-south-2", "296569632912"),
    ("ap-southeast-3", "230995884829"),
    ("ap-southeast-4", "947717515648"),
    ("ap-southeast-5", "972826049847"),
    ("ca-west-1", "065505494507"),
    ("eu-central-2", "434623702375"),
    ("eu-south-1", "097296689135"),
    ("eu-south-2", "878116103691"),
    ("il-central-1", "496169089457"),
    ("me-central-1", "661356072305"),
    ("me-south-1", "050734284575"),
];

/// The accounts of EKS, which own its Linux images:
/// <https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html>, and for isolated partitions
/// <https://github.com/eksctl-io/eksctl/blob/main/pkg/apis/eksctl.io/v1alpha5/types.go>.
const EKS: &[(&str, &str)] = &[
    ("af-south-1", "877085696533"),
    ("ap-east-1", "800184023465"),
    ("ap-east-2", "533267051163"),
    ("ap-south-2", "900889452093"),
    ("ap-southeast-3", "296578399912"),
    ("ap-southeast-4", "491585149902"),
    ("ap-southeast-5", "151610086707"),
    ("ap-southeast-6", "333609536671"),
    ("ap-southeast-7", "121268973566"),
    ("ca-west-1", "761377655185"),
    ("cn-north-1", "918309763551"),
    ("cn-northwest-1", "961992271922"),
    ("eu-central-2", "900612956339"),
    ("eu-isoe-west-1", "249663109785"),
    ("eu-south-1", "590381155156"),
    ("eu-south-2", "455263428931"),
    ("il-central-1", "066635153087"),
    ("me-central-1", "759879836304"),
    ("me-south-1", "558608220178"),
    ("mx-central-1", "730335286997"),
    ("us-gov-east-1", "151742754352"),
    ("us-gov-west-1", "013241004608"),
    ("us-iso-east-1", "725322719131"),
    ("us-iso-west-1", "608367168043"),
    ("us-isob-east-1", "187977181151"),
    ("us-isob-west-1", "321162350305"),
    ("us-isof-east-1", "171035529773"),
    ("us-isof-south-1", "676585237158"),
];

/// EKS publishes its Windows images from an account a region, not from the one of the other Windows images, which older tools
/// ask for: <https://github.com/aws-samples/eks-cluster-upgrade/issues/92>. The accounts as read from the images themselves:
/// <https://github.com/guessi/eks-ami-finder>. The older account is accepted beside them.
const EKS_WINDOWS: &[(&str, &str)] = &[
    ("af-south-1", "597400817333"),
    ("ap-east-1", "907716943349"),
    ("ap-east-2", "891376989287"),
    ("ap-northeast-1", "517802777641"),
    ("ap-northeast-2", "918716859121"),
    ("ap-northeast-3", "834741791908"),
    ("ap-south-1", "750252652416"),
    ("ap-south-2", "063495277261"),
    ("ap-southeast-1", "954049747103"),
    ("ap-southeast-2", "687402702948"),
    ("ap-southeast-3", "086269339428"),
    ("ap-southeast-4", "591620260053"),
    ("ap-southeast-5", "250259214768"),
    ("ap-southeast-6", "550366911139"),
    ("ap-southeast-7", "730335552224"),
    ("ca-central-1", "151453898909"),
    ("ca-west-1", "492533705213"),
    ("cn-north-1", "436023608783"),
    ("cn-northwest-1", "438848857437"),
    ("eu-central-1", "999352223265"),
    ("eu-central-2", "108439994008"),
    ("eu-north-1", "142676981321"),
    ("eu-south-1", "340946277815"),
    ("eu-south-2", "992500858046"),
    ("eu-west-1", "402743460324"),
    ("eu-west-2", "111789216327"),
    ("eu-west-3", "225872793654"),
    ("il-central-1", "836514005396"),
    ("me-central-1", "522606368197"),
    ("me-south-1", "517341481761"),
    ("mx-central-1", "931106322324"),
    ("sa-east-1", "980913465755"),
    ("us-east-1", "957547624766"),
    ("us-east-2", "205223424851"),
    ("us-gov-east-1", "055183720277"),
    ("us-gov-west-1", "055189784373"),
    ("us-west-1", "247341962726"),
    ("us-west-2", "137057727718"),
];

/// The accounts as read from the images themselves: <https://github.com/guessi/eks-ami-finder>. Bottlerocket does not publish
/// them, so another owner is not called wrong.
const BOTTLEROCKET: &[(&str, &str)] = &[
    ("af-south-1", "291523557710"),
    ("ap-east-1", "040063162771"),
    ("ap-east-2", "992382384230"),
    ("ap-northeast-1", "593245189075"),
    ("ap-northeast-2", "630172235254"),
    ("ap-northeast-3", "429266927828"),
    ("ap-south-1", "449901457613"),
    ("ap-south-2", "713232077714"),
    ("ap-southeast-1", "406264879685"),
    ("ap-southeast-2", "823100568288"),
    ("ap-southeast-3", "888108400464"),
    ("ap-southeast-4", "445448481902"),
    ("ap-southeast-5", "191778180997"),
    ("ap-southeast-6", "933873600184"),
    ("ap-southeast-7", "058264547253"),
    ("ca-central-1", "229026816814"),
    ("ca-west-1", "458152013874"),
    ("cn-north-1", "183365920950"),
    ("cn-northwest-1", "183890449532"),
    ("eu-central-1", "149721548608"),
    ("eu-central-2", "799456934533"),
    ("eu-north-1", "432623269467"),
    ("eu-south-1", "754205708698"),
    ("eu-south-2", "082494185113"),
    ("eu-west-1", "503807174151"),
    ("eu-west-2", "941016683700"),
    ("eu-west-3", "296779064547"),
    ("il-central-1", "346625278781"),
    ("me-central-1", "789853572315"),
    ("me-south-1", "340903185543"),
    ("mx-central-1", "481050282565"),
    ("sa-east-1", "044060155884"),
    ("us-east-1", "092701018921"),
    ("us-east-2", "419346874475"),
    ("us-gov-east-1", "372293620468"),
    ("us-gov-west-1", "372333677703"),
    ("us-west-1", "724952271658"),
    ("us-west-2", "651937483462"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_that_is_not_listed_is_not_known() {
        let vendor = Owner::Vendor(&[
            ("aws", "099720109477", true),
            ("aws-us-gov", "513442679011", false),
        ]);
        for (owner, region, accounts, known) in [
            (Owner::Eks, "eu-west-1", &["602401143452"][..], true),
            (Owner::Eks, "me-south-1", &["558608220178"], true),
            (Owner::Eks, "eu-atlantis-1", &[], false),
            (Owner::AmazonLinux, "us-east-1", &["137112412989"], true),
            (Owner::AmazonLinux, "ap-east-1", &["910595266909"], true),
            (Owner::AmazonLinux, "cn-north-1", &[], false),
            (Owner::Ecs, "il-central-1", &["496169089457"], true),
            (
                Owner::EksWindows,
                "us-east-1",
                &["957547624766", "801119661308"],
                true,
            ),
            (
                Owner::EksWindows,
                "us-gov-west-1",
                &["055189784373", "077303321853"],
                true,
            ),
            (Owner::EksWindows, "cn-north-1", &["436023608783"], true),
            (Owner::EksWindows, "eu-atlantis-1", &[], false),
            (
                Owner::EcsWindows,
                "eu-west-1",
                &["591542846629", "801119661308"],
                true,
            ),
            (Owner::EcsWindows, "mx-central-1", &[], false),
            (Owner::Windows, "eu-west-1", &["801119661308"], true),
            (Owner::Windows, "us-gov-east-1", &["077303321853"], true),
            (Owner::Windows, "me-south-1", &["801119661308"], false),
            (Owner::Windows, "cn-north-1", &[], false),
            (Owner::Bottlerocket, "us-east-1", &["092701018921"], false),
            (Owner::Bottlerocket, "eu-atlantis-1", &[], false),
            (vendor, "me-south-1", &["099720109477"], true),
            (vendor, "us-gov-east-1", &["513442679011"], false),
            (vendor, "cn-north-1", &[], false),
        ] {
            let expected = owner.expected(region);
            assert_eq!(
                (expected.accounts.as_slice(), expected.known),
                (accounts, known),
                "{owner:?} {region}"
            );
        }
    }

    #[test]
    fn the_tables_are_well_formed() {
        for table in [AMAZON_LINUX, ECS, EKS, EKS_WINDOWS, BOTTLEROCKET] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
            for (region, account) in table {
                assert!(super::super::regions::is_region(region), "{region}");
                assert!(
                    account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()),
                    "{account}"
                );
            }
        }
    }
}
