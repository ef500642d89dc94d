"""Log streams of CloudWatch Logs and objects of S3, for seeding; moto answers for them."""

import time

from moto.logs.models import logs_backends
from moto.s3.models import s3_backends


def seed(account, region, seeded):
    """`logs`: [{"group", "stream", "lines"}]. `objects`: [{"bucket", "key", "text"}]."""
    for stream in seeded.get("logs", []):
        log(account, region, stream)
    for one in seeded.get("objects", []):
        put(account, region, one)


def log(account, region, stream):
    """Lines that are a millisecond apart, the last of them written just now."""
    groups = logs_backends[account][region]
    if stream["group"] not in groups.groups:
        groups.create_log_group(stream["group"], {})
    group = groups.groups[stream["group"]]
    if stream["stream"] not in group.streams:
        group.create_log_stream(stream["stream"])
    first = int(time.time() * 1000) - len(stream["lines"])
    group.put_log_events(stream["stream"], [{"timestamp": first + at, "message": line} for at, line in enumerate(stream["lines"])])


def put(account, region, one):
    buckets = s3_backends[account]["aws"]
    if one["bucket"] not in buckets.buckets:
        buckets.create_bucket(one["bucket"], region)
    buckets.put_object(one["bucket"], one["key"], one["text"].encode())
