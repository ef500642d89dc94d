"""Fast Launch of EC2, which moto has not: what a script says of it."""

from aws_place import present


class FastLaunch:
    def __init__(self):
        # What is told, by account and region.
        self.told = {}

    def add(self, account, region, image, script):
        """`state`, and if wanted `reason`."""
        item = {
            "ImageId": image,
            "ResourceType": "snapshot",
            "OwnerId": account,
            "MaxParallelLaunches": 6,
            "State": script["state"],
            "StateTransitionReason": script.get("reason"),
        }
        self.told.setdefault((account, region), {})[image] = present(item)

    def before(self, of, operation, asked, record):
        if operation.name != "DescribeFastLaunchImages":
            return None
        here = self.told.get((record["account"], record["region"]), {}).values()
        wanted = asked.get("ImageIds")
        return of.reply(operation, {"FastLaunchImages": [item for item in here if not wanted or item["ImageId"] in wanted]})
