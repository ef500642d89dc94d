"""What the installation of an App reaches: repositories of other worlds, and any number of such that are only told of. Its tokens, and those
of jobs, find no other.

    POST /_installation  {"for": REPOSITORY, "repositories": [{"full_name": NAME, …}]}    besides REPOSITORY itself

A repository of another world is as it is there. One that is none is as REPOSITORY is, but for the members that are named; `configured` is
the path of a file that it has, and `refused` the kind of the error when GraphQL is asked about it.
"""

import json
from urllib.parse import urlencode

from github_permissions import permitted
from serving import Answer

LIST = "apps/list-repos-accessible-to-installation"
JOB = "github-actions[bot]"


class Refusal(Exception):
    """An error of GraphQL."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


def error(status, message):
    return Answer.json({"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}, status)


def seed(repository, asked):
    repository.installation = asked["repositories"]
    return Answer.json({})


def within(ask):
    """Who may not know of a repository is told that there is none."""
    name = f"{ask.call.parts.get('owner')}/{ask.call.parts.get('repo')}"
    return None if name not in ask.github.repositories or reaches(ask, name) else error(404, "Not Found")


def before(ask):
    if ask.call.name != LIST:
        return None
    if not ask.kind.bot:
        return error(403, "You must authenticate with an installation access token in order to list repositories for an installation.")
    seeded = reached(ask)
    query = ask.exchange.query
    size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
    shown = range(len(seeded))[(page - 1) * size : page * size]
    links = []
    if page * size < len(seeded):
        pages = {"next": page + 1, "last": -(-len(seeded) // size)}
        address = f"http://{ask.exchange.headers['Host']}{ask.exchange.path}"
        links = [f'<{address}?{urlencode({"per_page": size, "page": number})}>; rel="{word}"' for word, number in pages.items()]
    own = json.dumps(of(ask, ask.github.names[ask.number]))
    body = {"total_count": len(seeded), "repository_selection": "all", "repositories": [told(ask, own, index, seeded[index]) for index in shown]}
    return Answer.json(body, headers=(("Link", ", ".join(links)),) if links else ())


def reached(ask):
    """The token of a job is one of an installation too: that of GitHub Actions on its own repository."""
    own = ask.github.names[ask.number]
    every = [{"full_name": own}] + (ask.github.repositories[own].installation if ask.kind.login != JOB else [])
    only = ask.kind.repositories
    return [one for one in every if only is None or one["full_name"] in only]


def reaches(ask, name):
    """Persons reach everything here."""
    return not ask.kind.bot or any(one["full_name"] == name for one in reached(ask))


def of(ask, name):
    """What emulate tells of a repository of a world."""
    answer = ask.github.ask("GET", f"/repos/{name}", "octocat", ask.number)
    value = json.loads(answer.body)
    kept = {name: value[name] for name in value if name not in ("network_count", "subscribers_count")}
    return {**kept, "pushed_at": kept["pushed_at"] or kept["created_at"], "is_template": kept.get("is_template") or False}


def told(ask, own, index, seeded):
    """A repository of the list; `own` is the text of one that is there."""
    name = seeded["full_name"]
    if name in ask.github.repositories:
        return of(ask, name)
    owner, _, short = name.partition("/")
    one = json.loads(own.replace(ask.github.names[ask.number], name))
    one["owner"]["login"] = owner
    besides = {key: value for key, value in seeded.items() if key not in ("configured", "refused")}
    return {**one, "id": 1_000_000 + index, "node_id": node_id(name), "name": short, **besides}


def node_id(name):
    return f"R_{name}"


def nodes(ask, ids):
    """`nodes` of GraphQL, as far as they are repositories of the installation."""
    if len(ids) > 100:
        raise Refusal("ARGUMENT_LIMIT", f"You may not provide more than 100 node ids; you provided {len(ids)}.")
    known = {}
    for one in reached(ask):
        name = one["full_name"]
        ident = of(ask, name)["node_id"] if name in ask.github.repositories else node_id(name)
        known[ident] = one
    return [node(ask, known.get(ident), ident) for ident in ids]


def node(ask, seeded, ident):
    if seeded is None:
        return Refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{ident}'.")
    if kind := seeded.get("refused"):
        return Refusal(kind, "Something went wrong \u001b[31mwith this one.")
    return {"__typename": "Repository", "object": lambda info, expression=None, **_: git_object(ask, seeded, expression)}


def git_object(ask, seeded, expression):
    """What stands at `HEAD:PATH`."""
    if not permitted(ask.kind, ("contents",), "read"):
        raise Refusal("FORBIDDEN", "Resource not accessible by integration")
    path = expression.removeprefix("HEAD:")
    name = seeded["full_name"]
    if name not in ask.github.repositories:
        return {"__typename": "Blob"} if seeded.get("configured") == path else None
    found = ask.github.ask("GET", f"/repos/{name}/contents/{path}", "octocat", ask.number)
    return {"__typename": "Tree" if found.body.startswith(b"[") else "Blob"} if found.status == 200 else None
