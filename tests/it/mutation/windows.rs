//! What Windows and its PowerShell do in another way.

use amiforge::component::Platform;

use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    exact("windows/curl-alias", |r| {
        powershell(r, "«curl» -sSL -o C:\\mutant.zip https://example.com/mutant.zip")
    }),
    exact("windows/msiexec-in-shell", |r| {
        powershell(r, "«msiexec» /i C:\\mutant.msi /qn")
    }),
    exact("windows/no-reboot-after-updates", |r| {
        marked(r, concat!("name: «MutantStep»\n", "action: UpdateOS\n",))
    })
    .on(Platform::Windows)
    .unless(&["Reboot", "name: test"]),
    exact("windows/powershell7-syntax", |r| {
        powershell(r, "choco install mutant -y «&&» mutant --version")
    }),
    exact("windows/progress-bar", |r| {
        powershell(
            r,
            "«Invoke-WebRequest» -Uri https://example.com/mutant.zip -OutFile C:\\mutant.zip",
        )
    })
    .unless(&["ProgressPreference"]),
    exact("windows/sysprep-in-component", |r| {
        powershell(
            r,
            "& «\"$env:SystemRoot\\System32\\Sysprep\\sysprep.exe\"» /generalize /oobe /quit",
        )
    }),
    exact("windows/tls", |r| {
        powershell(
            r,
            "«Invoke-WebRequest» -Uri https://example.com/mutant.zip -OutFile mutant.zip",
        )
    })
    .from("Windows_Server-2016-English-Full-Base"),
    exact("windows/environment-not-reloaded", |r| {
        powershell_twice(
            r,
            concat!(
                "[Environment]::SetEnvironmentVariable('Path', ",
                "\"$env:Path;C:\\tools\\mutant\", 'Machine')",
            ),
            "«mutant» -version",
        )
    })
    .unless(&["name: test"]),
    exact("windows/feature-needs-restart", |r| {
        powershell_twice(
            r,
            "Install-WindowsFeature -Name «Containers»",
            "Start-Service docker",
        )
    })
    .unless(&["name: test"]),
];
