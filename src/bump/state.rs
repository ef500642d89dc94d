//! The closed table of what can become of a pin: state, cause, whether a pull request follows, the exit code, and what the
//! user is told. `docs/states.md` is written from it.
//!
//! A verdict names its [`Cause`] and nothing else; the rest is looked up here. So no output can call a thing by two names.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// What becomes of a pin. The words are a contract: they stand in every output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It stands where it should.
    Current,
    /// It moves to a newer release.
    Bump,
    /// The publisher went back to an older release, and the pin follows.
    Rollback,
    /// The newer release is too young.
    HeldAge,
    /// Another region, or its own, does not have the release yet, or not the right one.
    HeldRegion,
    /// Its control plane or its node group has to move first.
    HeldCluster,
    /// An earlier environment has not proven the release yet.
    HeldEnvironment,
    /// A comment or the configuration holds it.
    Hold,
    /// It stands on a release that the policy denies.
    Denied,
    /// It is left alone.
    Ignored,
    /// It moves by itself.
    Floats,
    /// Nobody knows what it follows.
    UnknownFamily,
    /// Nobody knows its region.
    UnknownRegion,
    /// The parameter that it follows does not exist in its region.
    MissingParameter,
    /// What it follows has no image for it.
    MissingImage,
    /// The release is not what the pin declares.
    Mismatch,
    /// Its image is gone: nothing new launches from it.
    Dead,
    /// Its account may not launch the release.
    NotAllowed,
    /// The releases file does not tell.
    NotAsked,
}

impl State {
    /// All states, in the order of the documentation.
    pub const ALL: [Self; 19] = [
        Self::Current,
        Self::Bump,
        Self::Rollback,
        Self::HeldAge,
        Self::HeldRegion,
        Self::HeldCluster,
        Self::HeldEnvironment,
        Self::Hold,
        Self::Denied,
        Self::Ignored,
        Self::Floats,
        Self::UnknownFamily,
        Self::UnknownRegion,
        Self::MissingParameter,
        Self::MissingImage,
        Self::Mismatch,
        Self::Dead,
        Self::NotAllowed,
        Self::NotAsked,
    ];

    /// The word in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Bump => "bump",
            Self::Rollback => "rollback",
            Self::HeldAge => "held-age",
            Self::HeldRegion => "held-region",
            Self::HeldCluster => "held-cluster",
            Self::HeldEnvironment => "held-environment",
            Self::Hold => "hold",
            Self::Denied => "denied",
            Self::Ignored => "ignored",
            Self::Floats => "floats",
            Self::UnknownFamily => "unknown-family",
            Self::UnknownRegion => "unknown-region",
            Self::MissingParameter => "missing-parameter",
            Self::MissingImage => "missing-image",
            Self::Mismatch => "mismatch",
            Self::Dead => "dead",
            Self::NotAllowed => "not-allowed",
            Self::NotAsked => "not-asked",
        }
    }
}

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    /// The state.
    pub state: State,
    /// The cause: each belongs to one state.
    pub cause: Cause,
    /// Its short name within the state, for machines: `bump/newer` is state and cause.
    pub id: &'static str,
    /// Whether the pin is changed by a pull request of this run.
    pub pull_request: bool,
    /// Whether a person has to act, so that the run ends with 1 instead of 0.
    pub act: bool,
    /// What becomes of the pin.
    pub what: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do next; empty when there is nothing to do.
    pub next: &'static str,
}

/// What fills the `{name}` holes of a row's sentences. Texts from files and from AWS stand in here as they are: whoever
/// shows them escapes them.
pub type Holes = BTreeMap<&'static str, String>;

impl Row {
    /// `state/cause`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.state.word(), self.id)
    }

    /// What, why and what next, as sentences with the holes filled.
    pub fn sentence(&self, holes: &Holes) -> String {
        let parts = [self.what, self.why, self.next];
        let filled = parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| fill(part, holes));
        filled.collect::<Vec<_>>().join(" ")
    }

    /// Why and what next alone, for a table that shows the state beside it.
    pub fn reason(&self, holes: &Holes) -> String {
        let parts = [self.why, self.next];
        let filled = parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| fill(part, holes));
        filled.collect::<Vec<_>>().join(" ")
    }
}

/// Fills `{name}` holes in one pass, so that nothing in a filled text is taken for a hole. A hole without a text stays.
fn fill<'a>(text: &'a str, holes: &Holes) -> Cow<'a, str> {
    if !text.contains('{') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        out.push_str(before);
        if let Some((name, behind)) = from.split_once('}') {
            match holes.get(name) {
                Some(value) => out.push_str(value),
                None => out.extend(["{", name, "}"]),
            }
            rest = behind;
        } else {
            out.push('{');
            rest = from;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

macro_rules! table {
    ($($(#[$about:meta])* $cause:ident: $state:ident / $id:literal, $pull:ident, $act:ident,
        $what:literal, $why:literal, $next:literal;)*) => {
        /// Why a pin is in its state; one variant a row of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Cause {
            $($(#[$about])* #[doc = concat!("`", $id, "`: ", $what, " ", $why)] $cause,)*
        }

        /// The table, in the order of the documentation.
        pub static TABLE: &[Row] = &[
            $(Row {
                state: State::$state,
                cause: Cause::$cause,
                id: $id,
                pull_request: table!(@pull $pull),
                act: table!(@act $act),
                what: $what,
                why: $why,
                next: $next,
            },)*
        ];
    };
    (@pull pr) => { true };
    (@pull no) => { false };
    (@act act) => { true };
    (@act ok) => { false };
}

/// A row with the texts for its holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) cause: Cause,
    pub(super) holes: Holes,
}

impl Ending {
    pub(super) fn new<const N: usize>(cause: Cause, holes: [(&'static str, String); N]) -> Self {
        Self {
            cause,
            holes: Holes::from(holes),
        }
    }

    /// The reason alone, as the end of a sentence.
    pub(super) fn why(&self) -> String {
        let template = self.cause.row().why;
        let why = fill(template, &self.holes);
        let why = why.strip_suffix('.').unwrap_or(&why);
        // A sentence of ours begins small within another one; a name at the start stays as it is.
        let ours = template.starts_with(|c: char| c.is_ascii_uppercase()) || template.starts_with("{source}");
        let mut letters = why.chars();
        match letters.next().filter(|_| ours) {
            Some(first) => format!("{}{}", first.to_ascii_lowercase(), letters.as_str()),
            None => why.to_owned(),
        }
    }
}

impl Cause {
    /// Its row.
    pub fn row(self) -> &'static Row {
        // The enum and the table are written by one macro in one order.
        &TABLE[self as usize]
    }

    /// Its state.
    pub fn state(self) -> State {
        self.row().state
    }
}

table! {
    Newest: Current / "newest", no, ok,
        "Stays on {current}.", "{source} names no newer release.", "";
    NewerRefused: Current / "newer-refused", no, ok,
        "Stays on {current}.", "Every newer release is refused: {reason}.", "";
    PointerDenied: Current / "pointer-denied", no, ok,
        "Stays on {current}.", "{source} went back to {release}, which the policy denies: {reason}.", "";

    Newer: Bump / "newer", pr, ok,
        "Moves from {current} to {release}.", "{source} names it.", "Review the pull request.";
    Fallback: Bump / "fallback", pr, ok,
        "Moves from {current} to {release}.",
        "It is the newest release that may be taken; newer ones are held back: {reason}.", "Review the pull request.";
    Unseen: Bump / "unseen", pr, ok,
        "Moves from {current} to {release}, as a draft.",
        "Newer releases are held back ({reason}), and nothing shows that {release} was ever recommended.",
        "Look at the release before the draft becomes a pull request.";
    Declared: Bump / "declared", pr, ok,
        "Moves from {from} to {to}, release {release}.",
        "The file declares {to}, but the image is {from}.", "Review the pull request: this is more than a new release.";
    Limit: Bump / "limit", no, ok,
        "Waits for a later run.", "The limit of pull requests, {limit}, is reached; the group is {group}.",
        "Merge or close what is open.";

    MovedBack: Rollback / "moved-back", pr, ok,
        "Goes back from {current} to {release}.", "{source} went back to it.", "Review the pull request without delay.";

    TooYoung: HeldAge / "too-young", no, ok,
        "Stays on {current}.", "{release} is younger than {days} days; it can be taken from {date} on.", "";

    Lagging: HeldRegion / "lagging", no, ok,
        "Stays on {current}.", "{release} is {reason}; the regions wait for each other until {date}.", "";
    Unproven: HeldRegion / "unproven", no, ok,
        "Stays on {current}.", "{release} is {reason}, and the regions move together.",
        "Look at {place} first. With `hold` beside that pin the others go without it.";
    NotArrived: HeldRegion / "not-arrived", no, ok,
        "Stays on {current}.", "{source} names {image}, which cannot be launched in {region} yet: {reason}.", "";
    LeftBehind: HeldRegion / "left-behind", no, ok,
        "Stays on {current}.",
        "{release} has not come to {region} within {days} days, and the other regions move without it.", "";

    ControlPlane: HeldCluster / "control-plane", no, act,
        "Stays on {current}.",
        "Nodes are never newer than their control plane, and {cluster} runs Kubernetes {version} while the release is for {kubernetes}.",
        "Upgrade the control plane first.";
    Member: HeldCluster / "member", no, ok,
        "Stays on {current}.", "Another pin of its node group cannot move: the state of the one in line {line} is {state}.", "Look at that pin first.";
    Reading: HeldCluster / "reading", no, ok,
        "Stays on {current}.",
        "The id and the release version of its node group do not come from one release yet: {reason}.", "";

    Soak: HeldEnvironment / "soak", no, ok,
        "Stays on {current}.", "{environment} stands on {release} since {since} only; it has to do so for {days} days, until {date}.", "";
    Behind: HeldEnvironment / "behind", no, ok,
        "Stays on {current}.", "{environment} does not stand on {release} yet: {path} stands on {other}.",
        "Merge the pull request of {environment} first.";
    HistoryCut: HeldEnvironment / "history-cut", no, act,
        "Stays on {current}.", "Since when {environment} stands on {release} is not known, because the history is cut.",
        "Check out the whole history: `fetch-depth: 0`.";

    Held: Hold / "until", no, ok,
        "Is held.", "It stays until {date}. The reason given: {reason}.", "";
    HeldUnreadable: Hold / "unreadable-date", no, act,
        "Is held.", "The reason given: {reason}. The date of the hold cannot be read.", "Write `hold until=YYYY-MM-DD` and a reason.";

    DeniedReplaced: Denied / "replaced", pr, ok,
        "Moves from {current} to {release}.", "The policy denies {current}: {reason}.", "Review the pull request without delay.";
    DeniedStuck: Denied / "no-release", no, act,
        "Stays on {current}.", "The policy denies it: {denied}. No other release can be taken: {reason}.",
        "Change the entry of `deny`, or move the pin by hand.";

    LeftAlone: Ignored / "left-alone", no, ok,
        "Is left alone.", "It is {reason}.", "";

    ByItself: Floats / "by-itself", no, ok,
        "Is no pin.", "It {reason}.", "";

    NoTrack: UnknownFamily / "not-recognised", no, act,
        "Cannot be bumped.", "Nothing tells what it follows: {reason}.",
        "Write `# amiforge: follow=ssm:/aws/service/…` beside it, or a row in the configuration.";
    Untrusted: UnknownFamily / "untrusted-owner", no, act,
        "Cannot be bumped.",
        "Its image is named {name}, but {owner} owns it, who is not known to publish {identity}: a name alone proves nothing.",
        "Write `# amiforge: follow=…` beside it if the image is meant, and look into it if it is not.";
    OwnImage: UnknownFamily / "own-image", no, act,
        "Cannot be bumped.",
        "The file declares {identity}, but {image} is {name} of {owner}: an image of your own, which AWS's would replace.",
        "Write `# amiforge: follow=…` beside it: the parameter that your own build writes, or AWS's if that is meant.";
    NoParameter: UnknownFamily / "no-parameter", no, act,
        "Cannot be bumped.", "It is {identity}, but nothing tells its {parts}.",
        "Write `# amiforge: follow=ssm:/aws/service/…` beside it.";

    NoRegion: UnknownRegion / "not-written", no, act,
        "Cannot be bumped.", "Nothing tells its region.",
        "Write `# amiforge: follow=… region=REGION` beside it, a `layout` in the configuration, or give `--region`.";

    NotPublished: MissingParameter / "not-published", no, act,
        "Stays on {current}.", "The parameter {parameter} does not exist in {region}: {reason}.",
        "Look for the name, or hold the pin until it is published.";

    NoMatch: MissingImage / "no-match", no, act,
        "Stays on {current}.", "No image of {owner} in {region} is named like {pattern}.",
        "Correct the pattern, or hold the pin until there is one.";
    NotBuilt: MissingImage / "not-built", no, act,
        "Stays on {current}.", "{track} has no image yet that is available.",
        "Look at its last run, or hold the pin until it has built one.";
    NotDistributed: MissingImage / "not-distributed", no, act,
        "Stays on {current}.", "{track} has built {build}, but not for account {account} in {region}.",
        "Add the region and the account to its distribution settings.";

    Follows: Mismatch / "follows", no, act,
        "Is not bumped.", "The file declares {expected}, but the pin follows {found}.", "Correct one of them.";
    WrongFamily: Mismatch / "family", no, act,
        "Is not bumped.", "It should be {expected}, but {image} is {found}.", "Do not take the image before this is explained.";
    WrongOwner: Mismatch / "owner", no, act,
        "Is not bumped.", "{image} should be of {expected}, but is of {found}.", "Do not take the image before this is explained.";
    WrongPlatform: Mismatch / "platform", no, act,
        "Is not bumped.", "The platform should be {expected}, but that of {image} is {found}.", "Correct what the pin follows.";
    WrongEdition: Mismatch / "edition", no, act,
        "Is not bumped.", "The edition should be {expected}, but that of {image} is {found}.", "Correct what the pin follows.";
    WrongArchitecture: Mismatch / "architecture", no, act,
        "Is not bumped.", "The architecture should be {expected}, but that of {image} is {found}.", "Correct what the pin follows.";
    WrongKubernetes: Mismatch / "kubernetes", no, act,
        "Is not bumped.", "The version of Kubernetes should be {expected}, but that of {image} is {found}.", "Correct what the pin follows.";
    WrongValue: Mismatch / "value", no, act,
        "Is not bumped.", "The value of {parameter} in {region} cannot be used: {reason}.", "Correct what the pin follows.";
    Disagree: Mismatch / "accounts", no, act,
        "Is not bumped.", "The accounts {accounts} read different values of {parameter} in {region}.",
        "Name the account that launches the image: `account=` beside the pin.";

    DeadReplaced: Dead / "replaced", pr, ok,
        "Moves from {current}, which is gone, to {release}.", "New machines cannot launch from {current}: {reason}.",
        "Review the pull request without delay.";
    DeadDeclared: Dead / "declared", pr, ok,
        "Moves from {current}, which is gone, to {release}, as a draft.",
        "New machines cannot launch from {current}: {reason}. Nothing but a field of the file says that it was {to}: it may have been an image of your own.",
        "Find out what it was before the draft becomes a pull request.";
    DeadUnknown: Dead / "unknown", no, act,
        "Stands on {current}, which is gone.", "New machines cannot launch from it ({reason}), and nothing tells what it was.",
        "Write `# amiforge: follow=ssm:/aws/service/…` beside it.";
    DeadRemembered: Dead / "remembered", no, act,
        "Stands on {current}, which is gone.",
        "New machines cannot launch from it ({reason}). An instance says that it was {name} of {owner}, and nothing tells what replaces that.",
        "Write `# amiforge: follow=…` beside it: the parameter or the pipeline of your own build.";
    DeadStuck: Dead / "no-release", no, act,
        "Stands on {current}, which is gone.", "New machines cannot launch from it, and no release can replace it: {reason}.",
        "Move the pin by hand, or clear what stands in the way.";

    AccountRefuses: NotAllowed / "account", no, act,
        "Stays on {current}.", "The allowed-images setting of account {account} refuses {image} in {region}.",
        "Allow the publisher there, or deny the release in the policy.";

    RegionNotAsked: NotAsked / "region", no, act,
        "Is not checked.", "AWS was not asked about {region}.", "Add the region to what is asked.";
    AccountNotAsked: NotAsked / "account", no, act,
        "Is not checked.", "The releases tell nothing of account {account} in {region}.", "Add the account to what is read.";
    ParameterNotAsked: NotAsked / "parameter", no, act,
        "Is not checked.", "The releases tell nothing of {parameter} in {region}.", "Read the releases again with this pin.";
    ImageNotAsked: NotAsked / "image", no, act,
        "Is not checked.", "The releases tell nothing of {image} in {region}.", "Read the releases again with this pin.";
    OutputNotAsked: NotAsked / "output", no, act,
        "Is not checked.", "The releases do not tell what {track} has built last.",
        "Read the releases again with this pin, as the account that builds.";
    CallDenied: NotAsked / "denied", no, act,
        "Is not checked.", "Account {account} may not call {action} in {region}.",
        "Allow {action} to the role that reads the releases.";
    RegionNotEnabled: NotAsked / "not-enabled", no, act,
        "Is not checked.", "Account {account} has not enabled {region}.",
        "Enable it, or name the account beside the pin that has: `account=`.";
    CallThrottled: NotAsked / "throttled", no, act,
        "Is not checked.", "Account {account} was told to wait with {action} in {region} for longer than a run may.",
        "Run it again later.";
    CallUnanswered: NotAsked / "unreachable", no, act,
        "Is not checked.", "Account {account} got no answer to {action} in {region}.",
        "Run it again; if that does not help, look at the network and at the health of AWS.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_row_and_every_name_is_its_own() {
        for (index, row) in TABLE.iter().enumerate() {
            assert_eq!(row.cause as usize, index, "{}", row.name());
            let same = TABLE.iter().filter(|other| other.name() == row.name());
            assert_eq!(same.count(), 1, "{}", row.name());
        }
        for state in State::ALL {
            assert!(TABLE.iter().any(|row| row.state == state), "{}", state.word());
        }
    }

    #[test]
    fn a_reason_within_a_sentence_begins_small() {
        let hole = |name, text: &str| (name, text.to_owned());
        let ending = Ending::new(Cause::NoRegion, []);
        assert_eq!(ending.why(), "nothing tells its region");
        let holes = [hole("source", "The parameter /a")];
        assert_eq!(
            Ending::new(Cause::Newer, holes).why(),
            "the parameter /a names it"
        );
        let holes = [
            hole("release", "Golden"),
            hole("days", "3"),
            hole("date", "2026-09-15"),
        ];
        let why = Ending::new(Cause::TooYoung, holes).why();
        assert!(why.starts_with("Golden is younger"), "{why}");
    }

    #[test]
    fn holes_are_filled_once() {
        let holes = Holes::from([("a", "{b}".to_owned()), ("b", "no".to_owned())]);
        assert_eq!(fill("x {a} {c} {", &holes), "x {b} {c} {");
        assert_eq!(fill("x", &holes), "x");
    }
}
