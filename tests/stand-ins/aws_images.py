"""Images and the instances that were launched from them: seeding, and what AWS does and moto does not."""

from datetime import datetime, timezone
from urllib.parse import urlencode

from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import Ami

from aws_parameters import moment
from serving import Exchange

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html: filters of a request, values of a filter.
MOST_FILTERS, MOST_VALUES = 50, 200
FILTERS = ("architecture", "image-id", "is-public", "name", "owner-alias", "owner-id", "platform", "state", "virtualization-type", "tag-key")


class Images:
    def __init__(self, ask_moto):
        self.ask_moto = ask_moto
        # What moto does not keep, by account, region and id. It stays when the image goes.
        self.seeds = {}
        # How many images an answer holds that nobody limited, by account and region.
        self.pages = {}

    def add(self, account, region, image):
        """`id`, `name`, `owner`, `created`, `architecture`; if wanted `platform`, `alias`, `state`, `allowed`, `deprecated`,
        `source` (the image that it was made from)."""
        backend = ec2_backends[account][region]
        backend.amis[image["id"]] = Ami(
            backend,
            image["id"],
            name=image["name"],
            owner_id=image["owner"],
            owner_alias=image.get("alias"),
            public=image.get("public", True),
            virtualization_type="hvm",
            architecture=image["architecture"],
            state=image.get("state", "available"),
            creation_date=moment(image["created"]).replace(tzinfo=None),
            platform=image.get("platform"),
            image_location=f"{image.get('alias') or image['owner']}/{image['name']}",
            hypervisor="xen",
            root_device_type="ebs",
            region_name=f"{region}a",
            tags=image.get("tags"),
        )
        self.seeds[account, region, image["id"]] = image

    def remove(self, account, region, ident):
        ec2_backends[account][region].amis.pop(ident, None)

    def launch(self, account, region, ident):
        """An instance, by the call that launches one."""
        body = urlencode({"Action": "RunInstances", "Version": "2016-11-15", "ImageId": ident, "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.micro"})
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIA{account}TEST/20260101/{region}/ec2/aws4_request, SignedHeaders=host, Signature=0",
            "Content-Type": "application/x-www-form-urlencoded",
            "Host": f"ec2.{region}.amazonaws.com",
        }
        answer = self.ask_moto(Exchange("POST", "/", headers, body.encode()), account)
        if answer.status != 200:
            raise ValueError(f"no instance of {ident}: {answer.body!r}")
        return ident

    def before(self, of, operation, asked, record):
        if of.name != "ec2":
            return None
        filters = asked.get("Filters") or []
        if len(filters) > MOST_FILTERS or any(len(one.get("Values") or []) > MOST_VALUES for one in filters):
            return of.refuse("FilterLimitExceeded", f"The maximum number of filter values specified on a single call is {MOST_VALUES}")
        if operation.name == "DescribeImages":
            # moto finds nothing by a filter that it does not know, and says nothing of it.
            strange = [one["Name"] for one in filters if one["Name"] not in FILTERS and not one["Name"].startswith("tag:")]
            record["problems"] += [f"the stand-in cannot filter by {name}" for name in strange]
            return self.absent(of, asked, record)
        if operation.name == "DescribeInstanceImageMetadata":
            return of.reply(operation, self.metadata(asked, record))
        return None

    def absent(self, of, asked, record):
        """One id that does not exist fails the whole call; moto answers with those that do."""
        known = ec2_backends[record["account"]][record["region"]].amis
        absent = [ident for ident in asked.get("ImageIds") or [] if ident not in known]
        if absent:
            return of.refuse("InvalidAMIID.NotFound", f"The image id '[{', '.join(absent)}]' does not exist")
        return None

    def after(self, of, operation, asked, record, answer):
        if of.name != "ec2" or operation.name != "DescribeImages":
            return answer
        told = of.read(operation, answer)
        images = [image for image in map(lambda image: self.full(image, record), told["Images"]) if visible(image, asked)]
        images.sort(key=lambda image: image["ImageId"])
        first = int(asked.get("NextToken") or 0)
        last = first + (asked.get("MaxResults") or self.pages.get((record["account"], record["region"])) or len(images) or 1)
        members = {"Images": images[first:last]}
        if last < len(images):
            members["NextToken"] = str(last)
        return of.reply(operation, members)

    def full(self, image, record):
        seed = self.seeds.get((record["account"], record["region"], image["ImageId"]), {})
        image["ImageAllowed"] = seed.get("allowed", True)
        if seed.get("deprecated"):
            image["DeprecationTime"] = seed["deprecated"]
        if seed.get("source"):
            image["SourceImageId"] = seed["source"]
        return image

    def metadata(self, asked, record):
        """What an instance still tells of the image that it came from, whatever became of that."""
        account, region = record["account"], record["region"]
        wanted = asked.get("InstanceIds")
        out = []
        for reservation in ec2_backends[account][region].reservations.values():
            for instance in reservation.instances:
                seed = self.seeds.get((account, region, instance.image_id))
                if seed is None or wanted and instance.id not in wanted:
                    continue
                here = instance.image_id in ec2_backends[account][region].amis
                about = {
                    "ImageId": instance.image_id,
                    "Name": seed["name"],
                    "OwnerId": seed["owner"],
                    "State": seed.get("state", "available") if here else "deregistered",
                    "ImageOwnerAlias": seed.get("alias"),
                    "CreationDate": seed["created"],
                    "DeprecationTime": seed.get("deprecated"),
                    "ImageAllowed": seed.get("allowed", True),
                    "IsPublic": here and seed.get("public", True),
                }
                out.append(
                    {
                        "InstanceId": instance.id,
                        "InstanceType": instance.instance_type,
                        "AvailabilityZone": f"{region}a",
                        "State": {"Code": 16, "Name": "running"},
                        "OwnerId": account,
                        "ImageMetadata": {name: value for name, value in about.items() if value is not None},
                    }
                )
        return {"InstanceImageMetadata": out}


def visible(image, asked):
    """Images that are asked for by id are told whatever they are; a search leaves out those that nobody should take."""
    if asked.get("ImageIds"):
        return True
    if image["State"] == "disabled" and not asked.get("IncludeDisabled"):
        return False
    deprecated = image.get("DeprecationTime")
    gone = deprecated and moment(deprecated) <= datetime.now(timezone.utc)
    return asked.get("IncludeDeprecated") or not gone
