//! Doors left open.

use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    fault("security/certificate-check-off", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'curl -fsSLk -o /opt/a https://example.com/a'\n",
            ),
        )
    }),
    fault("security/certificate-check-off", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - '[Net.ServicePointManager]::ServerCertificateValidationCallback = { $true }'\n",
            ),
        )
    }),
    fault("security/cleanup-skipped", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'touch /tmp/skip_cleanup_ssh_files'\n",
            ),
        )
    }),
    fault("security/defender-off", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'Set-MpPreference -DisableRealtimeMonitoring $true'\n",
            ),
        )
    }),
    fault("security/defender-off", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'systemctl disable --now firewalld'\n",
            ),
        )
    }),
    fault("security/execution-policy", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'Set-ExecutionPolicy Unrestricted -Force'\n",
            ),
        )
    }),
    fault("security/file-content-logged", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ReadFile\n",
                "inputs:\n",
                "  - path: /etc/app/key.pem\n",
                "    printFileContent: true\n",
            ),
        )
    }),
    fault("security/imds-v1", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'curl -s http://169.254.169.254/latest/meta-data/instance-id'\n",
            ),
        )
    }),
    fault("security/no-bucket-owner", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: S3Download\n",
                "inputs:\n",
                "  - source: s3://bucket/a\n",
                "    destination: /opt/a\n",
            ),
        )
    }),
    fault("security/pipe-to-shell", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'curl -fsSL https://example.com/install.sh | sudo bash'\n",
            ),
        )
    }),
    fault("security/pipe-to-shell", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'irm https://example.com/install.ps1 | iex'\n",
            ),
        )
    }),
    fault("security/plain-http", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: http://example.com/a\n",
                "    destination: /opt/a\n",
            ),
        )
    }),
    fault("security/plain-http", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'wget -q http://example.com/a.zip'\n",
            ),
        )
    }),
    fault("security/secret-argument", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecutePowerShell\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'net user svc Passw0rd! /add'\n",
            ),
        )
    }),
    fault("security/secret-argument", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - './setup --db-password hunter2'\n",
            ),
        )
    }),
    fault("security/secret-echoed", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'echo {{ aws:ssm:/app/db/password }}'\n",
            ),
        )
    }),
    fault("security/secret-in-document", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'git clone https://deploy:Tr0ub4dor@git.example.com/tool.git'\n",
            ),
        )
    }),
    fault("security/secret-logged", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - './setup --password {{ aws:ssm:/app/db/password }}'\n",
            ),
        )
    }),
    fault("security/ssh-key-in-image", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'cp /opt/key.pub /root/.ssh/authorized_keys'\n",
            ),
        )
    }),
    fault("security/unpinned-latest", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'pip3 install requests'\n",
            ),
        )
    }),
    fault("security/unsigned-installer", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: InstallMSI\n",
                "inputs:\n",
                "  path: C:\\a.msi\n",
                "  allowUnsignedInstaller: true\n",
            ),
        )
    }),
    fault("security/weak-checksum", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
                "    checksum: 098f6bcd4621d373cade4e832627b4f6\n",
                "    algorithm: MD5\n",
            ),
        )
    }),
    fault("security/webdownload-no-checksum", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: WebDownload\n",
                "inputs:\n",
                "  - source: https://example.com/a\n",
                "    destination: /opt/a\n",
            ),
        )
    }),
    fault("security/world-writable", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: ExecuteBash\n",
                "inputs:\n",
                "  commands:\n",
                "    - 'chmod -R 777 /opt/app'\n",
            ),
        )
    }),
    fault("security/world-writable", |r| {
        step(
            r,
            concat!(
                "name: MutantStep\n",
                "action: CreateFolder\n",
                "inputs:\n",
                "  - path: /opt/app\n",
                "    permissions: '0777'\n",
            ),
        )
    }),
    fault("security/secret-parameter", |r| {
        define(
            r,
            "parameters",
            concat!(
                "MutantPassword:\n",
                "    type: string\n",
                "    default: hunter2\n",
            ),
        )
    }),
];
