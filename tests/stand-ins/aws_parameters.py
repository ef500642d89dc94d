"""Parameters of Parameter Store: seeding, and what AWS does and moto does not."""

import json
from datetime import datetime, timezone

from moto.ssm.models import Parameter, ParameterDict, ssm_backends

# moto brings snapshots of some public parameters along; a test has those that it made.
ParameterDict._check_loading_status = lambda self, key: None


def store(account, region):
    return ssm_backends[account][region]._parameters


def add(account, region, parameter):
    """`name`, `value`, and if wanted `version`, `modified` and `type`."""
    name, versions = parameter["name"], store(account, region)
    version = parameter.get("version") or (versions[name][-1].version + 1 if name in versions else 1)
    versions[name].append(
        Parameter(
            account_id=account,
            name=name,
            value=parameter["value"],
            parameter_type=parameter.get("type", "String"),
            description=None,
            allowed_pattern=None,
            keyid=None,
            last_modified_date=moment(parameter.get("modified")),
            version=version,
            data_type="text",
        )
    )


def remove(account, region, name):
    store(account, region).pop(name, None)


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else datetime.now(timezone.utc)


def before(of, operation, asked, _record):
    names = asked.get("Names") or []
    if operation.name == "GetParameters" and len(set(names)) < len(names):
        return of.refuse("ValidationException", "Duplicate parameter names in the request.")
    return None


def after(of, operation, _asked, record, answer):
    """The ARN of a public parameter names no account."""
    if of.name != "ssm" or not operation.name.startswith("GetParameter"):
        return answer
    body = json.loads(answer.body)
    parameters = body.get("Parameters") or [body.get("Parameter") or {}]
    for parameter in parameters:
        if parameter.get("Name", "").startswith("/aws/service/"):
            parameter["ARN"] = parameter["ARN"].replace(f":{record['account']}:", "::")
    return answer._replace(body=json.dumps(body).encode())
