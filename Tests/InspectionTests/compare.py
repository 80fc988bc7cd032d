"""Compares the files of two docker archives: flattens the layers by hand and prints a line for each path that differs.

With a third argument other times are differences, too."""
import hashlib
import json
import sys
import tarfile


def flatten(path):
    tree = {}
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        for name in manifest["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(name)) as layer:
                apply(tree, layer)
    return tree


def remove(tree, path, itself):
    for known in [k for k in tree if (itself and k == path) or k.startswith(path + "/") or (path == "" and not itself)]:
        del tree[known]


def apply(tree, layer):
    members = layer.getmembers()
    names = {m.name.strip("/") for m in members}
    for member in members:  # what hides things hides those of the layers below
        folder, _, name = member.name.strip("/").rpartition("/")
        if name == ".wh..wh..opq":
            remove(tree, folder, False)
        elif name.startswith(".wh."):
            remove(tree, (folder + "/" if folder else "") + name[4:], True)
    for member in members:
        path = member.name.strip("/")
        if path.rpartition("/")[2].startswith(".wh.") or path in ("", "."):
            continue
        parts = path.split("/")
        for depth in range(1, len(parts)):
            parent = "/".join(parts[:depth])
            if tree.get(parent, {"kind": None})["kind"] != "directory":
                remove(tree, parent, True)
                tree[parent] = {"kind": "directory", "implied": True}
        if not member.isdir() or tree.get(path, {"kind": "directory"})["kind"] != "directory":
            remove(tree, path, True)
        tree[path] = facts(member, layer, tree)


def facts(member, layer, tree):
    if member.islnk():
        return dict(tree[member.linkname.strip("/")])
    attributes = {k[13:]: v for k, v in member.pax_headers.items() if k.startswith("SCHILY.xattr.")}
    base = {
        "mode": member.mode & 0o7777,
        "owner": (member.uid, member.gid),
        "attributes": attributes,
        "time": int(member.mtime),
    }
    if member.isfile():
        data = layer.extractfile(member).read()
        return dict(base, kind="file", content=(len(data), hashlib.sha256(data).hexdigest()))
    if member.isdir():
        return dict(base, kind="directory")
    if member.issym():
        return dict(base, kind="symbolicLink", target=member.linkname, mode=None)
    if member.ischr():
        return dict(base, kind="characterDevice", device=(member.devmajor, member.devminor))
    return dict(base, kind="pipe")


def differences(old, new):
    for path in sorted(set(old) | set(new)):
        one, other = old.get(path), new.get(path)
        if one is None or other is None:
            yield path, "added" if one is None else "removed"
            continue
        implied = "implied" in one or "implied" in other
        what = [] if one["kind"] == other["kind"] else ["kind"]
        both_files = one["kind"] == other["kind"] == "file"
        if both_files and one["content"] != other["content"]:
            what.append("content")
        if not implied and None not in (one["mode"], other["mode"]) and one["mode"] != other["mode"]:
            what.append("mode")
        if not implied and one["owner"] != other["owner"]:
            what.append("owner")
        if one.get("target") != other.get("target"):
            what.append("target")
        if one["kind"] == other["kind"] and one.get("device") != other.get("device"):
            what.append("device")
        if not implied and one["attributes"] != other["attributes"]:
            what.append("attributes")
        if not implied and len(sys.argv) > 3 and one["time"] != other["time"]:
            what.append("time")
        if what:
            yield path, ",".join(what)


for path, what in differences(flatten(sys.argv[1]), flatten(sys.argv[2])):
    print(path, what)
