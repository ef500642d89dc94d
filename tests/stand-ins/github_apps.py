"""A GitHub App that is installed on the repository of a world: it signs a JWT with its key, finds its installation and gets a token for it.

The number of the installation is that of the world. What it reaches besides that repository, `github_installation` is told; a token may be
asked for some of it.

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
OPERATIONS = ("apps/get-repo-installation", "apps/get-user-installation", "apps/create-installation-access-token")


class App:
    def __init__(self, asked):
        # No App is without the first.
        self.client_id, self.permissions = asked["client_id"], {"metadata": "read", **asked["permissions"]}
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
    home = signer(ask.github, ask.exchange)
    if home is None:
        app = ask.repository.app
        return refused(401, app.signed(jwt(ask.exchange)) if app else "A JSON web token could not be decoded")
    # An App is nobody yet: what it is told, GitHub tells it.
    ask.number, app, parts = home.number, home.app, ask.call.parts
    own = ask.github.names[home.number]
    reached = [own, *(one["full_name"] for one in home.installation)]
    there = {
        "apps/get-repo-installation": lambda: f"{parts['owner']}/{parts['repo']}" in reached,
        "apps/get-user-installation": lambda: parts["username"] == own.partition("/")[0],
        "apps/create-installation-access-token": lambda: int(parts["installation_id"]) == home.number,
    }
    if not there[ask.call.name]():
        return refused(404, "Not Found")
    if ask.call.name != "apps/create-installation-access-token":
        return Answer.json(installation(ask, app, own.partition("/")[0]))
    wanted = {name: level for name, level in (ask.body.get("permissions") or app.permissions).items()}
    if any(app.permissions.get(name) not in (level, "write") for name, level in wanted.items()):
        return refused(422, "The permissions requested are not granted to this installation.")
    only = None
    if names := ask.body.get("repositories"):
        only = frozenset(f"{own.partition('/')[0]}/{name}" for name in names)
        if not only <= set(reached):
            return refused(422, "There is at least one repository that does not exist or is not accessible to the parent installation.")
    ends = (datetime.now(timezone.utc) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = {"token": make(home.number, LOGIN, wanted, only), "expires_at": ends, "permissions": wanted, "repository_selection": "selected"}
    return Answer.json(made, 201)


def jwt(exchange):
    return exchange.headers.get("Authorization", "").partition(" ")[2]


def signer(github, exchange):
    """The repository whose App has signed a request; none when none has. Worlds have Apps of the same name, and no two have a key."""
    with github.lock:
        repositories = list(github.repositories.values())
    token = jwt(exchange)
    return next((one for one in repositories if one.app and one.app.signed(token) is None), None)


def installation(ask, app, owner):
    number, url = ask.number, "https://api.github.com"
    return {
        "id": number,
        "account": ask.user(owner),
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
