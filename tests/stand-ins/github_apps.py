"""A GitHub App that is installed on the repository of a world: it signs a JWT with its key, finds its installation and gets a token for it.

    POST /_app  {"for": REPOSITORY, "client_id": ID, "permissions": {"contents": "write"}}    installs it; answers with its key

https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
"""

import base64
import json
import time
from datetime import datetime, timedelta, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from github_tokens import make
from serving import Answer

LOGIN = "fleet-app[bot]"
LONGEST = 600
OPERATIONS = ("apps/get-repo-installation", "apps/create-installation-access-token")


class App:
    def __init__(self, asked):
        self.client_id, self.permissions = asked["client_id"], asked["permissions"]
        self.key = generate_private_key(65537, 2048)

    def pem(self):
        """As GitHub hands keys out."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

    def signed(self, token):
        """Why a JWT is refused; none when it is good."""
        try:
            text, _, signature = token.rpartition(".")
            self.key.public_key().verify(decoded(signature), text.encode(), PKCS1v15(), SHA256())
            claims = json.loads(decoded(text.partition(".")[2]))
        except (InvalidSignature, ValueError):
            return "A JSON web token could not be decoded"
        if claims["iss"] != self.client_id:
            return "Integration not found"
        if not time.time() < claims["exp"] <= time.time() + LONGEST:
            return "'Expiration time' claim ('exp') is too far in the future"
        return None


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def refused(status, message):
    return Answer.json({"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}, status)


def before(ask):
    if ask.call.name not in OPERATIONS:
        return None
    # An App is nobody yet: what it is told, GitHub tells it.
    ask.number, app = ask.repository.number, ask.repository.app
    if app is None:
        return refused(404, "Not Found")
    if why := app.signed(ask.exchange.headers.get("Authorization", "").partition(" ")[2]):
        return refused(401, why)
    if ask.call.name == "apps/get-repo-installation":
        return Answer.json(installation(ask, app))
    wanted = {name: level for name, level in (ask.body.get("permissions") or app.permissions).items()}
    if any(app.permissions.get(name) not in (level, "write") for name, level in wanted.items()):
        return refused(422, "The permissions requested are not granted to this installation.")
    number = int(ask.call.parts["installation_id"])
    ends = (datetime.now(timezone.utc) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = {"token": make(number, LOGIN, wanted), "expires_at": ends, "permissions": wanted, "repository_selection": "selected"}
    return Answer.json(made, 201)


def installation(ask, app):
    """The number of an installation is that of the world."""
    owner = ask.github.ask("GET", f"/users/{ask.call.parts['owner']}", "octocat", ask.repository.number)
    number, url = ask.repository.number, "https://api.github.com"
    return {
        "id": number,
        "account": ask.user(json.loads(owner.body)["login"]),
        "repository_selection": "selected",
        "access_tokens_url": f"{url}/app/installations/{number}/access_tokens",
        "repositories_url": f"{url}/installation/repositories",
        "html_url": f"https://github.com/settings/installations/{number}",
        "app_id": 1,
        "client_id": app.client_id,
        "app_slug": LOGIN.removesuffix("[bot]"),
        "target_id": 1,
        "target_type": "User",
        "permissions": app.permissions,
        "events": [],
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": None,
        "suspended_at": None,
    }
