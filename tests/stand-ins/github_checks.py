"""Check runs as GitHub keeps them and emulate does not: whose they are, and that annotations are added to those that are there."""

import json

from serving import Answer


def error(status, message):
    return Answer.json({"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}, status)


def before(ask):
    """The answer that GitHub would give and emulate would not; none to go on."""
    name, parts = ask.call.name, ask.call.parts
    if name == "checks/list-annotations":
        return Answer.json(ask.repository.annotations.get(int(parts["check_run_id"]), []))
    if name not in ("checks/create", "checks/update"):
        return None
    if not ask.kind.bot:
        return error(403, "You must authenticate via a GitHub App.")
    if not ask.kind.checks:
        return error(403, "Resource not accessible by integration")
    if name == "checks/update" and ask.repository.makers.get(int(parts["check_run_id"])) != ask.kind.login:
        return error(403, "Invalid app_id `15368` - check run can only be modified by the GitHub App that created it.")
    if name == "checks/create" and ask.get(f"/git/commits/{ask.body['head_sha']}") is None:
        return error(422, f"No commit found for SHA: {ask.body['head_sha']}")
    return None


def after(ask, answer):
    if ask.call.name in ("checks/create", "checks/update") and answer.status < 300:
        number = json.loads(answer.body)["id"]
        ask.repository.makers.setdefault(number, ask.kind.login)
        told = (ask.body.get("output") or {}).get("annotations", [])
        ask.repository.annotations.setdefault(number, []).extend(annotation(one) for one in told)


def annotation(one):
    absent = {"title": None, "raw_details": None, "start_column": None, "end_column": None}
    return {**absent, **one, "blob_href": f"https://github.com/blob/{one['path']}"}


def mend(ask, run):
    """A check run of an answer."""
    run["output"]["annotations_count"] = len(ask.repository.annotations.get(run["id"], []))
    run["output"]["annotations_url"] = f"{run['url']}/annotations"
    run["html_url"] = run["html_url"] or f"https://github.com/checks/{run['id']}"
