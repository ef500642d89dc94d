"""Image Builder, from AWS's model. An account has a place of its own in every region; nothing is built but by script.

What a call does stands in a function of its name: `aws_versions` has components and recipes, `aws_builds` images and what is
told of them, `aws_settings` pipelines, configurations and tags.
"""

import json
import threading

import aws_builds
import aws_settings
import aws_versions
from aws_place import Place, Refused

PARTS = (aws_builds, aws_settings, aws_versions)


class Builder:
    def __init__(self, images, fast_launch):
        self.images, self.fast_launch = images, fast_launch
        self.places = {}
        self.lock = threading.RLock()

    def place(self, account, region):
        with self.lock:
            return self.places.setdefault((account, region), Place(account, region, self.images, self.fast_launch))

    def seed(self, account, region, seed):
        place = self.place(account, region)
        with self.lock:
            for part in (aws_versions, aws_settings, aws_builds):
                part.seed(place, seed)

    def told(self, account):
        """Every image of an account, for tests."""
        with self.lock:
            return [build.told() for place in self.places.values() if place.account == account for build in place.builds]

    def before(self, of, operation, asked, record):
        if of.name != "imagebuilder":
            return None
        call = next((getattr(part, operation.name) for part in PARTS if hasattr(part, operation.name)), None)
        if call is None:
            record["problems"].append(f"the stand-in cannot do {operation.name}")
            return of.refuse("ServiceException", "the stand-in cannot do this", 501)
        place = self.place(record["account"], record["region"])
        try:
            with self.lock:
                members = once(place, operation.name, asked, call)
        except Refused as refused:
            return of.refuse(refused.code, refused.message, refused.status)
        strange = members.pop("strange", None)
        answer = of.reply(operation, {"requestId": "00000000-0000-4000-8000-000000000000", **members} if has_request_id(operation) else members)
        return with_strange(answer, strange) if strange else answer


def once(place, name, asked, call):
    """The same token with the same parameters gives the first answer and does nothing more."""
    token = asked.get("clientToken")
    if token is None:
        return call(place, asked)
    if (name, token) in place.answers:
        before, members = place.answers[name, token]
        if before != asked:
            raise Refused("IdempotentParameterMismatchException", "The clientToken was used before with other parameters.")
        return dict(members)
    members = {**call(place, asked), "clientToken": token}
    place.answers[name, token] = (asked, members)
    return dict(members)


def has_request_id(operation):
    return "requestId" in operation.output_shape.members


def with_strange(answer, strange):
    """Members that the model has not, as a newer AWS may send them."""
    body = json.loads(answer.body)
    for name, members in strange.items():
        body[name].update(members)
    return answer._replace(body=json.dumps(body).encode())
