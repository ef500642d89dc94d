"""Image Builder, from AWS's model: what was built, for those who look. Nothing is built here."""

import re

# ImageSummary has less than Image.
SUMMARY = ("arn", "name", "type", "version", "platform", "state", "owner", "dateCreated", "outputResources", "tags")


class Builder:
    def __init__(self):
        self.builds = []

    def add(self, account, region, build):
        """`image`: the ARN of a build version; `state`, `created`, `amis`; if wanted `pipeline` and `recipe`, ARNs."""
        self.builds = [old for old in self.builds if old["image"] != build["image"]]
        self.builds.append({**build, "account": account, "region": region})

    def before(self, of, operation, asked, record):
        if of.name != "imagebuilder":
            return None
        here = [build for build in self.builds if (build["account"], build["region"]) == (record["account"], record["region"])]
        answer = getattr(self, operation.name, None)
        if answer is None:
            record["problems"].append(f"the stand-in cannot do {operation.name}")
            return of.refuse("ServiceException", "the stand-in cannot do this", 501)
        members = answer(asked, here)
        if members is None:
            # Which error Image Builder gives is not in its model; this is the one that is reported.
            return of.refuse("ResourceNotFoundException", "The requested resource does not exist.", 404)
        return of.reply(operation, {"requestId": "00000000-0000-4000-8000-000000000000", **members})

    def GetImage(self, asked, here):
        build = newest(asked["imageBuildVersionArn"], here)
        return build and {"image": image(build)}

    def GetImagePipeline(self, asked, here):
        arn = asked["imagePipelineArn"]
        build = next((build for build in here if build.get("pipeline") == arn), None)
        return build and {"imagePipeline": {"arn": arn, "name": arn.rpartition("/")[2], "imageRecipeArn": build.get("recipe"), "status": "ENABLED"}}

    def ListImagePipelineImages(self, asked, here):
        found = [build for build in here if build.get("pipeline") == asked["imagePipelineArn"]]
        return page(asked, "imageSummaryList", [summary(build) for build in found])

    def ListImageBuildVersions(self, asked, here):
        prefix = asked.get("imageVersionArn")
        found = [build for build in here if prefix is None or build["image"].rpartition("/")[0] == prefix]
        return page(asked, "imageSummaryList", [summary(build) for build in found])

    def ListImages(self, asked, here):
        versions = {}
        for build in here:
            arn = build["image"].rpartition("/")[0]
            name, version = arn.split("/")[1:]
            versions[arn] = {"arn": arn, "name": name, "type": "AMI", "version": version, "owner": build["account"], "dateCreated": build["created"]}
        wanted = {one["name"]: one["values"] for one in asked.get("filters") or []}
        found = [version for version in versions.values() if all(version.get(name) in values for name, values in wanted.items())]
        return page(asked, "imageVersionList", found)


def newest(arn, here):
    """The newest build that an ARN means; `x` stands for the newest of a part, and so does a build number left out."""
    head, _, rest = arn.partition(":image/")
    name, _, parts = rest.partition("/")
    wanted = re.split(r"[./]", parts)
    fits = [
        build
        for build in here
        if build["image"].startswith(f"{head}:image/{name}/") and all(want in ("x", part) for want, part in zip(wanted, numbers(build)))
    ]
    return max(fits, key=lambda build: [int(part) for part in numbers(build)], default=None)


def numbers(build):
    return re.split(r"[./]", build["image"].partition(":image/")[2].partition("/")[2])


def image(build):
    _, name, version, number = build["image"].partition(":image/")[0:1] + tuple(build["image"].partition(":image/")[2].split("/"))
    members = {
        "arn": build["image"],
        "type": "AMI",
        "name": name,
        "version": f"{version}/{number}",
        "platform": build.get("platform", "Windows"),
        "state": {"status": build.get("state", "AVAILABLE")},
        "dateCreated": build["created"],
        "sourcePipelineArn": build.get("pipeline"),
        "outputResources": {"amis": build.get("amis", [])},
        "tags": build.get("tags", {}),
    }
    if build.get("recipe"):
        members["imageRecipe"] = {"arn": build["recipe"]}
    return {member: value for member, value in members.items() if value is not None}


def summary(build):
    return {**{member: value for member, value in image(build).items() if member in SUMMARY}, "owner": build["account"]}


def page(asked, member, items):
    first = int(asked.get("nextToken") or 0)
    last = first + asked.get("maxResults", 25)
    more = {"nextToken": str(last)} if last < len(items) else {}
    return {member: items[first:last], **more}
