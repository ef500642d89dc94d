"""Kinds of tokens, and what GitHub lets them do.

A token is `<kind>-<number of the world>`, with a prefix as GitHub gives it: `ghs_actions-7`. Those of jobs and of installations are made,
and can what their permissions say and nothing else.

    POST /_token  {"for": REPOSITORY, "run": ID, "permissions": {"contents": "read"}}    the tokens of a job of this run
"""

import re
import uuid
from typing import NamedTuple


class Kind(NamedTuple):
    login: str
    # An App: it signs what it commits and names no author for, and is no user.
    bot: bool = False
    writes: bool = True
    # Whether it may change files below .github/workflows.
    workflows: bool = False
    # Whether the repository lets it create pull requests.
    pulls: bool = True
    # Whether it may write check runs.
    checks: bool = True
    # Names of permissions and `read` or `write`; none for tokens that are not asked about theirs.
    permissions: dict | None = None
    # Names of repositories; none for all of the job or of the installation.
    repositories: frozenset | None = None


KINDS = {
    "actions": Kind("github-actions[bot]", bot=True),
    "actions-no-pulls": Kind("github-actions[bot]", bot=True, pulls=False),
    "actions-no-checks": Kind("github-actions[bot]", bot=True, checks=False),
    "read": Kind("github-actions[bot]", bot=True, writes=False),
    "app": Kind("fleet-app[bot]", bot=True, workflows=True),
    "pat": Kind("machine-user"),
    "person": Kind("octocat", workflows=True),
}
# emulate knows as many tokens for every login.
WORLDS = 400


def issue(number):
    """Every kind of token for a world."""
    return {kind: f"{'ghs' if KINDS[kind].bot else 'ghp'}_{kind}-{number}" for kind in KINDS}


# Tokens that were made: what they are, and the number of the world.
MADE = {}


def make(number, login, permissions, repositories=None):
    """A token with these permissions and no other, for these repositories of what its App or job reaches."""
    token = f"ghs_{uuid.uuid4().hex}"
    known = {name.replace("-", "_"): level for name, level in permissions.items()}
    # The token of a job never changes workflows: https://docs.github.com/en/actions/security-for-github-actions/security-guides/automatic-token-authentication
    MADE[token] = Kind(login, bot=True, workflows=known.get("workflows") == "write", permissions=known, repositories=repositories), number
    return token


def recognise(headers):
    """Kind and number of the world of a request's token; none for a token that nobody issued."""
    token = headers.get("Authorization", "").partition(" ")[2]
    if token in MADE:
        return MADE[token]
    found = re.fullmatch(r"(?:Bearer|token) gh[ps]_([a-z-]+)-(\d+)", headers.get("Authorization", ""), re.IGNORECASE)
    return (KINDS[found[1]], int(found[2])) if found and found[1] in KINDS else (None, None)
