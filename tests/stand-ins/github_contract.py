"""What GitHub publishes about its own requests and answers: the description of its REST API."""

import functools
import json
import re
from typing import NamedTuple
from urllib.parse import parse_qs

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# Parameters that hold slashes, whether the description says so or not.
LONG = ("ref", "path", "basehead", "branch")
# Members that octocrab sends and GitHub does not describe; it does not read them either.
HARMLESS = {("pulls/update", "pull_number")}
# Answers that any operation may give.
ANYWHERE = (401, 403, 404, 422, 429)


class Call(NamedTuple):
    """An operation that GitHub describes, and what its path says."""

    name: str
    described: dict
    parts: dict


class Contract:
    def __init__(self, file):
        with open(file) as opened:
            self.document = in_words_of_json_schema(json.load(opened))
        self.registry = Registry().with_resource("urn:github", Resource(contents=self.document, specification=DRAFT202012))
        self.routes = sorted((self.route(path, item) for path, item in self.document["paths"].items()), key=lambda route: -route[0])

    def route(self, path, item):
        """How much of a path is fixed, its pattern, its operations."""
        described = [self.resolve(one) for operation in item.values() if isinstance(operation, dict) for one in operation.get("parameters", [])]
        long = {one["name"] for one in described if one["in"] == "path" and (one.get("x-multi-segment") or one["name"] in LONG)}
        pattern = ""
        for part in re.split(r"(\{[^}]+\})", path):
            name = part[1:-1]
            pattern += f"(?P<{name.replace('-', '_')}>{'.+' if name in long else '[^/]+'})" if part.startswith("{") else re.escape(part)
        return len(re.sub(r"\{[^}]+\}", "", path)), re.compile(pattern), item

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            found = self.document
            for part in node["$ref"].removeprefix("urn:github")[2:].split("/"):
                found = found[part.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def find(self, method, path):
        """The operation of a request; none when GitHub has none."""
        for _, pattern, item in self.routes:
            described = item.get(method.lower())
            if described and (found := pattern.fullmatch(path)):
                return Call(described["operationId"], described, found.groupdict())
        return None

    def request_problems(self, call, exchange):
        """Everything in a request that GitHub does not describe."""
        problems = self.body_problems(call, exchange)
        known = {one["name"]: self.resolve(one["schema"]) for one in map(self.resolve, call.described.get("parameters", [])) if one["in"] == "query"}
        for name, values in parse_qs(exchange.query_string, keep_blank_values=True).items():
            if name not in known:
                problems.append(f"query parameter {name!r} is not described")
            else:
                problems += [f"query {name} {problem}" for value in values for problem in self.mismatches(known[name], plain(value, known[name]))]
        if not exchange.headers.get("User-Agent"):
            problems.append("no User-Agent: GitHub refuses such requests")
        return problems

    def body_problems(self, call, exchange):
        wanted = self.resolve(call.described.get("requestBody") or {})
        schema = wanted.get("content", {}).get("application/json", {}).get("schema")
        try:
            body = json.loads(exchange.body) if exchange.body else None
        except ValueError:
            return ["the body is not JSON"]
        if schema is None or (body is None and not wanted.get("required")):
            return ["this operation takes no body"] if body not in (None, {}) else []
        body = {} if body is None else body
        problems = [f"body {problem}" for problem in self.mismatches(schema, body)]
        members = self.resolve(schema).get("properties")
        if members and isinstance(body, dict):
            strange = [name for name in body if name not in members and (call.name, name) not in HARMLESS]
            problems += [f"body member {name!r} is not described" for name in strange]
        return problems

    def answer_problems(self, call, answer):
        """How an answer differs from GitHub's: faults of the stand-in, told but never a test's failure."""
        described = call.described["responses"].get(str(answer.status))
        if described is None:
            return [] if answer.status in ANYWHERE else [f"status {answer.status} is not described"]
        schema = self.resolve(described).get("content", {}).get("application/json", {}).get("schema")
        return self.mismatches(schema, json.loads(answer.body)) if schema and answer.body else []

    def mismatches(self, schema, value):
        errors = self.validator(json.dumps(schema, sort_keys=True)).iter_errors(value)
        return [f"{'/'.join(map(str, error.absolute_path))}: {(best_match([error]) or error).message[:300]}" for error in errors]

    @functools.cache
    def validator(self, schema):
        return Draft202012Validator(json.loads(schema), registry=self.registry)


def in_words_of_json_schema(node):
    """OpenAPI's `nullable` and relative references, as JSON Schema says them."""
    if isinstance(node, list):
        return [in_words_of_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    out = {name: in_words_of_json_schema(one) for name, one in node.items() if name not in ("example", "examples")}
    if isinstance(out.get("$ref"), str):
        out["$ref"] = "urn:github" + out["$ref"]
    if out.pop("nullable", None) is True:
        if isinstance(out.get("type"), str):
            out["type"] = [out["type"], "null"]
            if "enum" in out and None not in out["enum"]:
                out["enum"] = [*out["enum"], None]
        else:
            return {"anyOf": [out, {"type": "null"}]}
    return out


def plain(text, schema):
    """A query's text as the type that it stands for."""
    kind = schema.get("type")
    if kind == "integer" and text.lstrip("-").isdigit():
        return int(text)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    return [text] if kind == "array" else text
