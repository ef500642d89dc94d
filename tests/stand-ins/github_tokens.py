"""Kinds of tokens, and what GitHub lets them do.

A token is `<kind>-<number of the world>`, with a prefix as GitHub gives it: `ghs_actions-7`.
"""

import re
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


def recognise(headers):
    """Kind and number of the world of a request's token; none for a token that nobody issued."""
    found = re.fullmatch(r"(?:Bearer|token) gh[ps]_([a-z-]+)-(\d+)", headers.get("Authorization", ""), re.IGNORECASE)
    return (KINDS[found[1]], int(found[2])) if found and found[1] in KINDS else (None, None)
