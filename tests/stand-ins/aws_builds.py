"""Images: what was built, and builds that do what their script says.

A script has `moments`; every GetImage shows one. Members of a moment, all but the first if wanted:

    state      the word of Image Builder; any word
    looks      how often it is shown before the next comes (1). The last one stays.
    minutes    how long after the one before it comes (1), for the times that are told; nothing waits
    steps      {NAME: STATUS} of workflow steps that change here
    reason, failure (`failureContext`), amis, scan (`scanState`)
    gone       the image is deleted
    strange    members of the image that AWS's model has not

Other members of a script:

    workflows  [{"kind", "name", "steps": [{"name", "action", "message", "outputs"}], "message", "status"}]
    amis       [{"region", "account", "state", "reason", "id", "fast_launch"}], there when the image is available. One
               without an `id` gets one and is in EC2 from then on. Without the list there is one here.
    containers, packages, findings        as the model has them
    log        lines of its stream in CloudWatch Logs
    objects    [{"bucket", "key", "text"}] in S3; {name}, {version} and {build} in the key are those of the image
    cancel     the moments that follow CancelImageCreation ([{"state": "CANCELLED"}])
"""

import hashlib
import uuid
from datetime import datetime, timedelta, timezone

import aws_settings
import aws_storage
import aws_versions
from aws_parameters import moment as read_time
from aws_place import Refused, newest, not_there, page, present, slug, stamp, taken_apart

SUMMARY = ("arn", "name", "type", "version", "platform", "state", "owner", "dateCreated", "outputResources", "tags", "buildType", "loggingConfiguration")
ENDED = ("AVAILABLE", "FAILED", "CANCELLED", "DEPRECATED", "DELETED", "DISABLED")
PLAIN = {"moments": [{"state": "BUILDING"}, {"state": "AVAILABLE"}]}
# Statuses of steps that have not begun, and of those that have ended.
WAITING, OVER = ("PENDING",), ("COMPLETED", "FAILED", "SKIPPED", "CANCELLED")


def seed(place, seeded):
    """`builds`: what is there already. `image` is the ARN; `state`, `created`, `amis`; if wanted `pipeline` and `recipe`,
    ARNs, `tags` and the members of a script. `scripts`: what the next builds will do."""
    place.scripts += seeded.get("scripts", [])
    for one in seeded.get("builds", []):
        place.builds = [build for build in place.builds if build.arn != one["image"]]
        script = {"moments": [{"state": one.get("state", "AVAILABLE"), "steps": one.get("steps", {})}], "amis": [], **one}
        about = {"platform": one.get("platform", "Windows"), "tags": one.get("tags", {}), "sourcePipelineArn": one.get("pipeline")}
        if one.get("recipe"):
            about["imageRecipe"] = known_recipe(place, one["recipe"])
        if one.get("pipeline") and one["pipeline"] not in place.settings:
            place.settings[one["pipeline"]] = {"arn": one["pipeline"], "name": one["pipeline"].rpartition("/")[2], "imageRecipeArn": one.get("recipe")}
        build = Build(place, one["image"], script, about, one["created"])
        build.looks = 1
        place.builds.append(build)
        build.reached()


def known_recipe(place, arn):
    recipe = place.recipes.get(arn, {"arn": arn})
    return present({member: recipe.get(member) for member in aws_versions.RECIPE})


class Build:
    def __init__(self, place, arn, script, about, created):
        self.place, self.arn, self.script, self.created = place, arn, script, created
        self.about = present(about)
        self.moments = list(script["moments"])
        self.at, self.looks = 0, 0
        self.amis = None
        self.started = False

    @property
    def moment(self):
        return self.moments[self.at]

    def gone(self):
        return self.moment.get("gone", False)

    def look(self):
        """Goes on to what the next GetImage shows."""
        if self.looks >= self.moment.get("looks", 1) and self.at + 1 < len(self.moments):
            self.at, self.looks = self.at + 1, 0
        self.looks += 1
        self.reached()

    def reached(self):
        if self.moment.get("amis") is not None:
            self.amis = [self.ami(one) for one in self.moment["amis"]]
        elif self.moment.get("state") == "AVAILABLE" and self.amis is None and self.about.get("type") != "DOCKER":
            self.amis = [self.ami(one) for one in self.script.get("amis", [{}])]

    def ami(self, script):
        """What is told of an AMI, which is in EC2 from now on unless the script names it."""
        if "image" in script:
            return script
        region, account = script.get("region", self.place.region), script.get("account", self.place.account)
        name, version = taken_apart(self.arn)[1], self.arn.rpartition("/")[0].rpartition("/")[2]
        told = {"region": region, "accountId": account, "name": f"{name} {version} {self.arn.rpartition('/')[2]}"}
        status = script.get("state", "AVAILABLE")
        told["state"] = present({"status": status, "reason": script.get("reason")})
        if status == "AVAILABLE":
            told["image"] = script.get("id") or "ami-0" + hashlib.sha256(f"{self.arn} {region} {account}".encode()).hexdigest()[:16]
            about = {"id": told["image"], "name": told["name"], "owner": account, "created": stamp(), "architecture": "x86_64", "public": False}
            tags = {"CreatedBy": "EC2 Image Builder", "Ec2ImageBuilderArn": self.arn}
            self.place.images.add(account, region, {**about, "tags": tags})
            if "fast_launch" in script:
                self.place.fast_launch.add(account, region, told["image"], script["fast_launch"])
        return told

    def scans(self):
        """Of what is started without a pipeline, only what asks for it."""
        asked = self.about.get("imageScanningConfiguration") or {}
        return not self.started or "sourcePipelineArn" in self.about or asked.get("imageScanningEnabled", False)

    def told(self):
        """What a test asks about."""
        return {"arn": self.arn, "state": self.moment.get("state"), "started": self.started, "gone": self.gone(), "tags": self.about.get("tags", {})}

    def image(self):
        name, version, number = self.arn.partition(":image/")[2].split("/")
        members = {
            "arn": self.arn,
            "type": "AMI",
            "name": name,
            "version": f"{version}/{number}",
            **self.about,
            "state": self.state(),
            "dateCreated": self.created,
            "outputResources": self.outputs(),
            "scanState": present({"status": self.latest("scan")}) or None if self.scans() else None,
        }
        return present(members)

    def state(self):
        moment = self.moment
        return present({"status": moment["state"], "reason": moment.get("reason"), "failureContext": self.failure()})

    def failure(self):
        """The context, with the ids of the step that it names."""
        told = self.moment.get("failure")
        if told is None or "failedStep" not in told:
            return told
        for at, workflow in enumerate(self.script.get("workflows", [])):
            if any(step["name"] == told["failedStep"] for step in workflow["steps"]):
                ids = {"workflowExecutionId": self.execution_id(at), "workflowArn": workflow_arn(self.place, workflow), "stepExecutionId": self.step_id(at, told["failedStep"])}
                return {**ids, **told}
        return told

    def outputs(self):
        made = self.moment.get("state") == "AVAILABLE"
        containers = self.script.get("containers") if made else None
        return present({"amis": self.amis or [], "containers": containers})

    def latest(self, member):
        return next((moment[member] for moment in reversed(self.moments[: self.at + 1]) if member in moment), None)

    def summary(self):
        return {**{member: value for member, value in self.image().items() if member in SUMMARY}, "owner": self.place.account}

    # Workflows.

    def execution_id(self, at):
        return f"wf-{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.arn} {at}')}"

    def step_id(self, at, name):
        return f"step-{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.arn} {at} {name}')}"

    def time(self, index):
        """When a moment came."""
        minutes = sum(moment.get("minutes", 1) for moment in self.moments[1 : index + 1])
        return stamp(read_time(self.created) + timedelta(minutes=minutes))

    def steps(self, at):
        """The steps of a workflow that are known by now."""
        out = []
        for step in self.script["workflows"][at]["steps"]:
            changes = [(index, moment["steps"][step["name"]]) for index, moment in enumerate(self.moments[: self.at + 1]) if step["name"] in moment.get("steps", {})]
            status = changes[-1][1] if changes else "PENDING"
            begun = [index for index, word in changes if word not in WAITING]
            told = {"stepExecutionId": self.step_id(at, step["name"]), "name": step["name"], "action": step.get("action", step["name"]), "status": status}
            told["startTime"] = self.time(begun[0]) if begun else None
            if status in OVER:
                told.update(endTime=self.time(changes[-1][0]), message=step.get("message"), outputs=step.get("outputs"))
            out.append(present(told))
        return out

    def executions(self):
        out = []
        for at, workflow in enumerate(self.script.get("workflows", [])):
            steps = self.steps(at)
            if all(step["status"] in WAITING for step in steps):
                continue
            words = [step["status"] for step in steps]
            status = workflow.get("status") or status_of(words)
            told = {
                "workflowBuildVersionArn": workflow_arn(self.place, workflow),
                "workflowExecutionId": self.execution_id(at),
                "type": workflow["kind"],
                "status": status,
                "totalStepCount": len(steps),
                "totalStepsSucceeded": words.count("COMPLETED"),
                "totalStepsFailed": words.count("FAILED"),
                "totalStepsSkipped": words.count("SKIPPED"),
                "startTime": min(step["startTime"] for step in steps if "startTime" in step),
            }
            if status in OVER:
                told.update(endTime=max(step["endTime"] for step in steps if "endTime" in step), message=workflow.get("message"))
            out.append(present(told))
        # In no order that anybody documents.
        return out[::-1]


def status_of(words):
    for word in ("FAILED", "CANCELLED"):
        if word in words:
            return word
    return "COMPLETED" if all(word in OVER for word in words) else "RUNNING"


def workflow_arn(place, workflow):
    return workflow.get("arn") or f"arn:aws:imagebuilder:{place.region}:aws:workflow/{workflow['kind'].lower()}/{slug(workflow['name'])}/1.0.2/1"


# Calls.


def CreateImage(place, asked):
    if ("imageRecipeArn" in asked) == ("containerRecipeArn" in asked):
        raise Refused("InvalidParameterCombinationException", "Exactly one of imageRecipeArn and containerRecipeArn must be given.")
    if asked.get("workflows") and not asked.get("executionRole"):
        raise Refused("InvalidParameterException", "The parameter 'executionRole' is required with workflows.")
    return start(place, asked, asked.get("tags") or {})


def StartImagePipelineExecution(place, asked):
    pipeline = aws_settings.pipeline(place, asked["imagePipelineArn"])
    if pipeline["status"] == "DISABLED":
        raise Refused("InvalidRequestException", f"The image pipeline '{pipeline['arn']}' is disabled.")
    logging = (pipeline.get("loggingConfiguration") or {}).get("imageLogGroupName")
    settings = {**pipeline, "loggingConfiguration": {"logGroupName": logging} if logging else None}
    answer = start(place, settings, {**(pipeline.get("imageTags") or {}), **(asked.get("tags") or {})}, pipeline)
    return {"imageBuildVersionArn": answer["imageBuildVersionArn"]}


def start(place, settings, tags, pipeline=None):
    recipe = aws_versions.recipe_of(place, settings.get("imageRecipeArn") or settings["containerRecipeArn"])
    infrastructure = aws_settings.setting(place, settings["infrastructureConfigurationArn"])
    arn = settings.get("distributionConfigurationArn")
    version = place.arn("image", slug(recipe["name"]), recipe["version"])
    before = newest(version, [build.arn for build in place.builds])
    script = place.scripts.pop(0) if place.scripts else PLAIN
    in_container = ":container-recipe/" in recipe["arn"]
    members = aws_versions.CONTAINER if in_container else aws_versions.RECIPE
    about = {
        "type": "DOCKER" if in_container else "AMI",
        "name": recipe["name"],
        "platform": recipe["platform"],
        "tags": tags,
        "buildType": "USER_INITIATED",
        "enhancedImageMetadataEnabled": settings.get("enhancedImageMetadataEnabled", True),
        "containerRecipe" if in_container else "imageRecipe": present({member: recipe.get(member) for member in members}),
        "infrastructureConfiguration": infrastructure,
        "distributionConfiguration": aws_settings.distribution(place, arn) if arn else None,
        "imageTestsConfiguration": settings.get("imageTestsConfiguration") or {"imageTestsEnabled": True},
        "imageScanningConfiguration": settings.get("imageScanningConfiguration"),
        "executionRole": settings.get("executionRole"),
        "workflows": settings.get("workflows"),
        "loggingConfiguration": settings.get("loggingConfiguration"),
    }
    if pipeline:
        about.update(sourcePipelineArn=pipeline["arn"], sourcePipelineName=pipeline["name"])
    number = int(before.rpartition("/")[2]) + 1 if before else 1
    build = Build(place, f"{version}/{number}", script, about, stamp(datetime.now(timezone.utc)))
    build.started = True
    place.builds.append(build)
    logged(build)
    build.reached()
    return {"imageBuildVersionArn": build.arn}


def logged(build):
    """Puts what a build will log where it logs."""
    place, name = build.place, slug(taken_apart(build.arn)[1])
    version, number = build.arn.split("/")[2:]
    if "log" in build.script:
        group = (build.about.get("loggingConfiguration") or {}).get("logGroupName") or f"/aws/imagebuilder/{name}"
        aws_storage.log(place.account, place.region, {"group": group, "stream": f"{version}/{number}", "lines": build.script["log"]})
    for one in build.script.get("objects", []):
        key = one["key"].format(name=name, version=version, build=number)
        aws_storage.put(place.account, place.region, {**one, "key": key})


def found(place, arn):
    build = next((build for build in place.builds if build.arn == arn), None)
    if build is None or build.gone():
        raise not_there(arn)
    return build


def GetImage(place, asked):
    arn = newest(asked["imageBuildVersionArn"], [build.arn for build in place.builds])
    build = found(place, arn or asked["imageBuildVersionArn"])
    build.look()
    if build.gone():
        raise not_there(arn)
    strange = build.moment.get("strange")
    return {"image": build.image(), **({"strange": {"image": strange}} if strange else {})}


def CancelImageCreation(place, asked):
    build = found(place, asked["imageBuildVersionArn"])
    if build.moment["state"] in ENDED:
        raise Refused("InvalidRequestException", f"The image '{build.arn}' cannot be cancelled in the state {build.moment['state']}.")
    build.moments = [*build.moments[: build.at + 1], *build.script.get("cancel", [{"state": "CANCELLED"}])]
    return {"imageBuildVersionArn": build.arn}


def ListWorkflowExecutions(place, asked):
    build = found(place, asked["imageBuildVersionArn"])
    return {**page(asked, "workflowExecutions", build.executions()), "imageBuildVersionArn": build.arn}


def of_execution(place, ident):
    for build in place.builds:
        for at, workflow in enumerate(build.script.get("workflows", [])):
            if build.execution_id(at) == ident and not build.gone():
                return build, at, workflow
    raise not_there(ident)


def ListWorkflowStepExecutions(place, asked):
    build, at, workflow = of_execution(place, asked["workflowExecutionId"])
    about = {"workflowBuildVersionArn": workflow_arn(place, workflow), "workflowExecutionId": asked["workflowExecutionId"], "imageBuildVersionArn": build.arn}
    return {**page(asked, "steps", build.steps(at)), **about}


def GetWorkflowExecution(place, asked):
    build, _, _ = of_execution(place, asked["workflowExecutionId"])
    told = next(one for one in build.executions() if one["workflowExecutionId"] == asked["workflowExecutionId"])
    return {**told, "imageBuildVersionArn": build.arn}


def ListImagePackages(place, asked):
    build = found(place, asked["imageBuildVersionArn"])
    if "packages" not in build.script or build.moment["state"] != "AVAILABLE":
        raise not_there(build.arn)
    return page(asked, "imagePackageList", build.script["packages"])


def ListImageScanFindings(place, asked):
    filters = asked.get("filters")
    if filters is not None and (len(filters) != 1 or len(filters[0].get("values") or []) != 1):
        raise Refused("InvalidParameterException", "Exactly one filter with exactly one value is allowed.")
    every = [{"awsAccountId": place.account, "imageBuildVersionArn": build.arn, **one} for build in place.builds for one in build.script.get("findings", [])]
    if filters:
        name, value = filters[0]["name"], filters[0]["values"][0]
        every = [one for one in every if value == (one.get("packageVulnerabilityDetails") or {}).get(name, one.get(name))]
    return page(asked, "findings", every)


def shown(place):
    return [build for build in place.builds if not build.gone()]


def ListImagePipelineImages(place, asked):
    return page(asked, "imageSummaryList", [build.summary() for build in shown(place) if build.about.get("sourcePipelineArn") == asked["imagePipelineArn"]])


def ListImageBuildVersions(place, asked):
    prefix = asked.get("imageVersionArn")
    return page(asked, "imageSummaryList", [build.summary() for build in shown(place) if prefix is None or build.arn.rpartition("/")[0] == prefix])


def ListImages(place, asked):
    versions = {}
    for build in shown(place):
        arn = build.arn.rpartition("/")[0]
        name, version = arn.split("/")[1:]
        told = {"arn": arn, "name": name, "type": build.about.get("type", "AMI"), "version": version, "owner": place.account, "dateCreated": build.created}
        versions[arn] = told
    wanted = {one["name"]: one["values"] for one in asked.get("filters") or []}
    found = [version for version in versions.values() if all(version.get(name) in values for name, values in wanted.items())]
    return page(asked, "imageVersionList", found if asked.get("owner", "Self") == "Self" else [])
