"""Runs of workflows, which emulate does not run: what a test says of them.

    POST /_runs  {"for": REPOSITORY, "runs": {ID: STATUS}}
"""

from serving import Answer

NEVER = "2026-01-01T00:00:00Z"


def before(ask):
    if ask.call.name != "actions/get-workflow-run":
        return None
    ident = ask.call.parts["run_id"]
    status = ask.repository.runs.get(ident)
    if status is None:
        return Answer.json({"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}, 404)
    return Answer.json(run(ask, int(ident), status))


def run(ask, ident, status):
    repository = ask.get("")
    url = f"{repository['url']}/actions/runs/{ident}"
    commit = ask.get("/git/ref/heads/main")["object"]["sha"]
    person = {"name": "octocat", "email": "octocat@example.com"}
    return {
        "id": ident,
        "node_id": f"run-{ident}",
        "head_branch": "main",
        "head_sha": commit,
        "path": ".github/workflows/images.yml",
        "display_title": "images",
        "run_number": 1,
        "event": "schedule",
        "status": status,
        "conclusion": "cancelled" if status == "completed" else None,
        "workflow_id": 1,
        "url": url,
        "html_url": f"{repository['html_url']}/actions/runs/{ident}",
        "pull_requests": [],
        "created_at": NEVER,
        "updated_at": NEVER,
        "head_commit": {"id": commit, "tree_id": commit, "message": "first", "timestamp": NEVER, "author": person, "committer": person},
        "repository": repository,
        "head_repository": repository,
        **{f"{name}_url": f"{url}/{name}" for name in ("jobs", "logs", "check_suite", "cancel", "rerun", "artifacts", "workflow")},
    }
