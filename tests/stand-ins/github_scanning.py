"""Uploads for code scanning, which emulate does not take: a record of the log has the file that was sent, as `sarif`."""

import base64
import gzip
import json
import os

from jsonschema import Draft7Validator
from serving import Answer

SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".installed", "sarif-2.1.0.json")
IDENTIFIER = "47177e22-5596-11eb-80a1-c1e54ef945c6"


def before(ask):
    if ask.call.name != "code-scanning/upload-sarif":
        return None
    try:
        sarif = json.loads(gzip.decompress(base64.b64decode(ask.body["sarif"])))
    except (ValueError, OSError) as error:
        ask.record["problems"].append(f"sarif is not base64 of gzip of JSON: {error}")
        return Answer.json({"message": "Invalid SARIF", "documentation_url": "https://docs.github.com/rest"}, 400)
    with open(SCHEMA) as opened:
        errors = list(Draft7Validator(json.load(opened)).iter_errors(sarif))
    ask.record["problems"] += [f"sarif {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in errors[:5]]
    ask.record["sarif"] = sarif
    url = f"https://api.github.com/repos/{ask.name}/code-scanning/sarifs/{IDENTIFIER}"
    return Answer.json({"id": IDENTIFIER, "url": url}, 202)
