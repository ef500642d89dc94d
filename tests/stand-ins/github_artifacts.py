"""Artifacts of runs: the service that jobs of a run talk to, and the part of the API that everybody else asks.

* A job has `ACTIONS_RESULTS_URL` and `ACTIONS_RUNTIME_TOKEN`, and calls the methods of
  https://github.com/actions/toolkit/blob/main/packages/artifact/src/generated/results/api/v1/artifact.twirp-client.ts
* Files go to and come from GitHub's storage by addresses that hold their own permission: `/_blob/…?of=REPOSITORY&id=NUMBER`
  (https://learn.microsoft.com/en-us/rest/api/storageservices/put-blob).

    GET /_artifacts?for=REPOSITORY    all of them: `id`, `run`, `name`, `files`
"""

import base64
import hashlib
import io
import json
import re
import zipfile

from serving import Answer

SERVICE = "/twirp/github.actions.results.api.v1.ArtifactService/"
# Account, container and blob, as the client wants to see them.
STORAGE = "/_blob/"
SOMETIME = "2026-01-01T00:00:00Z"


class Artifact:
    def __init__(self, run, name):
        self.run, self.name = run, name
        # Blocks that were put and not listed yet; the file; whether the job has said that it is whole.
        self.blocks, self.zip, self.whole = {}, b"", False

    @property
    def digest(self):
        return hashlib.sha256(self.zip).hexdigest()


def runtime_token(number, run):
    """What a job shows to the service: its client reads run and job in it, and so do we whose it is."""
    claims = {"scp": f"Actions.Results:{run}:{run}", "world": number}
    parts = ({"alg": "RS256", "typ": "JWT"}, claims, "signature")
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


def world_number(exchange):
    """Whose job asks."""
    token = exchange.headers.get("Authorization", "").partition(" ")[2]
    claims = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["world"]


def serve_job(repository, name, exchange, record):
    """A method of the service. What it does not know is a problem."""
    method, asked = exchange.path.removeprefix(SERVICE), exchange.json()
    host, run = exchange.headers["Host"], int(asked["workflow_run_backend_id"])
    found = {number: one for number, one in repository.artifacts.items() if one.run == run}
    named = [number for number, one in found.items() if one.name == asked.get("name")]
    if method == "CreateArtifact":
        if named:
            message = f"an artifact with this name already exists on the workflow run: {asked['name']}"
            return Answer.json({"code": "already_exists", "msg": message}, 409)
        number = len(repository.artifacts) + 1
        repository.artifacts[number] = Artifact(run, asked["name"])
        return Answer.json({"ok": True, "signed_upload_url": address(host, name, number)})
    if method == "FinalizeArtifact":
        one = found[named[0]]
        one.whole = len(one.zip) == int(asked["size"]) and asked.get("hash") in (None, f"sha256:{one.digest}")
        if not one.whole:
            record["problems"].append(f"artifact {one.name}: {len(one.zip)} bytes came of {asked['size']}")
        return Answer.json({"ok": one.whole, "artifact_id": str(named[0])})
    if method == "ListArtifacts":
        wanted = asked.get("name_filter"), asked.get("id_filter")
        fits = [number for number, one in found.items() if wanted[0] in (None, one.name) and wanted[1] in (None, str(number))]
        return Answer.json({"artifacts": [listed(asked, number, found[number]) for number in fits]})
    if method == "GetSignedArtifactURL":
        return Answer.json({"name": asked["name"], "signed_url": address(host, name, named[0])})
    record["problems"].append(f"nothing is known of {method}")
    return Answer.json({"code": "bad_route", "msg": method}, 404)


def listed(asked, number, one):
    return {
        "workflow_run_backend_id": asked["workflow_run_backend_id"],
        "workflow_job_run_backend_id": asked["workflow_job_run_backend_id"],
        "database_id": str(number),
        "name": one.name,
        "size": str(len(one.zip)),
        "created_at": SOMETIME,
        "digest": f"sha256:{one.digest}",
    }


def address(host, name, number):
    return f"http://{host}{STORAGE}artifacts/{number}?of={name}&id={number}"


def blob(repository, exchange):
    """GitHub's storage."""
    one, part = repository.artifacts[int(exchange.query["id"])], exchange.query.get("comp")
    if exchange.method == "GET":
        return Answer(200, one.zip, (("Content-Type", "application/zip"),))
    if part == "block":
        one.blocks[exchange.query["blockid"]] = exchange.body
    elif part == "blocklist":
        one.zip = b"".join(one.blocks[block] for block in re.findall(r"<Latest>([^<]+)</Latest>", exchange.body.decode()))
    else:
        one.zip = exchange.body
    return Answer(201, b"", (("ETag", f'"{one.digest}"'), ("x-ms-request-server-encrypted", "true")))


def before(ask):
    """The API."""
    if ask.call.name == "actions/list-workflow-run-artifacts":
        wanted, run = ask.exchange.query.get("name"), int(ask.call.parts["run_id"])
        of_run = {number: one for number, one in ask.repository.artifacts.items() if one.run == run and one.whole}
        found = [told(ask, number, one) for number, one in of_run.items() if wanted in (None, one.name)]
        return Answer.json({"total_count": len(found), "artifacts": found})
    if ask.call.name == "actions/download-artifact":
        number = int(ask.call.parts["artifact_id"])
        if number not in ask.repository.artifacts:
            return Answer.json({"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}, 404)
        return Answer(302, b"", (("Location", address(ask.exchange.headers["Host"], ask.name, number)),))
    return None


def told(ask, number, one):
    repository = ask.get("")
    url = f"{repository['url']}/actions/artifacts/{number}"
    return {
        "id": number,
        "node_id": f"artifact-{number}",
        "name": one.name,
        "size_in_bytes": len(one.zip),
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": False,
        "created_at": SOMETIME,
        "expires_at": SOMETIME,
        "updated_at": SOMETIME,
        "digest": f"sha256:{one.digest}",
        "workflow_run": {"id": one.run, "repository_id": repository["id"], "head_repository_id": repository["id"]},
    }


def all_of(repository):
    """For a test: what is in them."""
    whole = {number: one for number, one in repository.artifacts.items() if one.whole}
    return Answer.json([{"id": number, "run": one.run, "name": one.name, "files": files(one.zip)} for number, one in whole.items()])


def files(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}
