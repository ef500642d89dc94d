"""GitHub for tests: `emulate` behind a proxy that holds every request against GitHub's description of its REST API.

* What GitHub does not describe is a problem in the log, answered with 400; a test ends with none. Answers are held
  against the description too: what differs is the stand-in's fault and stands in `differences`.
* `github_rules` adds what GitHub does and emulate does not, `github_tokens` the kinds of tokens.
* `github_permissions` refuses tokens what their permissions do not say, `github_apps` makes those of installations.
* `github_runs` has the runs of workflows, `github_artifacts` their artifacts, `github_scanning` takes uploads for code scanning.
* `github_installation` has the repositories of an App's installation.
* `github_graphql` answers what only GraphQL can, `github_checks` what emulate has of check runs and GitHub has otherwise.
* A world is a repository, `octocat/NAME`. Requests to no repository belong to the one of their token.
* Paths may begin with /api/v3, as on GitHub Enterprise Server.

    POST /_seed  {"for": REPOSITORY, "git": FOLDER}                          makes it and pushes main; answers with tokens
    POST /_push  {"for": REPOSITORY, "git": FOLDER, "from": REV, "to": BRANCH} as a person does, with force
    POST /_pages {"for": REPOSITORY, "comments": N}                           GraphQL lists so many comments at once
    POST /_fork  the same to a branch of a fork, with a pull request into main

Faults: `refuse` takes `status`, `headers`, and `message` or `body`. Records have `method`, `path`, `operation`.
"""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from datetime import datetime, timezone
from urllib.parse import quote

import github_apps
import github_artifacts
import github_installation
import github_rules
import github_seed
from github_contract import Call, Contract
from github_graphql import PATHS, Graphql
from github_tokens import WORLDS, issue, make, recognise
from serving import Answer, Exchange, Stand, bind, serve

HERE = os.path.dirname(os.path.abspath(__file__))
INSTALLED = os.path.join(HERE, ".installed")
ENTERPRISE = "/api/v3"


class Repository:
    def __init__(self, number):
        self.number = number
        # Two requests to one repository are one after the other, as in GitHub's database.
        self.lock = threading.RLock()
        # Objects that are there, for pushing.
        self.known = set()
        # Commits that GitHub has signed.
        self.verified = set()
        # What happened to pull requests, by number.
        self.events = {}
        # The newest commit of pull requests whose branch has moved.
        self.heads = {}
        # The statuses of runs of workflows, by id.
        self.runs = {}
        # What the installation of an App on it reaches besides.
        self.installation = []
        # Artifacts of runs, by number; the App that is installed.
        self.artifacts, self.app = {}, None
        # Check runs: whose they are, and their annotations, by number.
        self.makers, self.annotations = {}, {}
        # Comments: their numbers by node, and why they are hidden. A page of GraphQL has so many at most.
        self.nodes, self.hidden, self.comments_a_page = {}, {}, 100


class Ask:
    """A request on its way, with all that is known of it."""

    def __init__(self, github, exchange, record, call, repository):
        self.github, self.exchange, self.record, self.call, self.repository = github, exchange, record, call, repository
        self.kind, self.number = recognise(exchange.headers)
        self.body = json.loads(exchange.body) if exchange.body else {}

    @property
    def name(self):
        return f"{self.call.parts['owner']}/{self.call.parts['repo']}"

    def get(self, path):
        """Asks emulate about the same repository; none when it is not there."""
        return self.send("GET", path)

    def send(self, method, path, body=None):
        answer = self.github.ask(method, f"/repos/{self.name}{path}", "octocat", self.number, body)
        return json.loads(answer.body) if answer.status < 300 and answer.body else None

    def user(self, login):
        answer = self.github.ask("GET", f"/users/{quote(login)}", "octocat", self.number)
        told = json.loads(answer.body)
        kept = [name for name in told if name.endswith("_url") or name in ("login", "id", "node_id", "gravatar_id", "url", "type", "site_admin")]
        return {name: told[name] for name in kept}

    def now(self):
        return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Github(Stand):
    def __init__(self, upstream):
        super().__init__()
        self.contract = Contract(os.path.join(INSTALLED, "api.github.com.json"))
        self.graphql = Graphql(os.path.join(INSTALLED, "github.graphql"))
        self.upstream = upstream
        self.repositories = {}
        # Their names, by number.
        self.names = {}

    def world_of(self, exchange):
        named = re.match(r"/repos/([^/]+/[^/]+)", plain_path(exchange))
        if named and named[1] in self.repositories:
            return named[1]
        if exchange.path.startswith(github_artifacts.SERVICE):
            return self.names.get(github_artifacts.world_number(exchange))
        if installation := re.match(r"/app/installations/(\d+)/", plain_path(exchange)):
            return self.names.get(int(installation[1]))
        if re.fullmatch(r"/users/[^/]+/installation", plain_path(exchange)):
            home = github_apps.signer(self, exchange)
            return self.names.get(home.number) if home else None
        return self.names.get(recognise(exchange.headers)[1])

    def describe(self, exchange):
        if exchange.path in PATHS and exchange.method == "POST":
            operation, problems = self.graphql.describe(exchange)
            return {"method": "POST", "path": "/graphql", "query": "", "operation": operation, "problems": problems}
        if exchange.path.startswith(github_artifacts.SERVICE):
            operation = exchange.path.removeprefix(github_artifacts.SERVICE)
            return {"method": "POST", "path": exchange.path, "query": "", "operation": operation, "problems": []}
        call = self.contract.find(exchange.method, plain_path(exchange))
        record = {"method": exchange.method, "path": plain_path(exchange), "query": exchange.query_string, "operation": call.name if call else None}
        if call is None:
            record["problems"] = [f"{exchange.method} {exchange.path} is not in GitHub's description"]
        else:
            record["problems"] = self.contract.request_problems(call, exchange)
        try:
            record["body"] = json.loads(exchange.body) if exchange.body else None
        except ValueError:
            record["body"] = None
        return record

    def answer(self, exchange, record):
        if record["path"] == "/graphql" and exchange.path in PATHS:
            return self.answer_graphql(exchange, record)
        if exchange.path.startswith(github_artifacts.SERVICE):
            name = self.world_of(exchange)
            with self.repositories[name].lock:
                return github_artifacts.serve_job(self.repositories[name], name, exchange, record)
        call = self.contract.find(exchange.method, plain_path(exchange))
        if record["problems"] or call is None:
            return Answer.json({"message": "; ".join(record["problems"])}, 400)
        repository = self.repositories.get(self.world_of(exchange)) or Repository(0)
        with repository.lock:
            answer = self.decide(Ask(self, exchange, record, call, repository))
        if exchange.path.startswith(ENTERPRISE):
            answer = enterprise(answer)
        return answer

    def answer_graphql(self, exchange, record):
        name = self.world_of(exchange)
        if record["problems"]:
            return Answer.json({"errors": [{"message": "; ".join(record["problems"])}]})
        owner, _, repo = (name or "/").partition("/")
        repository = self.repositories.get(name) or Repository(0)
        with repository.lock:
            return self.graphql.answer(Ask(self, exchange, record, Call("graphql", {}, {"owner": owner, "repo": repo}), repository))

    def decide(self, ask):
        answer = github_rules.before(ask)
        if answer is None:
            login = ask.kind.login
            answer = self.forward(ask.exchange.method, plain_target(ask.exchange), f"{login}:{ask.number % WORLDS}", github_rules.rewrite(ask), ask.exchange.headers)
            answer = github_rules.after(ask, answer)
        answer = github_rules.mended(ask, answer)
        ask.record["differences"] = self.contract.answer_problems(ask.call, answer)
        return answer

    def refusal(self, exchange, record, script):
        body = script.get("body") or {"message": script.get("message", "scripted"), "documentation_url": "https://docs.github.com/rest"}
        return Answer.json(body, script["status"], tuple(script.get("headers", {}).items()))

    def ask(self, method, path, login, number, body=None):
        """A request of our own."""
        headers = {"Content-Type": "application/json", "User-Agent": "tests"}
        return self.forward(method, path, f"{login}:{number % WORLDS}", json.dumps(body).encode() if body is not None else b"", headers)

    def forward(self, method, target, token, body, headers):
        kept = {name: value for name, value in headers.items() if name.lower() in ("accept", "content-type", "user-agent")}
        request = urllib.request.Request(self.upstream + target, data=body or None, method=method, headers={**kept, "Authorization": f"Bearer {token}"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answered:
                return of_emulate(answered.status, answered.read(), answered.headers)
        except urllib.error.HTTPError as refused:
            return of_emulate(refused.code, refused.read(), refused.headers)

    def control(self, exchange):
        if exchange.path.startswith(github_artifacts.STORAGE):
            return github_artifacts.blob(self.repositories[exchange.query["of"]], exchange)
        if exchange.path == "/_artifacts":
            return github_artifacts.all_of(self.repositories[exchange.query["for"]])
        if exchange.path not in ("/_seed", "/_push", "/_fork", "/_pages", "/_runs", "/_token", "/_app", "/_installation"):
            return super().control(exchange)
        asked = exchange.json()
        name = asked["for"]
        if exchange.path == "/_seed":
            return self.make(name, asked["git"])
        with self.repositories[name].lock:
            if exchange.path == "/_runs":
                self.repositories[name].runs.update(asked["runs"])
                return Answer.json({})
            if exchange.path == "/_installation":
                return github_installation.seed(self.repositories[name], asked)
            if exchange.path == "/_token":
                number = self.repositories[name].number
                runtime = github_artifacts.runtime_token(number, asked["run"])
                return Answer.json({"token": make(number, "github-actions[bot]", asked["permissions"]), "runtime": runtime})
            if exchange.path == "/_app":
                self.repositories[name].app = app = github_apps.App(asked)
                return Answer.json({"key": app.pem()})
            if exchange.path == "/_pages":
                self.repositories[name].comments_a_page = asked["comments"]
                return Answer.json({})
            if exchange.path == "/_fork":
                return self.fork(name, asked["git"], asked["from"], asked["to"])
            return self.push(name, asked["git"], asked["from"], asked["to"])

    def make(self, name, folder):
        with self.lock:
            repository = Repository(len(self.names) + 1)
            self.repositories[name], self.names[repository.number] = repository, name
        made = self.ask("POST", "/user/repos", "octocat", repository.number, {"name": name.partition("/")[2]})
        if made.status != 201:
            raise ValueError(f"no repository {name}: {made}")
        for login in ("github-actions[bot]", "fleet-app[bot]", "machine-user", "reviewer"):
            self.ask("PUT", f"/repos/{name}/collaborators/{login}", "octocat", repository.number, {"permission": "push"})
        self.push(name, folder, "HEAD", "main")
        return Answer.json({"tokens": issue(repository.number)})

    def sender(self, name, number, login="octocat"):
        """Asks emulate about a repository, as a person who is not refused."""

        def send(method, path, body=None):
            answer = self.ask(method, f"/repos/{name}{path}", login, number, body)
            if answer.status >= 300:
                raise ValueError(f"{method} {path}: {answer}")
            return json.loads(answer.body)

        return send

    def fork(self, name, folder, revision, branch):
        """A fork has its own branches, and its commits are in the repository that it is of too, as on GitHub."""
        repository, owner = self.repositories[name], "machine-user"
        number, fork = repository.number, f"machine-user/{name.partition('/')[2]}"
        if self.ask("GET", f"/repos/{fork}", owner, number).status != 200:
            self.sender(name, number, owner)("POST", "/forks", {})
        send = self.sender(fork, number, owner)
        commit = github_seed.push(send, set(), folder, revision)
        github_seed.push(self.sender(name, number), repository.known, folder, revision)
        there = self.ask("GET", f"/repos/{fork}/git/ref/heads/{branch}", owner, number).status == 200
        if there:
            send("PATCH", f"/git/refs/heads/{branch}", {"sha": commit, "force": True})
        else:
            send("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})
        pulls = self.sender(name, number, owner)
        found = pulls("GET", f"/pulls?state=open&head={owner}:{branch}")
        pull = found[0] if found else pulls("POST", "/pulls", {"title": branch, "head": f"{owner}:{branch}", "base": "main"})
        repository.heads[pull["number"]] = commit
        return Answer.json({"sha": commit, "number": pull["number"], "repository": fork})

    def push(self, name, folder, revision, branch):
        repository = self.repositories[name]
        commit = github_seed.push(self.sender(name, repository.number), repository.known, folder, revision)
        # The branch moves by the way that everybody takes, so that pull requests follow it.
        owner, repo = name.split("/")
        there = self.ask("GET", f"/repos/{name}/git/ref/heads/{branch}", "octocat", repository.number).status == 200
        path = f"/repos/{name}/git/refs" + (f"/heads/{branch}" if there else "")
        body = {"sha": commit, "force": True} if there else {"ref": f"refs/heads/{branch}", "sha": commit}
        headers = {"Authorization": f"Bearer {issue(repository.number)['person']}", "User-Agent": "tests", "Content-Type": "application/json"}
        exchange = Exchange("PATCH" if there else "POST", path, headers, json.dumps(body).encode())
        moved = self.decide(Ask(self, exchange, {"problems": []}, self.contract.find(exchange.method, path), repository))
        if moved.status >= 300:
            raise ValueError(f"{owner}/{repo} {branch}: {moved}")
        return Answer.json({"sha": commit})


def plain_path(exchange):
    return exchange.path.removeprefix(ENTERPRISE)


def plain_target(exchange):
    return exchange.target.removeprefix(ENTERPRISE)


def of_emulate(status, body, headers):
    kept = ("content-type", "link", "location", "etag", "retry-after")
    told = [(name, value) for name, value in headers.items() if name.lower() in kept or name.lower().startswith("x-")]
    return Answer(status, body, (*told, ("X-GitHub-Request-Id", "0000:0000:0000000:0000000:00000000")))


def enterprise(answer):
    """Links of GitHub Enterprise Server."""
    long = tuple((name, re.sub(r"(http://127\.0\.0\.1:\d+)/(?=repos/|user)", rf"\1{ENTERPRISE}/", value)) for name, value in answer.headers)
    return answer._replace(body=re.sub(rb'("http://127\.0\.0\.1:\d+)/(?=repos/|user)', rb"\1/api/v3/", answer.body), headers=long)


def start_emulate(base_url):
    """Starts emulate on a free port, as a child that ends when this process does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The write end of its input is ours alone: it is closed when this process ends, however it ends.
    child = subprocess.Popen(
        ["node", os.path.join(HERE, "emulate.mjs"), str(port), base_url, str(WORLDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if not child.stdout.readline():
        sys.exit("emulate does not start")
    return child, f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    stand = Github(None)
    server = bind(stand)
    emulate, stand.upstream = start_emulate(f"http://127.0.0.1:{server.server_address[1]}")
    serve(server)
