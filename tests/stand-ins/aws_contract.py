"""What AWS publishes about its own requests and answers: botocore's models, read by moto's parsers and serializers."""

import functools
import json
import re
import uuid
from urllib.parse import parse_qsl

from botocore.loaders import Loader
from botocore.parsers import create_parser
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator
from moto.core.model import ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.serialize import get_serializer_class
from werkzeug.datastructures import Headers, MultiDict

from serving import Answer

SERVICES = ("ec2", "ssm", "sts", "imagebuilder", "logs", "s3")
REST = ("rest-json", "rest-xml")


class Service:
    def __init__(self, name):
        raw = Loader().load_service_model(name, "service-2")
        self.name = name
        self.model = ServiceModel(raw, name)
        self.protocol = raw["metadata"]["protocol"]
        self.json_version = raw["metadata"].get("jsonVersion", "1.1")
        # botocore leaves `pattern` out of what a shape knows of itself.
        self.patterns = {shape: known for shape, told in raw["shapes"].items() if (known := pattern(told.get("pattern")))}
        self.routes = [self.route(self.model.operation_model(op)) for op in self.model.operation_names] if self.protocol in REST else []
        # Where operations share a path, the one that asks for more of the query comes first.
        self.routes.sort(key=lambda route: -len(route[2]))

    @staticmethod
    def route(operation):
        uri, _, query = operation.http["requestUri"].partition("?")
        pattern = "".join(
            f"(?P<{part[1:-1].rstrip('+')}>.+)" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]+\})", uri)
        )
        return operation.http["method"], re.compile(pattern), dict(parse_qsl(query, keep_blank_values=True)), operation

    def operation(self, exchange):
        """The operation that a request names and the parameters in its path; none when there is no such operation."""
        if self.protocol in REST:
            for method, pattern, query, operation in self.routes:
                fits = method == exchange.method and query.items() <= exchange.query.items()
                if fits and (found := pattern.fullmatch(exchange.path)):
                    return operation, found.groupdict()
            return None, {}
        if self.protocol == "json":
            name = exchange.headers.get("X-Amz-Target", "").rpartition(".")[2]
        else:
            name = form(exchange).get("Action")
        return (self.model.operation_model(name), {}) if name in self.model.operation_names else (None, {})

    def parse(self, operation, exchange, in_path):
        """The parameters of a request, and everything in it that AWS's model does not allow."""
        values = form(exchange) if self.protocol in ("ec2", "query") else MultiDict(exchange.query)
        parser = PROTOCOL_PARSERS[self.protocol](operation)
        parameters = parser.parse(
            {
                "body": exchange.body,
                "headers": Headers(list(exchange.headers.items())),
                "method": exchange.method,
                "url_params": in_path,
                "url_path": exchange.path,
                "values": values,
            }
        )
        problems = self.problems(operation.input_shape, parameters)
        if self.protocol in ("ec2", "query"):
            # What the model knows comes out again; a name that does not is none of the model's.
            known = create_serializer(self.protocol).serialize_to_request(parameters, operation)["body"]
            problems += [f"{name}: not a member of {operation.name}" for name in values if name not in known]
        if self.protocol in REST:
            problems += [f"{name}: no parameter of {operation.name}" for name in exchange.query if name not in in_query(operation)]
        if self.protocol in ("json", "rest-json") and exchange.body:
            problems += unknown(operation.input_shape, exchange.json(), operation.name)
        return parameters, problems

    def problems(self, shape, value):
        if shape is None:
            return []
        report = ParamValidator().validate(value, shape)
        return ([report.generate_report()] if report.has_errors() else []) + self.limits(shape, value, shape.name)

    def limits(self, shape, value, path):
        """Limits, names and patterns, which botocore's own check leaves to the service."""
        out, kind, limits = [], shape.type_name, shape.metadata
        if value is None:
            return out
        if kind in ("list", "string") and len(value) > limits.get("max", len(value)):
            out.append(f"{path}: longer than {limits['max']}")
        if kind == "structure":
            for name, member in value.items():
                if name in shape.members:
                    out += self.limits(shape.members[name], member, f"{path}.{name}")
        elif kind == "list":
            for member in value:
                out += self.limits(shape.member, member, f"{path}[]")
        elif kind == "string":
            if shape.enum and value not in shape.enum:
                out.append(f"{path}: {value!r} is not one of {shape.enum}")
            if shape.name in self.patterns and not self.patterns[shape.name].search(value):
                out.append(f"{path}: {value!r} does not match {self.patterns[shape.name].pattern}")
        elif kind in ("integer", "long") and value > limits.get("max", value):
            out.append(f"{path}: more than {limits['max']}")
        return out

    def read(self, operation, answer):
        """The members of an answer that moto gave."""
        response = {"body": answer.body, "headers": dict(answer.headers), "status_code": answer.status}
        return create_parser(self.protocol).parse(response, operation.output_shape)

    def reply(self, operation, members):
        """An answer of our own; one whose members are not the model's is our own fault.

        Words are not held against the model's lists: AWS itself says `windows` where its model has `Windows` alone.
        """
        report = ParamValidator().validate(members, operation.output_shape)
        if report.has_errors():
            raise ValueError(f"the stand-in's answer to {operation.name}: {report.generate_report()}")
        built = get_serializer_class(self.name, self.protocol)(operation).serialize(members)
        body = built["body"]
        headers = {**built["headers"], **self.content_type()}
        return Answer(built["status_code"], body.encode() if isinstance(body, str) else body, tuple(headers.items()))

    def refuse(self, code, message, status=400):
        ident = str(uuid.uuid4())
        if self.protocol == "ec2":
            body = f"<Response><Errors><Error><Code>{code}</Code><Message>{text(message)}</Message></Error></Errors><RequestID>{ident}</RequestID></Response>"
        elif self.protocol == "query":
            body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{text(message)}</Message></Error><RequestId>{ident}</RequestId></ErrorResponse>"
        elif self.protocol == "rest-xml":
            body = f"<Error><Code>{code}</Code><Message>{text(message)}</Message><RequestId>{ident}</RequestId></Error>"
        else:
            body = json.dumps({"__type": code, "message": message})
        headers = {**self.content_type(), "x-amzn-RequestId": ident, "x-amzn-ErrorType": code}
        return Answer(status, body.encode(), tuple(headers.items()))

    def content_type(self):
        kind = {"json": f"application/x-amz-json-{self.json_version}", "rest-json": "application/json"}
        return {"Content-Type": kind.get(self.protocol, "text/xml;charset=UTF-8")}


def pattern(written):
    """A pattern of the model, unless Python cannot read it: classes of Unicode are none of its."""
    try:
        return re.compile(written) if written else None
    except re.error:
        return None


def in_query(operation):
    """What may stand in the query of an operation. SDKs name the operation in `x-id`."""
    shape, fixed = operation.input_shape, parse_qsl(operation.http["requestUri"].partition("?")[2], keep_blank_values=True)
    members = shape.members.values() if shape else ()
    named = [member.serialization.get("name") for member in members if member.serialization.get("location") == "querystring"]
    return ["x-id", *named, *(name for name, _ in fixed)]


def text(message):
    return message.replace("&", "&amp;").replace("<", "&lt;")


def form(exchange):
    return MultiDict(parse_qsl(exchange.body.decode() or exchange.query_string, keep_blank_values=True))


def unknown(shape, value, path):
    """Members of a JSON text that its shape has not."""
    if shape is None or value is None:
        return [f"{path}: takes no members"] if value else []
    out = []
    if shape.type_name == "structure":
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for name, member in value.items():
            out += unknown(names[name], member, f"{path}.{name}") if name in names else [f"{path}.{name}: not a member of {shape.name}"]
    elif shape.type_name == "list":
        for member in value:
            out += unknown(shape.member, member, f"{path}[]")
    return out


@functools.cache
def service(name):
    return Service(name)
