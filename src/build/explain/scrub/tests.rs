use proptest::prelude::*;

use super::{HIDDEN, scrub};

/// Texts with `«` and `»` around what has to go.
const SECRETS: &[&str] = &[
    // Access keys, secrets, session tokens.
    "key «AKIAIOSFODNN7EXAMPLE» used",
    "AccessKeyId: «ASIAY34FZKBOKMUTVV7A»,",
    "export AWS_SECRET_ACCESS_KEY=«wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
    "aws_secret_access_key = «wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY»",
    "a line with wJalrXUtnFEMI K7MDENG and «je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY» alone",
    r#"{"SecretAccessKey": "«abc/def»", "SessionToken":"«IQoJb3JpZ2luX2VjEAoaCXVz»"}"#,
    r#"{\"SecretAccessKey\": \"«abc/def»\", \"x\": 1}"#,
    "token was «IQoJb3JpZ2luX2VjEAoaCXVzLWVhc3QtMSJHMEUCIQDa7p2b1kq8Zz+abc/def==»",
    "«FwoGZXIvYXdzEBYaDHqa0AP1abcdefghijklmnopqrstuvwxyz012345678»",
    "set AWS_SESSION_TOKEN=«short»",
    // Headers.
    "Authorization: «Basic QVdTOmFiYw==»",
    "> authorization: «Bearer abc def»\nnext",
    "curl -H \"Authorization: «token abc»\" https://example.com",
    "Invoke-RestMethod -Headers @{Authorization = \"«Bearer x»\"} -Uri https://example.com",
    "authorization: «AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=fe5f80»",
    "X-aws-ec2-metadata-token: «AQAEAL2xyz»",
    "x-api-key: «abcdef»",
    "sent Bearer «mF_9.B5f-4.1JqM»",
    // Addresses.
    "git clone https://«me:pass-word»@github.com/a/b.git",
    "https://«x-access-token:abc@github.com» x",
    "https://«0123456789abcdef»@example.com/a@b",
    "ftp://«a:b»@example.com",
    "GET https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=«AKIDEXAMPLE%2F20260101»&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-Signature=«0123abcd»&X-Amz-SignedHeaders=host",
    r#""url":"https://b.s3.amazonaws.com/k?a=b\u0026X-Amz-Security-Token=«IQo%2F%2F»\u0026X-Amz-Signature=«01ab»""#,
    "https://b.s3.amazonaws.com/k?AWSAccessKeyId=«AK»&Signature=«vjbyPxybdZaNmGa%2ByT272YEAiv4%3D»&Expires=1141889120",
    "https://x.blob.core.windows.net/a?sv=2020&sig=«abc%3D»&se=2026",
    "https://example.com/hook?access_token=«abc»#top",
    // Tokens with a start of their own.
    "ghp «ghp_16C7e42F292c6912E7710c838347Ae178B4a» end",
    "remote: «ghs_16C7e42F292c6912E7710c838347Ae178B4a»",
    "«github_pat_11ABCDEFG0abcdefghijkl_0123456789abcdef»",
    "«dckr_pat_0123456789abcdefghijABCDEFG»",
    "jwt «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U» ok",
    // Private keys, whole, cut, on one line.
    "a\n«-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc\n-----END RSA PRIVATE KEY-----»\nb",
    "a «-----BEGIN PRIVATE KEY-----\\nMIIEpAIB\\n-----END PRIVATE KEY-----»\\n",
    "a\n«-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\nb3BlbnNzaC1r",
    "line of a log\nStdout: «b3BlbnNzaC1rZXk\nStdout: AAAAB3NzaC1yc2E=\nStdout: -----END OPENSSH PRIVATE KEY-----»\nb",
    // Passwords.
    "password=«hunter2»",
    "Password: «hunter2»",
    "PASSWORD='«it''s»' x",
    "DB_PASSWORD=«p@ss;word&x» next",
    "--db-password «hunter2» --verbose",
    "--password=«hunter2» --verbose",
    "New-LocalUser -Name a -Password «hunter2» -Verbose",
    "sqlcmd /password:«hunter2»",
    "msiexec /i a.msi ADMINPASSWORD=\"«two words»\" /qn",
    "$pw = ConvertTo-SecureString -String '«P@ss w0rd»' -AsPlainText -Force",
    "ConvertTo-SecureString \"«P@ss»\" -AsPlainText -Force",
    "net user admin «P@ssw0rd» /add",
    "<AdministratorPassword>\n  <Value>«c2VjcmV0»</Value>",
    "<Password>«secret»</Password>",
    "Server=db;User Id=sa;Password=«abc»;",
    "password: \"«a\\\"b»\", user: x",
    "PASSWORD_1=«abc»",
    "npm config set //registry/:_authToken=«abc»",
    "token := «abc»",
    "'api_key' => '«abc»'",
    // Logins.
    "docker login -u AWS -p «eyJwYXlsb2FkIjoiabc» 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
    "docker login --username AWS \\\n  -p «abc» host",
    "nerdctl login -p «abc» host",
    "ctr -n k8s.io images pull --user AWS:«abc.def» host/a:b",
    "curl -u me:«secret» https://example.com",
    "curl --user=me:«secret» https://example.com",
    "sshpass -p «abc» ssh host",
    "mysql -uroot -p«abc» db",
    "«eyJwYXlsb2FkIjoiNGFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh»",
    "«QVdTOmV5SndZWGxzYjJGa0lqb2lOR0ZoWVdGaFlXRmhZV0ZoWVdGaA==»",
];

/// Texts in which everything stays.
const NEAR_MISSES: &[&str] = &[
    // In the middle of a word.
    "a checksum of 0AKIAIOSFODNN7EXAMPLE was seen",
    "",
    "ami-0123456789abcdef0 snap-0123456789abcdef0 i-0123456789abcdef0",
    "arn:aws:imagebuilder:eu-west-1:111122223333:component/windows-eks-cache/1.2.3/4",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/1.2.3@x",
    "version 10.0.20348.2700, kernel 6.1.0-1.amzn2023.x86_64",
    "ssh://git@github.com/a/b",
    "git@github.com:a/b.git",
    "https://s3.amazonaws.com/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host",
    "syntax error near unexpected token `fi'",
    "Unexpected token '}' in expression or statement.",
    "--password-stdin",
    "the password was wrong",
    "PASSWORD=$DB_PASSWORD TOKEN=${TOKEN} password: {{ Password }} -Password (Get-Secret x)",
    "--password \"$PW\" --token %TOKEN%",
    "SecretArn=arn:aws:secretsmanager:x",
    "TOKEN_URL=https://example.com",
    "SECRET_NAME=db",
    "aws:secretsmanager:GetSecretValue",
    "PWD=/var/lib",
    "docker run --user 1000:1000 -p 8080:80 image",
    "docker login --username AWS --password-stdin host",
    "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA\n-----END CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA\n-----END PUBLIC KEY-----",
    "C:\\ProgramData\\Amazon\\Temp\\TOE_2026-01-01_00-00-00_UTC-0_0123456789abcdef\\console.log",
    "/opt/App/Lib/Python3/Site/Packages/Abc12 x",
    "basic authentication failed, bearer token missing",
    "AKIA is the start of a key, ASIAN is a word, eyJ too, npm_config_registry_long_name",
    "Password: ***, token=***",
    "requiresPassword: true",
    "net user",
    "TOE has completed execution successfully with exit code 0",
];

fn marked(text: &str) -> (String, String) {
    let (mut plain, mut hidden) = (String::new(), String::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        let (secret, behind) = after.split_once('»').unwrap_or((after, ""));
        plain.extend([before, secret]);
        hidden.extend([before, HIDDEN]);
        rest = behind;
    }
    (plain + rest, hidden + rest)
}

#[test]
fn secrets_go_and_what_is_around_them_stays() {
    let wrong: Vec<String> = SECRETS
        .iter()
        .filter_map(|text| {
            let (plain, hidden) = marked(text);
            let said = scrub(&plain);
            (said != hidden).then(|| format!("{text}\n  gave {said}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_no_secret_stays() {
    for text in NEAR_MISSES {
        assert_eq!(scrub(text), *text);
    }
}

#[test]
fn a_second_time_changes_nothing() {
    for text in SECRETS {
        let once = scrub(&marked(text).0);
        assert_eq!(scrub(&once), once);
    }
}

/// Texts that would cost the square of their length if anything were looked at again and again.
#[test]
fn long_texts_are_read_once() {
    for piece in [
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n",
        "aGVsbG8gd29ybGQ=\n",
        "eyJ-",
        "eyJ.",
        "ghp_",
        "://",
        "://a@",
        "password",
        "password=",
        "password: '",
        "Authorization: ",
        "-p ",
        "login -p ",
        "<Password>",
        "\\\"token",
        " ",
        "net user ",
        "IQoJb3JpZ2lu-",
    ] {
        let text = piece.repeat(2_000_000 / piece.len());
        assert!(scrub(&text).len() <= 2 * text.len(), "{piece}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        scrub(&text);
    }

    #[test]
    fn any_text_of_pieces_is_read(pieces in prop::collection::vec(piece(), 0..40)) {
        scrub(&pieces.concat());
    }

    #[test]
    fn a_secret_goes_wherever_it_stands(
        before in "[a-z .:/\\n]{0,30}",
        secret in "[A-Za-z0-9!%+/]{16}",
        behind in "( [a-z .:/\\n]{0,30})?",
        form in prop::sample::select(&[
            "password=@", "-Password @ ", "--token @ ", "\"secret\": \"@\"", "export DB_PASSWORD='@'",
            "https://me:@@host/", "?X-Amz-Signature=@", "Authorization: Bearer @", "docker login -u AWS -p @ host",
            "-----BEGIN PRIVATE KEY-----\n@\n-----END PRIVATE KEY-----", "AKIA0000000000000000 token: @",
        ]),
    ) {
        // A slash ends the part of an address in which a password can stand.
        let secret = if form.contains("://") { secret.replace(['/', '%'], "x") } else { secret };
        prop_assume!(!secret.starts_with(['%', '/']));
        let text = format!("{before} {}{behind}", form.replacen('@', &secret, 1));
        prop_assert!(!scrub(&text).contains(&secret), "{}", scrub(&text));
    }
}

/// Something of a text that has secrets in it.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "password",
            "token",
            "=",
            ":",
            "'",
            "\"",
            "\\",
            " ",
            "\n",
            "-p",
            "login",
            "<",
            ">",
            "eyJ",
            "AKIA",
            "://",
            "@",
            "é",
            "-----BEGIN PRIVATE KEY-----",
            "-----END PRIVATE KEY-----",
            "Authorization",
            "-u",
            "Bearer",
            "🦀",
            "net user ",
            "ConvertTo-SecureString ",
            "-String",
            "<Value>",
            "?",
            "&",
            "\r",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
        "[A-Za-z0-9+/]{0,50}",
    ]
}
