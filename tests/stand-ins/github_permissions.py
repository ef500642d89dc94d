"""What a token has to be permitted for a request (https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps).

A repository of a test is a private one: nothing may be read without a permission but what `metadata` tells, which every token has.
"""

import re

from serving import Answer

# Comments, labels and events of pull requests are those of issues: either permission is enough.
PULL_REQUESTS = ("pull_requests", "issues")
# Operations by their names, and the permissions of which one is needed; the first row that fits.
NEEDED = (
    (r"repos/get", ("metadata",)),
    (r"repos/get-collaborator-permission-level|users/get-by-username|rate-limit/get", ("metadata",)),
    (r"repos/list-pull-requests-associated-with-commit", ("pull_requests",)),
    (r"git/.*|repos/(compare-commits|get-content|get-branch|get-commit|list-commits|list-branches).*", ("contents",)),
    (r"pulls/.*", ("pull_requests",)),
    (r"issues/.*", PULL_REQUESTS),
    (r"checks/.*", ("checks",)),
    (r"actions/.*", ("actions",)),
    (r"code-scanning/.*", ("security_events",)),
)


def permitted(kind, names, level):
    """Whether a token has one of these permissions, at this level or above."""
    if kind.permissions is None:
        return True
    had = {"metadata": "read", **kind.permissions}
    return any(had.get(name) == "write" or had.get(name) == level for name in names)


def before(ask):
    if ask.kind.permissions is None or ask.call.name == "apps/list-repos-accessible-to-installation":
        return None
    found = [names for pattern, names in NEEDED if re.fullmatch(pattern, ask.call.name)]
    if not found:
        ask.record["problems"].append(f"which permission {ask.call.name} needs is not known here")
        return None
    level = "read" if ask.exchange.method == "GET" else "write"
    if permitted(ask.kind, found[0], level):
        return None
    # The header tells what would have been enough: https://docs.github.com/en/rest/overview/troubleshooting#resource-not-accessible
    accepted = "; ".join(f"{name}={level}" for name in found[0])
    told = {"message": "Resource not accessible by integration", "documentation_url": "https://docs.github.com/rest", "status": "403"}
    return Answer.json(told, 403, (("X-Accepted-GitHub-Permissions", accepted),))
