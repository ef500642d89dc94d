"""GitHub's GraphQL API for tests, of which emulate has nothing: queries are held against GitHub's published schema, and answered
from what emulate says of the same repository.
"""

import json
import re

import github_installation
from github_installation import Refusal, reaches
from graphql import GraphQLError, build_schema, graphql_sync, parse, validate
from github_permissions import PULL_REQUESTS, permitted
from serving import Answer

PATHS = ("/graphql", "/api/graphql")


class Graphql:
    def __init__(self, file):
        with open(file) as opened:
            self.schema = build_schema(opened.read())

    def describe(self, exchange):
        """The name of the operation, and what GitHub's schema has to say against it."""
        try:
            body = json.loads(exchange.body)
            document = parse(body["query"])
        except (ValueError, KeyError, GraphQLError) as error:
            return None, [f"no GraphQL query: {error}"]
        problems = [error.message for error in validate(self.schema, document)]
        if not exchange.headers.get("User-Agent"):
            problems.append("no User-Agent: GitHub refuses such requests")
        if unknown := body.keys() - {"query", "variables", "operationName"}:
            problems.append(f"members {sorted(unknown)} are not described")
        names = [one.name.value for one in document.definitions if one.name]
        return (names or [None])[0], problems

    def answer(self, ask):
        """`ask` is a request of a token to the repository of its world."""
        if ask.kind is None:
            return Answer.json({"message": "Bad credentials", "documentation_url": "https://docs.github.com/graphql"}, 401)
        body = ask.body
        root = {
            "viewer": {"login": ask.kind.login},
            "repository": lambda info, owner, name, **_: repository(ask, f"{owner}/{name}"),
            "nodes": lambda info, ids: github_installation.nodes(ask, ids),
            "minimizeComment": lambda info, input: hide(ask, input["subjectId"], input["classifier"]),
            "unminimizeComment": lambda info, input: hide(ask, input["subjectId"], None),
        }
        result = graphql_sync(self.schema, body["query"], root, variable_values=body.get("variables"))
        if result.errors is None:
            return Answer.json({"data": result.data})
        for error in result.errors:
            if not isinstance(error.original_error, Refusal):
                ask.record["problems"].append(error.message)
        return Answer.json({"data": result.data, "errors": [told(error) for error in result.errors]})


def told(error):
    out = {"message": error.message, "path": error.path, "locations": [place.formatted for place in error.locations or []]}
    return {"type": error.original_error.kind, **out} if isinstance(error.original_error, Refusal) else out


def repository(ask, name):
    if name != ask.name or not reaches(ask, name):
        raise Refusal("NOT_FOUND", f"Could not resolve to a Repository with the name '{name}'.")
    return {"pullRequest": lambda info, number: pull_request(ask, number)}


def pull_request(ask, number):
    if not permitted(ask.kind, PULL_REQUESTS, "read"):
        raise Refusal("FORBIDDEN", "Resource not accessible by integration")
    pull = ask.get(f"/pulls/{number}")
    if pull is None:
        raise Refusal("NOT_FOUND", f"Could not resolve to a PullRequest with the number of {number}.")
    return {
        "number": number,
        "state": "MERGED" if pull["merged_at"] else pull["state"].upper(),
        "headRefOid": ask.repository.heads.get(number, pull["head"]["sha"]),
        "comments": lambda info, first=None, after=None, **_: comments(ask, number, first, after),
    }


def comments(ask, number, first, after):
    if not first or not 1 <= first <= 100:
        raise Refusal("MISSING_PAGINATION_BOUNDARIES", "`first` has to be between 1 and 100.")
    found, page = [], 1
    while some := ask.get(f"/issues/{number}/comments?per_page=100&page={page}"):
        found += some
        page += 1
    start = int(after.removeprefix("cursor:")) if after else 0
    end = min(start + min(first, ask.repository.comments_a_page), len(found))
    return {
        "nodes": [comment(ask, one) for one in found[start:end]],
        "pageInfo": {"hasNextPage": end < len(found), "hasPreviousPage": start > 0, "endCursor": f"cursor:{end}" if end > start else None},
    }


def comment(ask, one):
    ask.repository.nodes[one["node_id"]] = one["id"]
    login = one["user"]["login"]
    hidden = ask.repository.hidden.get(one["id"])
    return {
        "__typename": "IssueComment",
        "id": one["node_id"],
        "fullDatabaseId": str(one["id"]),
        "url": one["html_url"],
        "body": one["body"],
        "isMinimized": hidden is not None,
        "minimizedReason": hidden,
        # An App has its name without `[bot]` here, and with it as the viewer.
        "author": {"__typename": "Bot" if login.endswith("[bot]") else "User", "login": re.sub(r"\[bot\]$", "", login)},
        "viewerDidAuthor": login == ask.kind.login,
        "viewerCanMinimize": ask.kind.writes,
    }


def hide(ask, node, classifier):
    number = ask.repository.nodes.get(node)
    if number is None or not reaches(ask, ask.name) or ask.get(f"/issues/comments/{number}") is None:
        raise Refusal("NOT_FOUND", f"Could not resolve to a node with the global id of '{node}'.")
    if not ask.kind.writes or not permitted(ask.kind, PULL_REQUESTS, "write"):
        raise Refusal("FORBIDDEN", "Resource not accessible by integration")
    if classifier:
        ask.repository.hidden[number] = classifier.lower().replace("_", "-")
    else:
        ask.repository.hidden.pop(number, None)
    done = {"__typename": "IssueComment", "isMinimized": classifier is not None}
    return {"minimizedComment": done, "unminimizedComment": done}
