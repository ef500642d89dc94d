"""What GitHub does and `emulate` does not: refusals, what follows from a change, and members of answers.

A rule is given the request, and answers it or lets it pass.
"""

import json
import re

import github_apps
import github_artifacts
import github_checks
import github_installation
import github_permissions
import github_runs
import github_scanning
from serving import Answer

LONGEST_BODY, LONGEST_TITLE = 65536, 256
WORKFLOWS = ".github/workflows/"
BOT_ADDRESSES = {
    "github-actions[bot]": "41898282+github-actions[bot]@users.noreply.github.com",
    "fleet-app[bot]": "7654321+fleet-app[bot]@users.noreply.github.com",
}


def error(status, message, *errors):
    body = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Answer.json({**body, "errors": list(errors)} if errors else body, status)


def invalid(resource, **more):
    return error(422, "Validation Failed", {"resource": resource, **more})


def before(ask):
    """The answer that GitHub would give and emulate would not; none to go on."""
    rules = (github_apps.before, token, github_installation.within, github_permissions.before, reading, actions_may_not_create, workflow_files, lengths, filters, create_pull, reopen_pull, reviewers, whole_pull, events)
    for rule in (*rules, github_checks.before, github_runs.before, github_artifacts.before, github_scanning.before, github_installation.before):
        if answer := rule(ask):
            return answer
    return None


def token(ask):
    if ask.kind is None:
        return error(401, "Bad credentials")
    if ask.kind.bot and ask.call.name == "users/get-authenticated":
        return error(403, "Resource not accessible by integration")
    return None


def reading(ask):
    if ask.exchange.method != "GET" and not ask.kind.writes:
        return error(403, "Resource not accessible by integration")
    return None


def actions_may_not_create(ask):
    if ask.call.name == "pulls/create" and not ask.kind.pulls:
        return error(403, "GitHub Actions is not permitted to create or approve pull requests.")
    return None


def workflow_files(ask):
    """An App without the permission is refused when it makes the tree
    (<https://github.com/googleapis/release-please-action/issues/704>)."""
    if ask.call.name == "git/create-tree" and ask.kind.bot and not ask.kind.workflows:
        if any(entry["path"].startswith(WORKFLOWS) for entry in ask.body["tree"]):
            return error(403, "Resource not accessible by integration")
    return None


def lengths(ask):
    if not isinstance(ask.body, dict) or not re.match("pulls/|issues/", ask.call.name):
        return None
    if len(ask.body.get("body") or "") > LONGEST_BODY:
        message = f"body is too long (maximum is {LONGEST_BODY} characters)"
        return invalid("Issue", field="body", code="custom", message=message)
    if len(str(ask.body.get("title") or "")) > LONGEST_TITLE:
        message = f"title is too long (maximum is {LONGEST_TITLE} characters)"
        return invalid("Issue", field="title", code="custom", message=message)
    return None


def filters(ask):
    """GitHub ignores a head without its owner, and lists everything."""
    head = ask.exchange.query.get("head")
    if ask.call.name == "pulls/list" and head is not None and ":" not in head:
        ask.record["problems"].append("`head` without an owner: GitHub would list every pull request")
    return None


def create_pull(ask):
    if ask.call.name != "pulls/create":
        return None
    head, base = ask.body["head"], ask.body["base"]
    owner = ask.call.parts["owner"]
    name = head.rpartition(":")[2]
    for field, branch in (("head", name), ("base", base)):
        if ask.get(f"/git/ref/heads/{branch}") is None:
            return invalid("PullRequest", field=field, code="invalid")
    if open_pull(ask, name, base):
        return invalid("PullRequest", code="custom", message=f"A pull request already exists for {owner}:{name}.")
    if ask.get(f"/compare/{base}...{name}")["ahead_by"] == 0:
        return invalid("PullRequest", code="custom", message=f"No commits between {base} and {head}")
    return None


def open_pull(ask, head, base):
    owner = ask.call.parts["owner"]
    return ask.get(f"/pulls?state=open&head={owner}:{head}&base={base}")


def reopen_pull(ask):
    """A closed pull request cannot be opened again when its branch is gone or another, or when there is an open one."""
    if ask.call.name != "pulls/update" or ask.body.get("state") != "open":
        return None
    pull = ask.get(f"/pulls/{ask.call.parts['pull_number']}")
    if pull is None or pull["state"] == "open":
        return None
    branch, base = pull["head"]["ref"], pull["base"]["ref"]
    ref = ask.get(f"/git/ref/heads/{branch}")
    if ref is None:
        return invalid("PullRequest", code="custom", field="state", message=f"state cannot be changed. The {branch} branch has been deleted.")
    if open_pull(ask, branch, base):
        return invalid("PullRequest", code="custom", field="state", message=f"state cannot be changed. There is already an open pull request from {branch} to {base}.")
    was = ask.repository.heads.get(pull["number"], pull["head"]["sha"])
    if ask.get(f"/compare/{was}...{ref['object']['sha']}")["status"] not in ("identical", "ahead"):
        return invalid("PullRequest", code="custom", field="state", message=f"state cannot be changed. The {branch} branch was force-pushed or recreated.")
    return None


def reviewers(ask):
    """Only collaborators are asked, and never the author."""
    if ask.call.name != "pulls/request-reviewers":
        return None
    pull = ask.get(f"/pulls/{ask.call.parts['pull_number']}")
    for login in ask.body.get("reviewers", []):
        if pull and pull["user"]["login"] == login:
            return error(422, "Review cannot be requested from pull request author.")
        if login != ask.call.parts["owner"] and ask.get(f"/collaborators/{login}/permission") is None:
            name = f"{ask.call.parts['owner']}/{ask.call.parts['repo']}"
            return error(422, f"Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the {name} repository.")
    return None


def events(ask):
    """Pull requests are issues on GitHub and have events; of emulate's they have none."""
    if ask.call.name != "issues/list-events":
        return None
    told = ask.repository.events.get(int(ask.call.parts["issue_number"]))
    return None if told is None else Answer.json(told)


def happened(ask, number, event, **more):
    number = int(number)
    told = ask.repository.events.setdefault(number, [])
    actor = ask.user(ask.kind.login)
    api = ask.exchange.path.partition("/issues/")[0].partition("/pulls")[0]
    told.append(
        {
            "id": number * 1000 + len(told),
            "node_id": f"E_{number}_{len(told)}",
            "url": f"https://api.github.com{api}/issues/events/{number * 1000 + len(told)}",
            "actor": actor,
            "event": event,
            "commit_id": None,
            "commit_url": None,
            "created_at": ask.now(),
            "performed_via_github_app": None,
            **more,
        }
    )


def whole_pull(ask):
    """Files and commits of a pull request, which emulate tells of the commit that it was opened with or not at all."""
    if ask.call.name not in ("pulls/list-files", "pulls/list-commits"):
        return None
    pull = ask.get(f"/pulls/{ask.call.parts['pull_number']}")
    if pull is None:
        return None
    compared = compare(ask, pull)
    return Answer.json(compared["files" if ask.call.name == "pulls/list-files" else "commits"])


def compare(ask, pull):
    head = ask.repository.heads.get(pull["number"], pull["head"]["sha"])
    compared = ask.get(f"/compare/{pull['base']['sha']}...{head}")
    for commit in compared["commits"]:
        verify(ask.repository, commit["sha"], commit["commit"])
    return compared


def rewrite(ask):
    """The body that goes to emulate: GitHub says who committed when nobody does."""
    if ask.call.name != "git/create-commit" or not ask.kind.bot or ask.body.keys() & {"author", "committer", "signature"}:
        return ask.exchange.body
    login = ask.kind.login
    # Seen in https://github.com/renovatebot/renovate/pull/43192.
    date = ask.now()
    author = {"name": login, "email": BOT_ADDRESSES[login], "date": date}
    return json.dumps({**ask.body, "author": author, "committer": {"name": "GitHub", "email": "noreply@github.com", "date": date}}).encode()


def after(ask, answer):
    """What follows from a change."""
    if answer.status >= 300 or not answer.body and ask.exchange.method != "DELETE":
        return answer
    name, parts = ask.call.name, ask.call.parts
    if name in ("git/update-ref", "git/create-ref"):
        follow(ask, (ask.body.get("ref") or parts.get("ref")).removeprefix("refs/").removeprefix("heads/"), ask.body["sha"])
    if name == "git/delete-ref":
        close_with_branch(ask, parts["ref"].removeprefix("heads/"))
    if not answer.body:
        return answer
    value = json.loads(answer.body)
    github_checks.after(ask, answer)
    if name == "git/create-commit" and ask.kind.bot and not ask.body.keys() & {"author", "committer", "signature"}:
        ask.repository.verified.add(value["sha"])
    if name == "pulls/create":
        ask.repository.events[value["number"]] = []
    if name == "issues/add-labels":
        for label in ask.body["labels"] if isinstance(ask.body, dict) else ask.body:
            happened(ask, parts["issue_number"], "labeled", label={"name": label, "color": "ededed"})
    if name == "pulls/request-reviewers":
        for login in ask.body.get("reviewers", []):
            asked = {"review_requester": ask.user(ask.kind.login), "requested_reviewer": ask.user(login)}
            happened(ask, parts["pull_number"], "review_requested", **asked)
    return answer._replace(status=201) if name == "pulls/request-reviewers" else answer


def follow(ask, branch, sha):
    """Open pull requests show the newest commit of their branch, closed ones the one that they were closed with."""
    for pull in ask.get(f"/pulls?state=open&head={ask.call.parts['owner']}:{branch}&per_page=100") or []:
        ask.repository.heads[pull["number"]] = sha


def close_with_branch(ask, branch):
    for pull in ask.get(f"/pulls?state=open&head={ask.call.parts['owner']}:{branch}&per_page=100") or []:
        ask.send("PATCH", f"/pulls/{pull['number']}", {"state": "closed"})


def mended(ask, answer):
    """The answer with the members that GitHub gives."""
    if answer.status >= 300 or not answer.body:
        return answer
    value = json.loads(answer.body)
    told(ask, value)
    return answer._replace(body=json.dumps(value).encode())


def told(ask, value):
    """Mends every object of an answer."""
    if isinstance(value, list):
        for one in value:
            told(ask, one)
    elif isinstance(value, dict):
        for one in value.values():
            told(ask, one)
        if str(value.get("login", "")).endswith("[bot]"):
            value["type"] = "Bot"
        if "sha" in value:
            verify(ask.repository, value["sha"], value.get("commit") if isinstance(value.get("commit"), dict) else value)
        if "number" in value and "head" in value and "base" in value:
            mend_pull(ask, value)
        if "head_sha" in value and "output" in value:
            github_checks.mend(ask, value)
        if "pushed_at" in value:
            value["pushed_at"] = value["pushed_at"] or value["created_at"]
            value.update(network_count=0, subscribers_count=0)


def verify(repository, sha, commit):
    if "verification" in commit and sha in repository.verified:
        signed = {"verified": True, "reason": "valid", "signature": "-----BEGIN PGP SIGNATURE-----", "payload": "tree", "verified_at": commit["committer"]["date"]}
        commit["verification"] = signed


def mend_pull(ask, pull):
    head = ask.repository.heads.get(pull["number"])
    if head:
        pull["head"]["sha"] = head
    if "commits" in pull and ask.call.name == "pulls/get":
        compared = compare(ask, pull)
        pull["commits"], pull["changed_files"] = compared["total_commits"], len(compared["files"])
        pull["additions"] = sum(file["additions"] for file in compared["files"])
        pull["deletions"] = sum(file["deletions"] for file in compared["files"])
