"""Prints what the image in a docker-archive is: a line for each file of its merged tree, then its configuration.

It reads tar archives with Python's own reader and applies layers as the image specification says, so that it shares
nothing with the programs that it judges. Modification times are left out: they say when a step ran.
"""

import hashlib
import json
import re
import sys
import tarfile

SCHILY = "SCHILY.xattr."


class Node:
    """A file: names that are hard links of each other share one."""

    def __init__(self, text):
        self.text = text
        self.names = 0


def describe(archive, member):
    """Type, mode, owner, and what the file holds."""
    kinds = {tarfile.DIRTYPE: "dir", tarfile.SYMTYPE: "link", tarfile.FIFOTYPE: "fifo", tarfile.CHRTYPE: "char",
             tarfile.BLKTYPE: "block"}
    kind = kinds.get(member.type, "file")
    text = f"{kind} {member.mode & 0o7777:o} {member.uid}:{member.gid}"
    if kind == "file":
        text += f" {member.size} {hashlib.sha256(archive.extractfile(member).read()).hexdigest()[:16]}"
    elif kind == "link":
        text = f"link {member.uid}:{member.gid} -> {shown(member.linkname)}"
    elif kind in ("char", "block"):
        text += f" {member.devmajor},{member.devminor}"
    for name, value in sorted(member.pax_headers.items()):
        if name.startswith(SCHILY):
            text += f" {name[len(SCHILY):]}={shown(value)}"
    return text


def shown(text):
    return text.encode("utf-8", "surrogateescape").decode("ascii", "backslashreplace")


def clean(name):
    while name.startswith("./"):
        name = name[2:]
    return "" if name == "." else name.strip("/")


def remove(tree, path):
    for name in [name for name in tree if name == path or name.startswith(path + "/")]:
        del tree[name]


def apply(tree, archive):
    """Applies a layer. What it takes away, it takes away from the layers below, wherever in the archive that stands."""
    members = [(clean(member.name), member) for member in archive.getmembers()]
    for path, _ in members:
        parent, _, base = path.rpartition("/")
        if base == ".wh..wh..opq":
            for name in [name for name in tree if not parent or name.startswith(parent + "/")]:
                del tree[name]
        elif base.startswith(".wh."):
            remove(tree, (parent + "/" if parent else "") + base[4:])
    for path, member in members:
        if not path or path.rpartition("/")[2].startswith(".wh."):
            continue
        if member.islnk():
            tree[path] = tree[clean(member.linkname)]
            continue
        if not member.isdir() or (path in tree and not tree[path].text.startswith("dir")):
            remove(tree, path)
        tree[path] = Node(describe(archive, member))


def configuration(document):
    """What of the configuration a container or a later build can see, and the history without its times."""
    config = document.get("config") or {}
    for name in ("Env", "Cmd", "Entrypoint", "WorkingDir", "User", "ExposedPorts", "Volumes", "Labels", "Shell",
                 "Healthcheck", "OnBuild", "StopSignal", "ArgsEscaped"):
        value = config.get(name)
        if value:
            yield f"config {name} {json.dumps(value, sort_keys=True)}"
    yield f"platform {document.get('os')}/{document.get('architecture')} layers {len(document['rootfs']['diff_ids'])}"
    yield f"author {json.dumps(document.get('author', ''))}"
    for entry in document.get("history") or []:
        entry = dict(entry, created_by=told(entry.get("created_by", "")))
        kept = {name: entry[name] for name in ("created_by", "empty_layer", "comment", "author") if entry.get(name)}
        yield f"history {json.dumps(kept, sort_keys=True)}"


def told(text):
    """The text of a step without what BuildKit's versions write in different ways."""
    if text.startswith("ARG "):
        return " ".join(word.partition("=")[0] for word in text.split(" "))
    if text.startswith("EXPOSE "):
        return "EXPOSE " + " ".join(sorted(re.findall(r"\d+/[a-z]+", text)))
    if text.startswith("HEALTHCHECK "):
        return "HEALTHCHECK"
    if text.startswith(("COPY ", "ADD ")):
        return re.sub(r" --(chown|chmod)=\S+", "", text)
    return re.sub(r"^RUN \|\d+ .*? /bin/", "RUN /bin/", text)


def main(path):
    with tarfile.open(path) as image:
        manifest = json.load(image.extractfile("manifest.json"))[0]
        tree = {}
        for layer in manifest["Layers"]:
            member = image.getmember(layer)
            while member.issym():
                member = image.getmember(clean("/".join(layer.split("/")[:-1] + [member.linkname])) if not
                                         member.linkname.startswith("..") else clean(member.linkname[3:]))
            with tarfile.open(fileobj=image.extractfile(member), errors="surrogateescape") as archive:
                apply(tree, archive)
        first = {}
        for name in sorted(tree):
            first.setdefault(id(tree[name]), name)
        for name in sorted(tree):
            origin = first[id(tree[name])]
            same = f" same as {shown(origin)}" if origin != name else ""
            print(f"/{shown(name)} {tree[name].text}{same}")
        for line in configuration(json.load(image.extractfile(manifest["Config"]))):
            print(line)


main(sys.argv[1])
