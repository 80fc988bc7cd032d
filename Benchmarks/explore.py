"""The section `explore`: the terminal explorer's first screen, its slowest key, and its memory at a million entries."""
import hashlib, io, json, os, pty, select, signal, struct, fcntl, tarfile, termios, time

import millions

# Each changes the screen, whatever was typed before it.
KEYS = [
    ("next pane", b"\t"), ("open all", b"\0"), ("last", b"G"), ("first", b"g"), ("page down", b"\x1b[6~"),
    ("largest", b"b"), ("by size", b"s"), ("by change", b"s"), ("by name", b"s"), ("layer above", b"]"), ("layer below", b"["),
    ("aggregated", b"a"), ("one layer", b"a"), ("without unchanged", b"4"), ("with unchanged", b"4"),
    ("filter", b"/"), ("f", b"f"), ("i", b"i"), ("l", b"l"), ("e", b"e"), ("9", b"9"), ("end of filter", b"\x1b"), ("close all", b"\0"),
]


class Terminal:
    """The explorer at a terminal of 120 by 40."""

    def __init__(self, program, image, environment):
        self.start = time.monotonic()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.environ.update(environment, TERM="xterm-256color")
            os.execvp(program, [program, "explore", image])

    def read(self, seconds):
        """What comes within some time; empty where nothing does."""
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.descriptor, 1 << 16)
        except OSError:
            return b""

    def until(self, text, seconds=300):
        """The seconds since the start until a text has come."""
        seen = b""
        while text not in seen:
            some = self.read(seconds)
            if not some:
                raise SystemExit(f"benchmark: explore never showed {text!r}: {seen[-2000:]!r}")
            seen += some
        return time.monotonic() - self.start

    def quiet(self, seconds=0.5):
        while self.read(seconds):
            pass

    def answer(self, key):
        """The seconds until the screen begins to change after a key, and until it is at rest for a moment."""
        start = time.monotonic()
        os.write(self.descriptor, key)
        if not self.read(10):
            raise SystemExit(f"benchmark: explore does not answer {key!r}")
        first = last = time.monotonic() - start
        while self.read(0.3):
            last = time.monotonic() - start
        return first, last

    def peak(self):
        with open(f"/proc/{self.pid}/status") as status:
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1])

    def end(self):
        os.write(self.descriptor, b"\x03")
        self.quiet(0.2)
        os.close(self.descriptor)
        if os.waitpid(self.pid, 0)[1] != 0:
            raise SystemExit("benchmark: explore did not end well")


def layout(path, layers):
    """An OCI layout whose layers are lists of (name, size); writes archives without compression."""
    os.makedirs(f"{path}/blobs/sha256")

    def put(data):
        digest = hashlib.sha256(data).hexdigest()
        with open(f"{path}/blobs/sha256/{digest}", "wb") as blob:
            blob.write(data)
        return {"digest": f"sha256:{digest}", "size": len(data)}

    def archive(entries):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for name, size in entries:
                entry = tarfile.TarInfo(name)
                entry.size = size
                tar.addfile(entry, io.BytesIO(bytes(size)))
        return buffer.getvalue()

    blobs = [put(archive(entries)) for entries in layers]
    image = {"architecture": "amd64", "os": "linux", "config": {}, "history": [{"created_by": f"layer {number}"} for number in range(len(layers))],
             "rootfs": {"type": "layers", "diff_ids": [blob["digest"] for blob in blobs]}}
    kind = "application/vnd.oci.image."
    manifest = {"schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
                "config": {"mediaType": kind + "config.v1+json", **put(json.dumps(image).encode())},
                "layers": [{"mediaType": kind + "layer.v1.tar", **blob} for blob in blobs]}
    index = {"schemaVersion": 2, "manifests": [{"mediaType": kind + "manifest.v1+json", **put(json.dumps(manifest).encode())}]}
    for name, document in (("index.json", index), ("oci-layout", {"imageLayoutVersion": "1.0.0"})):
        with open(f"{path}/{name}", "w") as handle:
            json.dump(document, handle)


def million(path):
    """A million entries in three layers, 200,000 of them in one directory."""
    low = [(f"usr/{a}/{b}/file{c}", (a * b + c) % 7) for a in range(80) for b in range(100) for c in range(94)]
    high = [(f"var/many/file{number}", number % 5) for number in range(200_000)]
    layout(path, [low, high, [(f"usr/{a}/{a}/file{a}", 9) for a in range(80)] + [("var/new", 1)]])


def measure(bench, rows):
    strata, environment = bench.options.strata, {"STRATA_ROOT": f"{bench.root}/strata"}
    os.system(f"{bench.strata} build -q -t explored {bench.works}/w2 > {os.devnull}")
    firsts = []
    for _ in range(max(5, bench.options.runs)):
        terminal = Terminal(strata, "explored", environment)
        firsts.append(terminal.until("▸".encode()))
        terminal.quiet()
        terminal.end()
    report(rows, "explore: first screen with a tree, 20,000 files in the store", sorted(firsts)[len(firsts) // 2] * 1000, 200, "ms")

    path = f"{bench.root}/million"
    million(path)
    explore_million(bench, rows, f"oci:{path}", "three layers")
    flat = f"{bench.root}/flat.tar"
    millions.archive(flat, millions.SHAPES["one directory"]())
    explore_million(bench, rows, f"docker-archive:{flat}", "one directory")
    os.remove(flat)


def explore_million(bench, rows, image, shape):
    """The slowest key, and the memory that it all took."""
    terminal = Terminal(bench.options.strata, image, {"STRATA_ROOT": f"{bench.root}/strata"})
    terminal.until(b"efficiency")
    terminal.quiet(3)
    answers = {name: terminal.answer(key) for name, key in KEYS}
    slowest = max(answers, key=lambda name: answers[name][0])
    at_rest = max(answers, key=lambda name: answers[name][1])
    report(rows, f"explore: slowest key at a million entries in {shape} ({slowest})", answers[slowest][0] * 1000, 50, "ms")
    print(f"  the whole tree is there at the latest after {answers[at_rest][1] * 1000:.0f} ms ({at_rest})", flush=True)
    report(rows, f"explore: peak memory at a million entries in {shape}", terminal.peak() * 1024 / 1e6, 150, "MB")
    terminal.end()


def report(rows, name, value, limit, unit):
    verdict = "reached" if value <= limit else "NOT REACHED"
    print(f"\n{name}\n  {value:8.1f} {unit}  wanted <= {limit}  {verdict}", flush=True)
    rows.append({"benchmark": name, "against": f"{limit} {unit}", "ratio": value / limit, "limit": 1})
