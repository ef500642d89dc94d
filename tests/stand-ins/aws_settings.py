"""Pipelines, infrastructure and distribution configurations, and the tags of everything."""

from aws_place import newest, not_there, page, present, slug, stamp

KINDS = {
    "pipelines": "image-pipeline",
    "infrastructures": "infrastructure-configuration",
    "distributions": "distribution-configuration",
}


def seed(place, seeded):
    """`pipelines`, `infrastructures`, `distributions`: members of what Get answers; `name` makes the ARN."""
    for member, kind in KINDS.items():
        for one in seeded.get(member, []):
            add(place, kind, one)


def add(place, kind, members):
    arn = place.arn(kind, slug(members["name"]))
    place.settings[arn] = {"dateCreated": stamp(), **members, "arn": arn}
    return arn


def setting(place, arn):
    if arn not in place.settings:
        raise not_there(arn)
    return place.settings[arn]


def pipeline(place, arn):
    return present({"status": "ENABLED", **setting(place, arn)})


def distribution(place, arn):
    return {"timeoutMinutes": 720, **setting(place, arn)}


def GetImagePipeline(place, asked):
    return {"imagePipeline": pipeline(place, asked["imagePipelineArn"])}


def ListImagePipelines(place, asked):
    return page(asked, "imagePipelineList", [pipeline(place, arn) for arn in place.settings if ":image-pipeline/" in arn])


def GetInfrastructureConfiguration(place, asked):
    return {"infrastructureConfiguration": setting(place, asked["infrastructureConfigurationArn"])}


def GetDistributionConfiguration(place, asked):
    return {"distributionConfiguration": distribution(place, asked["distributionConfigurationArn"])}


def tagged(place, arn):
    """Whatever has this ARN; its tags are in `tags`."""
    found = next((build.about for build in place.builds if build.arn == arn and not build.gone()), None)
    found = found or place.settings.get(arn) or place.recipes.get(arn) or place.components.get(newest(arn, place.components) if ":component/" in arn else None)
    if found is None:
        raise not_there(arn)
    return found


def ListTagsForResource(place, asked):
    return present({"tags": tagged(place, asked["resourceArn"]).get("tags") or {}})


def TagResource(place, asked):
    found = tagged(place, asked["resourceArn"])
    found["tags"] = {**(found.get("tags") or {}), **asked["tags"]}
    return {}


def UntagResource(place, asked):
    found = tagged(place, asked["resourceArn"])
    found["tags"] = {name: value for name, value in (found.get("tags") or {}).items() if name not in asked["tagKeys"]}
    return {}
