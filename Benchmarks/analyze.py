"""The section `analyze`: what an image of one gibibyte wastes, beside hashing the same bytes, and a million files."""
import os, subprocess

import millions, peers


def quiet(command):
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measure(bench, compare, rows):
    strata, root, works = bench.strata, bench.root, bench.works
    context = f"{root}/analyze"
    quiet(f"mkdir -p {context}; cp -al {works}/w2/src {works}/w3/big.bin {context}/")
    with open(f"{context}/Dockerfile", "w") as handle:
        handle.write("FROM busybox:bench\nCOPY src /src\nCOPY big.bin /big.bin\nRUN rm -r /src/d1 && echo changed > /src/d2/f1.txt\n")
    quiet(f"{strata} build -q -t bench-analyze {context}; {strata} analyze bench-analyze")
    layers = f"{root}/strata/layers"
    compare("1.2 GB in the store: analyze", max(bench.options.runs, 5), {
        "strata": (f"{strata} analyze --format json bench-analyze", None),
        "walk + SHA-256 of the layers": (f"find {layers} -type f -print0 | xargs -0 sha256sum", None),
    }, {"walk + SHA-256 of the layers": 0.2})
    quiet(f"{strata} save --format oci-archive --compression gzip -o {root}/analyze.tar bench-analyze; rm -rf {root}/unpacked; mkdir {root}/unpacked;"
          f" tar -xf {root}/analyze.tar -C {root}/unpacked")
    blobs = " ".join(f"{root}/unpacked/blobs/sha256/{name}" for name in sorted(os.listdir(f"{root}/unpacked/blobs/sha256"))
                     if open(f"{root}/unpacked/blobs/sha256/{name}", "rb").read(2) == b"\x1f\x8b")
    compare("the same as a gzip archive: analyze", bench.options.runs, {
        "strata": (f"{strata} analyze --format json oci-archive:{root}/analyze.tar", None),
        "gzip -dc | sha256sum": (f"cat {blobs} | gzip -dc | sha256sum", None),
    }, {"gzip -dc | sha256sum": 1.5})
    million(bench, rows)


def million(bench, rows):
    """The memory that a million files take, out of archives of several shapes."""
    for shape, layers in millions.SHAPES.items():
        path = f"{bench.root}/million.tar"
        millions.archive(path, layers())
        for command in ("analyze --format json", "report --html /dev/null"):
            peak = peers.peak_memory([bench.options.strata, *command.split(), f"docker-archive:{path}"], {"STRATA_ROOT": f"{bench.root}/strata"})
            name = f"{command.split()[0]} of a million entries, {shape}"
            print(f"  {name}: {peak / 1024:.1f} MiB  wanted < 143 (150 MB)  {'reached' if peak * 1024 < 150e6 else 'NOT REACHED'}", flush=True)
            rows.append({"benchmark": name, "against": "150 MB", "ratio": peak * 1024 / 150e6, "limit": 1})
        os.remove(path)
