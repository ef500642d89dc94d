"""Components and recipes: versions that are made once and never change."""

import re

from aws_place import Refused, filtered, newest, not_there, page, present, references, slug, stamp

COMPONENT = ("arn", "name", "version", "description", "changeDescription", "type", "platform", "supportedOsVersions", "owner", "data", "dateCreated", "tags")
SUMMARY = ("arn", "name", "version", "platform", "supportedOsVersions", "type", "owner", "description", "changeDescription", "dateCreated", "tags")
VERSION = ("arn", "name", "version", "description", "platform", "supportedOsVersions", "type", "owner", "dateCreated")
RECIPE = (
    "arn", "type", "name", "description", "platform", "owner", "version", "components", "parentImage", "blockDeviceMappings", "dateCreated", "tags",
    "workingDirectory", "additionalInstanceConfiguration", "amiTags",
)  # fmt: skip
CONTAINER = ("arn", "containerType", "name", "description", "platform", "owner", "version", "components", "parentImage", "dateCreated", "tags", "targetRepository")
RECIPE_SUMMARY = ("arn", "name", "platform", "owner", "parentImage", "dateCreated", "tags")


def seed(place, seeded):
    """`components`: requests of CreateComponent, each time a further build version; `arn` for one of AWS's own.
    `recipes`: requests of CreateImageRecipe; `container_recipes` likewise."""
    for component in seeded.get("components", []):
        arn = component.get("arn")
        if arn:
            place.components[arn] = {**component, "owner": "Amazon", "version": arn.split("/")[2], "dateCreated": stamp()}
        else:
            add_component(place, component)
    for recipe in seeded.get("recipes", []):
        add_recipe(place, "image-recipe", recipe)
    for recipe in seeded.get("container_recipes", []):
        add_recipe(place, "container-recipe", recipe)


def CreateComponent(place, asked):
    if ("data" in asked) == ("uri" in asked):
        raise Refused("InvalidParameterCombinationException", "Exactly one of 'data' and 'uri' must be given.")
    if "data" in asked and not re.search(r"^\s*['\"]?phases['\"]?\s*:", asked["data"], re.MULTILINE):
        raise Refused("InvalidParameterValueException", "The value supplied for parameter 'data' is not valid. The document has no phases.")
    before = newest(place.arn("component", slug(asked["name"]), asked["semanticVersion"]), place.components)
    if before and same(place.components[before], asked):
        raise Refused("ResourceAlreadyExistsException", f"The following resource 'Component' already exists: '{before}'.")
    if asked.get("dryRun"):
        raise dry()
    arn = add_component(place, asked)
    return {"componentBuildVersionArn": arn, **references(arn)}


def same(component, asked):
    return all(component.get(member) == asked.get(member) for member in ("data", "uri", "platform"))


def add_component(place, asked):
    name, version = slug(asked["name"]), asked["semanticVersion"]
    before = newest(place.arn("component", name, version), place.components)
    arn = place.arn("component", name, version, int(before.rpartition("/")[2]) + 1 if before else 1)
    members = {member: value for member, value in asked.items() if member not in ("clientToken", "dryRun", "semanticVersion", "listed")}
    place.components[arn] = {**members, "arn": arn, "version": version, "type": kind(asked), "owner": place.account, "dateCreated": stamp()}
    return arn


def kind(asked):
    """A document whose one phase is `test` is a test."""
    phases = re.findall(r"^\s*-\s*['\"]?name['\"]?:\s*['\"]?(build|validate|test)['\"]?\s*$", asked.get("data", ""), re.MULTILINE)
    return "TEST" if phases == ["test"] else "BUILD"


def dry():
    return Refused("DryRunOperationException", "The dry run operation was successful.", 412)


def GetComponent(place, asked):
    arn = newest(asked["componentBuildVersionArn"], place.components)
    if arn is None:
        raise not_there(asked["componentBuildVersionArn"])
    component = place.components[arn]
    members = {member: component.get(member) for member in COMPONENT}
    return {"component": present({**members, "state": {"status": component.get("status", "ACTIVE")}, "encrypted": True}), **references(arn)}


def ListComponents(place, asked):
    owner = {"Self": place.account}.get(asked.get("owner", "Self"), asked.get("owner"))
    versions = {}
    for component in place.components.values():
        version = {member: component.get(member) for member in VERSION}
        versions[component["arn"].rpartition("/")[0]] = {**version, "arn": component["arn"].rpartition("/")[0]}
    found = [present(version) for version in versions.values() if version["owner"] == owner]
    found = filtered(asked, found)
    if asked.get("byName"):
        found = list({version["name"]: {"name": version["name"], "owner": version["owner"]} for version in found}.values())
    return page(asked, "componentVersionList", found)


def ListComponentBuildVersions(place, asked):
    wanted = asked.get("componentVersionArn")
    found = [component for arn, component in place.components.items() if wanted is None or arn.rpartition("/")[0] == wanted]
    items = [present({**{member: one.get(member) for member in SUMMARY}, "state": {"status": one.get("status", "ACTIVE")}}) for one in found]
    return page(asked, "componentSummaryList", items)


def CreateImageRecipe(place, asked):
    return create_recipe(place, "image-recipe", "imageRecipeArn", asked)


def CreateContainerRecipe(place, asked):
    return create_recipe(place, "container-recipe", "containerRecipeArn", asked)


def create_recipe(place, sort, member, asked):
    for component in asked.get("components") or []:
        if f":{place.account}:" in component["componentArn"] and newest(component["componentArn"], place.components) is None:
            raise Refused("InvalidParameterValueException", f"The component '{component['componentArn']}' does not exist.")
    arn = recipe_arn(place, sort, asked)
    if arn in place.recipes:
        raise Refused("ResourceAlreadyExistsException", f"The following resource 'Recipe' already exists: '{arn}'.")
    if asked.get("dryRun"):
        raise dry()
    add_recipe(place, sort, asked)
    return {member: arn, **references(arn)}


def recipe_arn(place, sort, asked):
    """The first `x` counts on from the newest version. Where it begins is not documented: nobody should rely on it."""
    name, version = slug(asked["name"]), asked["semanticVersion"].split(".")
    if "x" in version:
        at = version.index("x")
        if version[at:] != ["x"] * (3 - at):
            raise Refused("InvalidVersionNumberException", f"The version number {asked['semanticVersion']} is not valid.")
        before = newest(place.arn(sort, name, asked["semanticVersion"]), place.recipes)
        counted = int(before.rpartition("/")[2].split(".")[at]) + 1 if before else 1
        version = [*version[:at], str(counted), *["0"] * (2 - at)]
    return place.arn(sort, name, ".".join(version))


def add_recipe(place, sort, asked):
    arn = recipe_arn(place, sort, asked)
    members = {member: value for member, value in asked.items() if member not in ("clientToken", "dryRun", "semanticVersion")}
    of = {"type": "AMI"} if sort == "image-recipe" else {}
    platform = asked.get("platform") or platform_of(place, asked)
    place.recipes[arn] = {**members, **of, "arn": arn, "version": arn.rpartition("/")[2], "platform": platform, "owner": place.account, "dateCreated": stamp()}
    return arn


def platform_of(place, asked):
    """That of its components."""
    for one in asked.get("components") or []:
        if found := newest(one["componentArn"], place.components):
            return place.components[found].get("platform", "Linux")
    return "Linux"


def GetImageRecipe(place, asked):
    recipe = recipe_of(place, asked["imageRecipeArn"])
    return {"imageRecipe": present({member: recipe.get(member) for member in RECIPE}), **references(recipe["arn"])}


def GetContainerRecipe(place, asked):
    recipe = recipe_of(place, asked["containerRecipeArn"])
    return {"containerRecipe": present({member: recipe.get(member) for member in CONTAINER}), **references(recipe["arn"])}


def recipe_of(place, arn):
    found = newest(arn, place.recipes)
    if found is None:
        raise not_there(arn)
    return place.recipes[found]


def ListImageRecipes(place, asked):
    items = [recipe for arn, recipe in place.recipes.items() if ":image-recipe/" in arn] if asked.get("owner", "Self") == "Self" else []
    return page(asked, "imageRecipeSummaryList", [present({member: one.get(member) for member in RECIPE_SUMMARY}) for one in filtered(asked, items)])


def ListContainerRecipes(place, asked):
    items = [recipe for arn, recipe in place.recipes.items() if ":container-recipe/" in arn] if asked.get("owner", "Self") == "Self" else []
    return page(asked, "containerRecipeSummaryList", [present({member: one.get(member) for member in RECIPE_SUMMARY}) for one in filtered(asked, items)])
