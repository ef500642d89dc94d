"""Puts the commits of a local repository on GitHub, with the same ids."""

import base64
import re
import subprocess
from datetime import datetime, timedelta, timezone

IDENTITY = re.compile(r"(.*?) ?<(.*?)> (\d+) ([+-]\d{4})")


def push(send, known, folder, revision):
    """Sends what GitHub lacks of a revision's history; the id of its commit. `known` are the objects that are there."""
    for commit in git(folder, "rev-list", "--reverse", "--topo-order", revision).decode().split():
        if commit not in known:
            push_commit(send, known, folder, commit)
    return git(folder, "rev-parse", f"{revision}^{{commit}}").decode().strip()


def push_commit(send, known, folder, commit):
    head, _, message = git(folder, "cat-file", "commit", commit).decode().partition("\n\n")
    lines = [line.partition(" ")[::2] for line in head.split("\n")]
    said = dict(lines)
    tree = push_tree(send, known, folder, said["tree"])
    made = send(
        "POST",
        "/git/commits",
        {
            "message": message,
            "tree": tree,
            "parents": [value for name, value in lines if name == "parent"],
            "author": identity(said["author"]),
            "committer": identity(said["committer"]),
        },
    )
    same(made["sha"], commit)
    known.add(commit)


def push_tree(send, known, folder, tree):
    if tree in known:
        return tree
    entries = []
    for line in git(folder, "ls-tree", "-r", "-z", tree).decode().split("\0")[:-1]:
        about, _, path = line.partition("\t")
        mode, kind, sha = about.split()
        if kind == "blob" and sha not in known:
            content = base64.b64encode(git(folder, "cat-file", "blob", sha)).decode()
            same(send("POST", "/git/blobs", {"content": content, "encoding": "base64"})["sha"], sha)
            known.add(sha)
        entries.append({"path": path, "mode": mode, "type": kind, "sha": sha})
    same(send("POST", "/git/trees", {"tree": entries})["sha"], tree)
    known.add(tree)
    return tree


def identity(text):
    name, email, seconds, zone = IDENTITY.fullmatch(text).groups()
    sign = -1 if zone[0] == "-" else 1
    offset = timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])))
    return {"name": name, "email": email, "date": datetime.fromtimestamp(int(seconds), offset).isoformat()}


def same(made, wanted):
    if made != wanted:
        raise ValueError(f"GitHub made {made} of {wanted}")


def git(folder, *arguments):
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True).stdout
