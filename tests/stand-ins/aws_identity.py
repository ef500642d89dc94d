"""Whose request it is: keys of an account, roles that a job assumes by OIDC, and the end of their time.

* `AKIA<account>TEST` is a key of an account. AssumeRoleWithWebIdentity gives `ASIA<account>NNNN`, which is good only with
  its session token.
* /oidc/<account>?… is the endpoint at which a job of GitHub Actions asks for a token: a GET with `audience` and the bearer
  token `job-of-<account>`
  (https://docs.github.com/en/actions/reference/security/oidc#updating-your-actions-for-oidc).
  A token is good once, so that who renews a session has to ask for another; with `again` it is good as often as it is used, as
  the one that GitLab gives a job (https://docs.gitlab.com/ci/secrets/id_token_authentication/).
* Seeds: `lifetimes` has `seconds` or `calls` for each further session; the last one holds for all that follow. `calls` ends
  it after so many requests whatever it was told to last. `key` is the same for the key of the account.
"""

import base64
import json
import re
import uuid
from datetime import datetime, timedelta, timezone

from aws_contract import form
from serving import Answer

SIGNED = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
KEY = re.compile(r"(?:AKIA(\d{12})TEST|ASIA(\d{12})\d{4})")
ROLE = re.compile(r"arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}):role/.+")
# Whom a token has to be for, by partition: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
AUDIENCES = {"aws": "sts.amazonaws.com", "aws-us-gov": "sts.amazonaws.com", "aws-cn": "sts.amazonaws.com.cn"}
OIDC = re.compile(r"/oidc/(\d{12})")
# What an expired session is called.
EXPIRED = {"ec2": "RequestExpired", "sts": "ExpiredToken", "s3": "ExpiredToken"}
LONG = {"seconds": 3600}


class Session:
    def __init__(self, token, lifetime):
        self.token = token
        self.ends = datetime.now(timezone.utc) + timedelta(seconds=lifetime.get("seconds", 3600))
        self.calls = lifetime.get("calls")

    def expired(self):
        """Counts a request."""
        if self.calls is not None:
            self.calls -= 1
        return datetime.now(timezone.utc) >= self.ends or self.calls is not None and self.calls < 0


class Identity:
    def __init__(self):
        self.sessions = {}
        self.lifetimes = {}
        # Tokens of the endpoint that nobody has used yet.
        self.tokens = {}
        self.lasting = set()

    def seed(self, account, seeded):
        if "lifetimes" in seeded:
            self.lifetimes[account] = list(seeded["lifetimes"])
        if "key" in seeded:
            self.sessions[f"AKIA{account}TEST"] = Session(None, {"seconds": 86400, **seeded["key"]})

    def refuses(self, of, exchange):
        """An answer to a request whose credentials are no good."""
        signed = SIGNED.search(exchange.headers.get("Authorization", ""))
        key = signed[1] if signed else ""
        session = self.sessions.get(key)
        token = exchange.headers.get("X-Amz-Security-Token")
        if session is None and not key.startswith("ASIA"):
            return None
        if session is None or session.token != token:
            return of.refuse("UnrecognizedClientException", "The security token included in the request is invalid.", 403)
        if session.expired():
            return of.refuse(EXPIRED.get(of.name, "ExpiredTokenException"), "The security token included in the request is expired", 403)
        return None

    def before(self, of, operation, asked, _record):
        if operation.name != "AssumeRoleWithWebIdentity":
            return None
        partition, account = ROLE.fullmatch(asked["RoleArn"]).groups()
        token = asked["WebIdentityToken"]
        audience = self.tokens.get(token) if token in self.lasting else self.tokens.pop(token, None)
        if audience is None:
            return of.refuse("InvalidIdentityToken", "The ID token is not one of this provider, or was used before.")
        if audience != AUDIENCES[partition]:
            return of.refuse("InvalidIdentityToken", "Incorrect token audience")
        plans = self.lifetimes.get(account) or [LONG]
        lifetime = plans.pop(0) if len(plans) > 1 else plans[0]
        number = sum(key.startswith(f"ASIA{account}") for key in self.sessions) + 1
        key, session = f"ASIA{account}{number:04}", Session(f"session-{account}-{number}", lifetime)
        self.sessions[key] = session
        name = asked["RoleArn"].rpartition("/")[2]
        told = {"AccessKeyId": key, "SecretAccessKey": "a-secret-of-the-usual-length-0000000000", "SessionToken": session.token, "Expiration": session.ends}
        assumed = f"arn:{partition}:sts::{account}:assumed-role/{name}/{asked['RoleSessionName']}"
        return of.reply(operation, {"Credentials": told, "AssumedRoleUser": {"AssumedRoleId": f"AROA:{asked['RoleSessionName']}", "Arn": assumed}, "Audience": audience})

    def endpoint(self, exchange, record):
        """The token of a job."""
        account = record["account"]
        if exchange.headers.get("Authorization", "").lower() != f"bearer job-of-{account}":
            return Answer.json({"message": "the job is not known"}, 401)
        audience = exchange.query.get("audience", "https://github.com/octocat")
        claims = {"iss": "https://token.actions.githubusercontent.com", "aud": audience, "sub": "repo:octocat/fleet:ref:refs/heads/main", "jti": str(uuid.uuid4())}
        token = ".".join(part(value) for value in ({"alg": "RS256", "typ": "JWT"}, claims, "signature"))
        self.tokens[token] = audience
        if "again" in exchange.query:
            self.lasting.add(token)
        return Answer.json({"count": len(token), "value": token})


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def describe(exchange):
    """Account, region and service of a request; no account when its key is none of ours."""
    if asked := OIDC.fullmatch(exchange.path):
        return asked[1], None, "oidc"
    signed = SIGNED.search(exchange.headers.get("Authorization", ""))
    if signed is None:
        # Web identities are not signed: whose they are stands in the role.
        role = ROLE.fullmatch(form(exchange).get("RoleArn", ""))
        return role and role[2], None, "sts" if role else None
    key = KEY.fullmatch(signed[1])
    return (key and (key[1] or key[2])), signed[2], signed[3]
