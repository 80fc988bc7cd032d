"""estargz.py LAYOUT: makes the layers of the image of an OCI layout eStargz, as stargz-snapshotter's docs/estargz.md has it: each entry a gzip
member, a table of contents as the last entry, and a footer that says where that is."""
import gzip, hashlib, io, json, os, struct, sys, tarfile

layout = sys.argv[1]


def path(digest):
    return os.path.join(layout, "blobs", *digest.split(":"))


def put(data):
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    with open(path(digest), "wb") as file:
        file.write(data)
    return {"digest": digest, "size": len(data)}


def convert(tar):
    result, plain, entries, start = b"", b"", [], 0
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        members = archive.getmembers()
        ends = [member.offset for member in members[1:]] + [archive.offset]
    for member, end in zip(members, ends):
        kind = {b"0": "reg", b"5": "dir", b"2": "symlink", b"1": "hardlink"}.get(member.type, "reg")
        entries.append({"name": member.name, "type": kind, "size": member.size, "mode": member.mode, "offset": len(result)})
        result += gzip.compress(tar[start:end], mtime=0)
        plain, start = plain + tar[start:end], end
    table = json.dumps({"version": 1, "entries": entries}).encode()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        member = tarfile.TarInfo("stargz.index.json")
        member.size = len(table)
        archive.addfile(member, io.BytesIO(table))
    place = len(result)
    result += gzip.compress(buffer.getvalue(), mtime=0)
    extra = b"SG" + struct.pack("<H", 22) + b"%016xSTARGZ" % place
    result += b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff" + struct.pack("<H", len(extra)) + extra + b"\x01\0\0\xff\xff" + bytes(8)
    return result, plain + buffer.getvalue(), "sha256:" + hashlib.sha256(table).hexdigest()


index = json.load(open(os.path.join(layout, "index.json")))
manifest = json.load(open(path(index["manifests"][0]["digest"])))
configuration = json.load(open(path(manifest["config"]["digest"])))
for number, layer in enumerate(manifest["layers"]):
    compressed, plain, table = convert(open(path(layer["digest"]), "rb").read())
    layer.update(put(compressed), mediaType="application/vnd.oci.image.layer.v1.tar+gzip")
    layer["annotations"] = {"containerd.io/snapshot/stargz/toc.digest": table}
    configuration["rootfs"]["diff_ids"][number] = "sha256:" + hashlib.sha256(plain).hexdigest()
manifest["config"].update(put(json.dumps(configuration).encode()))
index["manifests"][0].update(put(json.dumps(manifest).encode()))
json.dump(index, open(os.path.join(layout, "index.json"), "w"))
