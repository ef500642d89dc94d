"""Attests files as the release of a repository does, by authorities of its own: what `gh attestation verify` takes as a bundle
and, with `--custom-trusted-root`, as the root of trust.

    attest.py FOLDER REPOSITORY WORKFLOW COMMIT FILE...

writes FOLDER/bundle.json and FOLDER/trusted_root.jsonl. Certificates carry the claims of GitHub's tokens as Fulcio writes them
(https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md); the timestamp is one of RFC 3161, by openssl.
"""
import base64
import datetime
import hashlib
import json
import os
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.datetime.now(datetime.timezone.utc)
ISSUER = "https://token.actions.githubusercontent.com"
FULCIO = "1.3.6.1.4.1.57264.1."


def named(name):
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "stand-in"),
        x509.NameAttribute(NameOID.COMMON_NAME, name),
    ])


def certificate(name, key, by_name, by_key, extensions):
    builder = (x509.CertificateBuilder().subject_name(named(name)).issuer_name(named(by_name)).public_key(key.public_key())
               .serial_number(x509.random_serial_number())
               .not_valid_before(NOW - datetime.timedelta(minutes=5)).not_valid_after(NOW + datetime.timedelta(hours=1))
               .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
               .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), False))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(by_key, hashes.SHA256())


def usage(**allowed):
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def authority(name):
    key = ec.generate_private_key(ec.SECP256R1())
    rights = [(x509.BasicConstraints(True, None), True), (usage(key_cert_sign=True, crl_sign=True), True)]
    return key, certificate(name, key, name, key, rights)


def claim(number, text):
    # DER of a UTF8String.
    data = text.encode()
    length = bytes([len(data)]) if len(data) < 128 else bytes([0x81, len(data)])
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(FULCIO + str(number)), b"\x0c" + length + data), False


def der(cert):
    return base64.b64encode(cert.public_bytes(serialization.Encoding.DER)).decode()


def pem(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


def timestamp(folder, data, key, cert):
    pem(folder, "tsa.pem", cert.public_bytes(serialization.Encoding.PEM))
    pem(folder, "tsa.key", key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                             serialization.NoEncryption()))
    pem(folder, "tsa.cnf", b"[tsa]\ndefault_tsa = here\n[here]\nserial = serial\nsigner_cert = tsa.pem\nsigner_key = tsa.key\n"
                           b"signer_digest = sha256\ndefault_policy = 1.2.3.4\ndigests = sha256\n")
    pem(folder, "signature", data)
    for arguments in (["-query", "-data", "signature", "-sha256", "-cert", "-out", "query"],
                      ["-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply"]):
        subprocess.run(["openssl", "ts", *arguments], cwd=folder, check=True, capture_output=True)
    with open(os.path.join(folder, "reply"), "rb") as file:
        return file.read()


def main(folder, repository, workflow, commit, files):
    server = "https://github.com/"
    source = server + repository
    signer = f"{source}/{workflow}@refs/heads/main"
    ca_key, ca = authority("certificates")
    tsa_ca_key, tsa_ca = authority("timestamps")
    tsa_key = ec.generate_private_key(ec.SECP256R1())
    tsa = certificate("timestamp", tsa_key, "timestamps", tsa_ca_key, [
        (usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
    ])
    key = ec.generate_private_key(ec.SECP256R1())
    claims = {8: ISSUER, 9: signer, 10: commit, 11: "github-hosted", 12: source, 13: commit, 14: "refs/heads/main", 15: "1",
              16: server + repository.split("/")[0], 17: "1", 18: signer, 19: commit, 20: "workflow_dispatch",
              21: f"{source}/actions/runs/1/attempts/1", 22: "public"}
    leaf = certificate("leaf", key, "certificates", ca_key, [
        (usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False),
        (x509.SubjectAlternativeName([x509.UniformResourceIdentifier(signer)]), True),
        *(claim(number, text) for number, text in claims.items()),
    ])
    subjects = []
    for path in files:
        with open(path, "rb") as file:
            sum_of = hashlib.sha256(file.read()).hexdigest()
        subjects.append({"name": os.path.basename(path), "digest": {"sha256": sum_of}})
    statement = json.dumps({
        "_type": "https://in-toto.io/Statement/v1", "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {"buildType": "https://actions.github.io/buildtypes/workflow/v1"},
                      "runDetails": {"builder": {"id": signer}}},
    }).encode()
    kind = "application/vnd.in-toto+json"
    signed = b"DSSEv1 %d %s %d %s" % (len(kind), kind.encode(), len(statement), statement)
    signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    stamp = timestamp(folder, signature, tsa_key, tsa)
    encoded = lambda data: base64.b64encode(data).decode()
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": {"rawBytes": der(leaf)},
            "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": encoded(stamp)}]},
        },
        "dsseEnvelope": {"payload": encoded(statement), "payloadType": kind, "signatures": [{"sig": encoded(signature)}]},
    }
    since = {"start": (NOW - datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")}
    root = {
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "certificateAuthorities": [{
            "subject": {"organization": "stand-in", "commonName": "certificates"}, "uri": "https://certificates.invalid",
            "certChain": {"certificates": [{"rawBytes": der(ca)}]}, "validFor": since,
        }],
        "timestampAuthorities": [{
            "subject": {"organization": "stand-in", "commonName": "timestamps"},
            "certChain": {"certificates": [{"rawBytes": der(tsa)}, {"rawBytes": der(tsa_ca)}]}, "validFor": since,
        }],
    }
    for name, value in (("bundle.json", bundle), ("trusted_root.jsonl", root)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:5], sys.argv[5:])
