"""Images of a million entries, in several shapes, as archives that `docker save` might have written."""
import hashlib, json, os, tarfile


def _file(name, size):
    """A file's header and bytes in a layer; the bytes are those of the name, again and again."""
    name = name.encode()
    block = bytearray(512)
    block[:len(name)] = name
    block[100:124] = b"0000644\x000000000\x000000000\x00"
    block[124:148] = b"%011o\x00%011o\x00" % (size, 1_700_000_000 + len(name) * 1000 + size)
    block[148:157] = b"        0"
    block[257:265] = b"ustar\x0000"
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block) + ((name * (size // len(name) + 1))[:size] + bytes(-size % 512) if size else b"")


def _write_layer(path, files):
    """Writes a layer, and gives its digest."""
    digest = hashlib.sha256()
    with open(path, "wb") as out:
        pieces = []

        def flush():
            digest.update(b"".join(pieces))
            out.write(b"".join(pieces))
            pieces.clear()

        for name, size in files:
            pieces.append(_file(name, size))
            if len(pieces) == 4096:
                flush()
        pieces.append(bytes(1024))
        flush()
    return "sha256:" + digest.hexdigest()


def archive(path, layers):
    """Writes a docker-archive whose layers are iterables of (name, size)."""
    names = [f"{path}.{number}" for number in range(len(layers))]
    ids = [_write_layer(name, files) for name, files in zip(names, layers)]
    configuration = {"architecture": "amd64", "os": "linux", "config": {}, "history": [{"created_by": f"layer {number}"} for number in range(len(layers))],
                     "rootfs": {"type": "layers", "diff_ids": ids}}
    manifest = [{"Config": "config.json", "RepoTags": ["million:1"], "Layers": [f"{number}/layer.tar" for number in range(len(layers))]}]
    with tarfile.open(path, "w") as tar:
        for name, document in (("config.json", configuration), ("manifest.json", manifest)):
            with open(f"{path}.json", "w") as out:
                json.dump(document, out)
            tar.add(f"{path}.json", arcname=name)
        for number, name in enumerate(names):
            tar.add(name, arcname=f"{number}/layer.tar")
    for name in [*names, f"{path}.json"]:
        os.remove(name)


def _packages(count):
    for package in range(count):
        for part in ("core", "util", "test", "esm", "cjs"):
            for number in range(60):
                yield f"srv/node_modules/package-{package}/lib/{part}/{number}.js", number * 3 + package % 91


# What each is, and its layers.
SHAPES = {
    "empty files in three layers": lambda: [((f"usr/d{i // 700}/file-number-{i}.txt", 0) for i in range(start, start + count))
                                            for start, count in ((0, 500_000), (400_000, 300_000), (900_000, 200_000))],
    "packages, most of them twice": lambda: [_packages(2000), _packages(1340)],
    "one directory": lambda: [((f"big/file-{i:07}", i % 50) for i in range(1_000_000)), [("big/file-0500000", 3), ("new", 1)]],
    "20 layers of the same 50,000 paths": lambda: [((f"app/m{i // 100}/src/file{i}.js", 10 + i % 100 + layer) for i in range(50_000))
                                                   for layer in range(20)],
}
