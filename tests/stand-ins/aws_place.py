"""What an account has in Image Builder in one region."""

import re
from datetime import datetime, timezone


class Refused(Exception):
    """An error of Image Builder."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


class Place:
    def __init__(self, account, region, images, fast_launch):
        self.account, self.region, self.images, self.fast_launch = account, region, images, fast_launch
        # Build versions of components, and recipes, by ARN.
        self.components, self.recipes = {}, {}
        # Pipelines and configurations by ARN.
        self.settings = {}
        self.builds = []
        # What the next builds will do, in order.
        self.scripts = []
        # What was answered to tokens.
        self.answers = {}

    def arn(self, kind, *parts):
        return f"arn:aws:imagebuilder:{self.region}:{self.account}:{kind}/" + "/".join(str(part) for part in parts)


def not_there(arn):
    """Which error Image Builder gives is not in its model; this is the one that is reported."""
    return Refused("ResourceNotFoundException", f"The resource with ARN '{arn}' does not exist.", 404)


def newest(arn, arns):
    """The newest ARN that one means; `x` stands for the newest of a part, and so does a build number left out."""
    head, name, wanted = taken_apart(arn)
    fits = [one for one in arns if taken_apart(one)[:2] == (head, name) and all(want in ("x", part) for want, part in zip(wanted, taken_apart(one)[2]))]
    return max(fits, key=lambda one: [int(part) for part in taken_apart(one)[2]], default=None)


def taken_apart(arn):
    """`arn:…:image`, its name, and the numbers behind it."""
    head, _, rest = arn.partition("/")
    name, _, parts = rest.partition("/")
    return head, name, re.split(r"[./]", parts)


def slug(name):
    return re.sub(r"[ _]", "-", name.lower())


def references(arn):
    """`latestVersionReferences` of an ARN with a version."""
    head, name, parts = taken_apart(arn)
    major, minor, patch = parts[:3]
    versions = {"latestVersionArn": "x.x.x", "latestMajorVersionArn": f"{major}.x.x", "latestMinorVersionArn": f"{major}.{minor}.x"}
    return {"latestVersionReferences": {**{member: f"{head}/{name}/{of}" for member, of in versions.items()}, "latestPatchVersionArn": f"{head}/{name}/{major}.{minor}.{patch}"}}


def page(asked, member, items):
    first = int(asked.get("nextToken") or 0)
    last = first + asked.get("maxResults", 25)
    more = {"nextToken": str(last)} if last < len(items) else {}
    return {member: items[first:last], **more}


def filtered(asked, items):
    """Items that have what `filters` name."""
    wanted = {one["name"]: one["values"] for one in asked.get("filters") or []}
    return [item for item in items if all(str(item.get(name)) in values for name, values in wanted.items())]


def present(members):
    return {name: value for name, value in members.items() if value is not None}


def stamp(moment=None):
    """A time as Image Builder writes it."""
    moment = moment or datetime.now(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
