//! A pin while it is put together: what the file says of it, and what comments and the configuration say.

use crate::release::families;
use crate::release::regions::is_region;
use crate::source::Span;
use crate::syntax::NodeId;

use super::exclude::Reason;
use super::hints::Says;
use super::places::Details;
use super::pointer::{Captures, Template};
use super::{Known, Pin, Problem, ProblemKind, Role, Track};

/// A pin and what is not settled yet.
#[derive(Debug)]
pub(super) struct Draft {
    /// What the file says.
    pub(super) pin: Pin,
    /// The single value that holds it.
    pub(super) node: Option<NodeId>,
    /// Whether comments and rows may speak about it: not in prose.
    pub(super) open: bool,
    /// Whether it is a placeholder, which somebody may still declare a pin.
    pub(super) placeholder: bool,
    /// The region by a key around it: no layout of folders knows better.
    pub(super) keyed: Option<Known>,
    said: Vec<Said>,
}

/// What one comment or row says.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// What it says.
    pub(super) says: Says,
    /// What its pointer has captured.
    pub(super) captures: Captures,
    /// How a region from it is known.
    pub(super) from: &'static str,
    /// Whether it points at this very pin, and not at a whole file.
    pub(super) exact: bool,
    /// Where a comment names what is followed, for what is wrong with it.
    pub(super) target: Option<Span>,
    /// Why the pin is left alone: the comment cannot be understood.
    pub(super) unread: bool,
}

impl Said {
    /// Words of a comment.
    pub(super) fn comment(says: Says, from: &'static str) -> Self {
        Self {
            says,
            captures: Captures::new(),
            from,
            exact: true,
            target: None,
            unread: false,
        }
    }
}

/// Why a pin is left alone whose comment is wrong: what it wants is not known.
const UNREAD: &str = "a pin whose comment cannot be understood";

impl Draft {
    /// A pin with what its row of `places` says.
    pub(super) fn new(mut pin: Pin, node: Option<NodeId>, details: Details) -> Self {
        pin.region = details.region;
        pin.account = details.account;
        pin.cluster = details.cluster;
        pin.cluster_version = details.cluster_version;
        pin.declared = details.identity;
        pin.follows = details.follows;
        pin.companions = details.companions;
        pin.effect = details.effect;
        Self {
            pin,
            node,
            open: true,
            placeholder: false,
            keyed: None,
            said: Vec::new(),
        }
    }

    /// Adds what a comment or a row says. What is added later wins.
    pub(super) fn hear(&mut self, said: Said) {
        self.said.push(said);
    }

    /// The pin, with everything that was said: comments over rows over layouts over the file, but for a key around the pin,
    /// which is nearer to it than any folder.
    pub(super) fn settle(
        mut self,
        layout: &Captures,
        default_region: Option<&str>,
        problems: &mut Vec<Problem>,
    ) -> Pin {
        if !self.open {
            return self.pin;
        }
        let said = std::mem::take(&mut self.said);
        let mut captures = layout.clone();
        let mut lacks = None;
        self.locate(&said, &mut captures, default_region, &mut lacks);
        self.follow(&said, &captures, &mut lacks);
        self.declare();
        for Said { says, .. } in &said {
            if says.hold.is_some() {
                self.pin.hold.clone_from(&says.hold);
            }
        }
        self.role(&said, lacks, problems);
        self.pin
    }

    /// Region, account, environment, cluster and its version; all of them into the captures as well.
    fn locate<'s>(
        &mut self,
        said: &'s [Said],
        captures: &mut Captures,
        default_region: Option<&str>,
        lacks: &mut Option<(&'s Said, String)>,
    ) {
        let mut told = None;
        for said in said {
            captures.extend(said.captures.clone());
            for (name, template) in said.settings() {
                match template.fill(captures) {
                    Ok(value) => {
                        captures.insert(name.to_owned(), value);
                    }
                    Err(name) => *lacks = Some((said, name)),
                }
            }
            let tells = said.says.region.is_some() || said.captures.contains_key("region");
            let value = captures.get("region").filter(|name| tells && is_region(name));
            told = value
                .map(|value| Known {
                    value: value.clone(),
                    from: said.from,
                })
                .or(told);
        }
        let named = captures.get("region").filter(|name| is_region(name));
        let layout = named.map(|value| Known {
            value: value.clone(),
            from: "the layout",
        });
        let default = default_region.map(|value| Known {
            value: value.to_owned(),
            from: Known::DEFAULT,
        });
        let pin = &mut self.pin;
        pin.region = told
            .or(self.keyed.take())
            .or(layout)
            .or(pin.region.take())
            .or(default);
        for (name, value) in [
            ("account", &mut pin.account),
            ("environment", &mut pin.environment),
            ("cluster", &mut pin.cluster),
            ("kubernetes", &mut pin.cluster_version),
        ] {
            match captures.get(name) {
                Some(known) => *value = Some(known.clone()),
                None => captures.extend(value.clone().map(|value| (name.to_owned(), value))),
            }
        }
        match &pin.region {
            Some(known) => captures.insert("region".to_owned(), known.value.clone()),
            None => captures.remove("region"),
        };
    }

    fn follow<'s>(&mut self, said: &'s [Said], captures: &Captures, lacks: &mut Option<(&'s Said, String)>) {
        let last = said
            .iter()
            .rev()
            .find_map(|said| said.says.follow.as_ref().map(|template| (said, template)));
        let Some((said, template)) = last else { return };
        match template.fill(captures) {
            Ok(text) => match Track::parse(&text) {
                Ok(track) => self.pin.follows = Some(track),
                Err(_) => *lacks = Some((said, String::new())),
            },
            Err(name) => *lacks = Some((said, name)),
        }
    }

    /// What the file declares names a parameter, as soon as the version of Kubernetes is known. Whether the pin follows that is
    /// for the decision, which knows whose image it is.
    fn declare(&mut self) {
        let Some(identity) = &mut self.pin.declared else {
            return;
        };
        if identity.kubernetes.is_none() && families::parameter_of(identity).is_none() {
            identity.kubernetes.clone_from(&self.pin.cluster_version);
            if families::parameter_of(identity).is_none() {
                identity.kubernetes = None;
            }
        }
    }

    /// In doubt a pin is left alone.
    fn role(&mut self, said: &[Said], lacks: Option<(&Said, String)>, problems: &mut Vec<Problem>) {
        if let Some(reason) = said.iter().rev().find_map(|said| said.says.ignore.as_ref()) {
            let text = if reason.is_empty() {
                "ignored".to_owned()
            } else {
                format!("ignored: {reason}")
            };
            self.pin.role = Role::LeftAlone(text);
        } else if said.iter().any(|said| said.unread) {
            self.pin.role = Role::LeftAlone(UNREAD.to_owned());
        } else if let Some((said, name)) = lacks {
            self.pin.follows = None;
            self.pin.role = Role::LeftAlone(match (&said.target, name.as_str()) {
                (Some(_), _) => UNREAD.to_owned(),
                (None, "") => "a pin whose row of the configuration follows what cannot be read".to_owned(),
                (None, name) => {
                    format!("a pin whose row of the configuration needs `{{{name}}}`, which nothing tells")
                }
            });
            problems.extend(said.target.map(|target| unfilled(target, &name)));
        } else if self.placeholder
            && said.iter().any(|said| said.exact && said.says.follow.is_some())
            && self.pin.role == Reason::Placeholder.role()
        {
            self.pin.role = Role::Pinned;
        }
    }
}

impl Said {
    fn settings(&self) -> impl Iterator<Item = (&'static str, &Template)> {
        let says = &self.says;
        [
            ("account", &says.account),
            ("environment", &says.environment),
            ("cluster", &says.cluster),
            ("region", &says.region),
        ]
        .into_iter()
        .filter_map(|(name, template)| Some((name, template.as_ref()?)))
    }
}

fn unfilled(target: Span, name: &str) -> Problem {
    let (message, help) = if name.is_empty() {
        (
            "what is followed cannot be read once its names are filled in".to_owned(),
            "write `ssm:/aws/service/…`, `ec2:OWNER/PATTERN` or `image-builder:ARN`".to_owned(),
        )
    } else {
        (
            format!("nothing tells `{{{name}}}` of a pin that the comment binds"),
            format!("write it out, or let a `layout` of the configuration give `{name}`"),
        )
    };
    Problem {
        span: target,
        kind: ProblemKind::MalformedAnnotation,
        message,
        help,
    }
}
