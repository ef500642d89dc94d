"""AWS for tests: moto, asked through AWS's own models.

* EC2, SSM and STS are moto's. Every request is held against botocore's model first: what the model does not allow is a
  problem in the log, and a test ends with none. `aws_images` adds what AWS does with images and moto does not.
* CloudWatch Logs and S3 are moto's too, and held against their models in the same way.
* Image Builder, which moto has not, is answered from the model (`aws_imagebuilder`).
* A world is an account. The access key `AKIA<account>TEST` is one of that account, so tests need no more than a number
  of their own to be alone. `aws_identity` has roles, OIDC and credentials that expire.

    POST /_seed  {"for": ACCOUNT, "region": REGION, "images": [...], "gone": [ID...], "parameters": [...],
                  "missing": [NAME...], "instances": [ID...], "page": N, and the seeds of `aws_versions`,
                  `aws_settings`, `aws_builds`, `aws_storage` and `aws_identity`}
    GET  /_images?for=ACCOUNT    every image of Image Builder

Faults: `refuse` takes `code`, `message` and `status`. Records have `service`, `operation`, `region`, `account`.
"""

import os
import uuid

os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"

import aws_fast_launch  # noqa: E402
import aws_identity  # noqa: E402
import aws_imagebuilder  # noqa: E402
import aws_images  # noqa: E402
import aws_parameters  # noqa: E402
import aws_storage  # noqa: E402
from aws_contract import SERVICES, service  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from serving import Answer, Stand, bind, serve  # noqa: E402
from werkzeug.test import EnvironBuilder, run_wsgi_app  # noqa: E402


class Aws(Stand):
    def __init__(self):
        super().__init__()
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.images = aws_images.Images(self.ask_moto)
        self.fast_launch = aws_fast_launch.FastLaunch()
        self.builder = aws_imagebuilder.Builder(self.images, self.fast_launch)
        self.identity = aws_identity.Identity()

    def world_of(self, exchange):
        return aws_identity.describe(exchange)[0]

    def describe(self, exchange):
        account, region, name = aws_identity.describe(exchange)
        record = {"service": name, "operation": None, "region": region, "account": account, "parameters": None, "problems": []}
        if account is None:
            record["problems"] = ["the request is not signed with a key of a test's account"]
        elif name == "oidc":
            record.update(operation="GetIdToken", parameters=exchange.query)
        elif name not in SERVICES:
            record["problems"] = [f"nothing is known of the service {name}"]
        else:
            operation, in_path = service(name).operation(exchange)
            if operation is None:
                record["problems"] = [f"{exchange.method} {exchange.path} is no operation of {name}"]
            else:
                record["operation"] = operation.name
                record["parameters"], record["problems"] = service(name).parse(operation, exchange, in_path)
        return record

    def answer(self, exchange, record):
        if record["service"] == "oidc":
            return self.identity.endpoint(exchange, record)
        if record["service"] not in SERVICES or record["operation"] is None:
            return Answer.json({"message": "; ".join(record["problems"])}, 400)
        of = service(record["service"])
        if record["problems"]:
            return of.refuse("ValidationException", "; ".join(record["problems"]))
        if refused := self.identity.refuses(of, exchange):
            return refused
        operation, asked = of.model.operation_model(record["operation"]), record["parameters"]
        for part in (self.identity, self.fast_launch, self.images, self.builder, aws_parameters):
            if answer := part.before(of, operation, asked, record):
                return answer
        answer = self.ask_moto(exchange, record["account"])
        if answer.status == 500:
            record["problems"].append(f"the stand-in cannot do {operation.name}: {answer.body[:300]!r}")
            return of.refuse("NotImplemented", "the stand-in cannot do this")
        if answer.status != 200:
            return answer
        for part in (self.images, aws_parameters):
            answer = part.after(of, operation, asked, record, answer)
        return answer

    def refusal(self, exchange, record, script):
        if record["service"] == "oidc":
            return Answer.json({"message": script.get("message", "scripted")}, script["status"])
        of = service(record["service"])
        return of.refuse(script["code"], script.get("message", "scripted"), script.get("status", 400))

    def ask_moto(self, exchange, account):
        headers = [(name, value) for name, value in exchange.headers.items() if name.lower() not in ("content-length", "connection")]
        environ = EnvironBuilder(
            method=exchange.method,
            path=exchange.path,
            query_string=exchange.query_string,
            data=exchange.body,
            headers=[*headers, ("X-Moto-Account-Id", account)],
        ).get_environ()
        chunks, status, answered = run_wsgi_app(self.moto, environ, buffered=True)
        dropped = ("content-length", "connection", "date", "server", "transfer-encoding")
        kept = tuple((name, value) for name, value in answered.items() if name.lower() not in dropped)
        request_id = () if "x-amzn-RequestId" in answered else (("x-amzn-RequestId", str(uuid.uuid4())),)
        return Answer(int(status.split()[0]), b"".join(chunks), (*kept, *request_id))

    def control(self, exchange):
        if exchange.path == "/_images":
            return Answer.json(self.builder.told(exchange.query["for"]))
        if exchange.path != "/_seed":
            return super().control(exchange)
        seed = exchange.json()
        account, region = seed["for"], seed["region"]
        with self.lock:
            for image in seed.get("images", []):
                self.images.add(account, region, image)
            for name in seed.get("missing", []):
                aws_parameters.remove(account, region, name)
            for parameter in seed.get("parameters", []):
                aws_parameters.add(account, region, parameter)
            instances = [self.images.launch(account, region, image) for image in seed.get("instances", [])]
            for image in seed.get("gone", []):
                self.images.remove(account, region, image)
            if seed.get("page"):
                self.images.pages[account, region] = seed["page"]
            self.identity.seed(account, seed)
            self.builder.seed(account, region, seed)
            aws_storage.seed(account, region, seed)
        return Answer.json({"instances": instances})


if __name__ == "__main__":
    serve(bind(Aws()))
