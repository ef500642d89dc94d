//! Package managers: which of their commands change what is installed, and how they are told not to ask.

use crate::script::{Call, Word};

/// A package manager, or several that take the same words.
#[derive(Debug)]
pub(super) struct Manager {
    programs: &'static [&'static str],
    /// Commands that install something, and that ask before they do so.
    installs: &'static [&'static str],
    /// Other commands that ask.
    others: &'static [&'static str],
    /// Options after which nothing is asked, or nothing is done.
    quiet: &'static [&'static str],
    /// Options with a value of their own in the next word.
    valued: &'static [&'static str],
    /// What to write so that nothing is asked.
    pub(super) yes: &'static str,
}

const MANAGERS: &[Manager] = &[
    Manager {
        programs: &["yum", "dnf", "dnf5", "microdnf"],
        installs: &[
            "install",
            "localinstall",
            "groupinstall",
            "reinstall",
            "upgrade",
            "update",
            "localupdate",
            "distro-sync",
            "upgrade-minimal",
            "update-minimal",
            "swap",
            "downgrade",
        ],
        others: &["remove", "erase", "autoremove", "groupremove", "groupupdate"],
        quiet: &[
            "-y",
            "--assumeyes",
            "--assumeno",
            "--help",
            "--version",
            "--downloadonly",
        ],
        valued: &[
            "-c",
            "-d",
            "-e",
            "-x",
            "-R",
            "--config",
            "--enablerepo",
            "--disablerepo",
            "--repo",
            "--repoid",
            "--installroot",
            "--releasever",
            "--setopt",
            "--exclude",
            "--advisory",
            "--disableplugin",
            "--enableplugin",
        ],
        yes: "-y",
    },
    Manager {
        programs: &["apt-get", "apt", "aptitude"],
        installs: &[
            "install",
            "reinstall",
            "upgrade",
            "dist-upgrade",
            "full-upgrade",
            "safe-upgrade",
            "build-dep",
        ],
        others: &["remove", "purge", "autoremove", "autopurge"],
        quiet: &[
            "-y",
            "--yes",
            "--assume-yes",
            "--force-yes",
            "-s",
            "--simulate",
            "--dry-run",
            "--just-print",
            "--no-act",
            "--assume-no",
            "--download-only",
            "--print-uris",
            "--help",
            "--version",
        ],
        valued: &[
            "-o",
            "-c",
            "-t",
            "-a",
            "--option",
            "--config-file",
            "--target-release",
            "--default-release",
            "--host-architecture",
        ],
        yes: "-y",
    },
    Manager {
        programs: &["zypper"],
        installs: &[
            "install",
            "in",
            "update",
            "up",
            "patch",
            "dist-upgrade",
            "dup",
            "install-new-recommends",
            "inr",
        ],
        others: &["remove", "rm"],
        quiet: &[
            "-y",
            "-n",
            "--no-confirm",
            "--non-interactive",
            "--dry-run",
            "--help",
            "--version",
        ],
        valued: &[
            "-c",
            "-D",
            "-C",
            "--config",
            "--reposd-dir",
            "--cache-dir",
            "--root",
            "-R",
            "--installroot",
            "-r",
            "--repo",
            "--from",
            "-t",
            "--type",
        ],
        yes: "-y",
    },
    Manager {
        programs: &["choco"],
        installs: &["install", "upgrade"],
        others: &["uninstall"],
        quiet: &[
            "-y",
            "--yes",
            "--confirm",
            "--noop",
            "--what-if",
            "--whatif",
            "-?",
            "--help",
        ],
        valued: &[
            "-s",
            "--source",
            "--version",
            "--params",
            "--package-parameters",
            "--ia",
            "--installargs",
            "--install-arguments",
        ],
        yes: "-y",
    },
    Manager {
        programs: &["cinst", "cup"],
        installs: &["*"],
        others: &[],
        quiet: &[
            "-y",
            "--yes",
            "--confirm",
            "--noop",
            "--what-if",
            "--whatif",
            "-?",
            "--help",
        ],
        valued: &["-s", "--source", "--version", "--params", "--ia"],
        yes: "-y",
    },
    Manager {
        programs: &["winget"],
        installs: &["install", "add", "upgrade", "update"],
        others: &[],
        quiet: &[
            "--accept-source-agreements",
            "--disable-interactivity",
            "--help",
            "-?",
        ],
        valued: &[
            "-s",
            "--source",
            "--id",
            "-v",
            "--version",
            "-m",
            "--moniker",
            "--name",
            "-q",
            "--query",
            "--scope",
            "-a",
            "--architecture",
        ],
        yes: "--accept-source-agreements --accept-package-agreements",
    },
];

/// The commands of `dnf` whose second word says what to do.
const GROUPS: &[&str] = &["group", "groups", "module"];

/// A command of a package manager that asks before it changes something, unless it is told not to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'c> {
    pub(super) manager: &'static Manager,
    /// The word that says what to do.
    pub(super) command: &'c Word,
    /// Whether it installs something.
    pub(super) installs: bool,
}

impl<'c> Change<'c> {
    /// What a call does by a package manager of [`MANAGERS`].
    pub(super) fn of(call: &'c Call) -> Option<Self> {
        let manager = MANAGERS.iter().find(|manager| call.runs(manager.programs))?;
        let mut operands = call.operands(manager.valued);
        let mut command = operands.next()?;
        // `dnf group install`, `dnf module enable`.
        let of_group = manager.programs.contains(&"dnf") && GROUPS.contains(&command.text.as_str());
        if of_group {
            command = operands.next()?;
        }
        let named = |words: &[&str]| words.contains(&command.text.as_str()) || words == ["*"];
        let installs = named(manager.installs);
        let module = of_group && ["enable", "disable", "reset", "switch-to"].contains(&command.text.as_str());
        (installs || module || named(manager.others)).then_some(Self {
            manager,
            command,
            installs,
        })
    }
}

impl Manager {
    /// Whether the call is told not to ask, as far as that stands in it.
    pub(super) fn is_quiet(&self, call: &Call) -> bool {
        let apt = self.programs.contains(&"apt-get");
        call.has_flag(self.quiet)
            || call.arguments().iter().any(|word| {
                let text = word.text.to_ascii_lowercase();
                let quiet_twice = apt && text.starts_with("-q") && text.matches('q').count() >= 2;
                quiet_twice || text == "-q=2" || text.contains("assume-yes") || text.contains("assumeyes")
            })
    }

    /// Whether this is the one of Debian and Ubuntu, whose packages have questions of their own.
    pub(super) fn is_apt(&self) -> bool {
        self.programs.contains(&"apt-get")
    }

    /// Whether the word for the command is the name of a package already (`cinst git`).
    pub(super) fn names_package_first(&self) -> bool {
        self.installs == ["*"]
    }
}

/// Other programs that install something, with the command that does; none where they always do.
const OTHERS: &[(&[&str], Option<&[&str]>)] = &[
    (&["rpm"], None),
    (&["dpkg"], Some(&["-i", "--install"])),
    (&["apk"], Some(&["add"])),
    (&["pip", "pip2", "pip3", "pipx"], Some(&["install"])),
    (&["npm", "pnpm"], Some(&["install", "i", "add"])),
    (
        &[
            "gem",
            "cargo",
            "go",
            "snap",
            "brew",
            "port",
            "amazon-linux-extras",
            "flatpak",
        ],
        Some(&["install"]),
    ),
    (&["msiexec"], Some(&["/i", "/package", "-i", "-package"])),
    (&["make", "ninja"], Some(&["install"])),
    (
        &[
            "install-windowsfeature",
            "add-windowsfeature",
            "install-module",
            "install-package",
            "install-packageprovider",
            "enable-windowsoptionalfeature",
            "add-windowscapability",
            "add-appxprovisionedpackage",
        ],
        None,
    ),
];

/// Whether a call installs software.
pub(super) fn installs(call: &Call) -> bool {
    if Change::of(call).is_some_and(|change| change.installs) {
        return true;
    }
    let has = |commands: &[&str]| {
        call.arguments().iter().any(|word| {
            commands
                .iter()
                .any(|command| command.eq_ignore_ascii_case(&word.text))
        })
    };
    if call.runs(&["rpm"]) {
        return call.arguments().iter().any(|word| {
            matches!(word.text.as_str(), "--install" | "--upgrade" | "--freshen")
                || word.text.starts_with('-')
                    && !word.text.starts_with("--")
                    && word.text.contains(['i', 'U', 'F'])
                    && !word.text.contains('q')
        });
    }
    if call.runs(&["pacman"]) {
        return call
            .arguments()
            .iter()
            .any(|word| word.text.starts_with("-S") || word.text.starts_with("-U"));
    }
    if call.runs(&["python", "python3"]) {
        return has(&["pip"]) && has(&["install"]);
    }
    OTHERS
        .iter()
        .any(|(programs, commands)| call.runs(programs) && commands.is_none_or(has))
}
