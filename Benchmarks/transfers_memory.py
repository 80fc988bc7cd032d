"""The section `memory` of registries: what pushing, pulling and copying takes, whatever the layers' sizes."""
import os

import peers, registries
from registries import quiet


def measure(bench, rows):
    registry = bench.registry = getattr(bench, "registry", None) or registries.Registry(bench.root)
    name = f"{registry.host}/bench/memory"
    strata, root = bench.options.strata, bench.root
    home, other = f"{root}/memory-home", f"{root}/memory-other"

    def row(what, command, place=home):
        peak = peers.peak_memory([strata, *command.split()], {"STRATA_ROOT": place})
        print(f"  {what:44} {peak / 1024:8.1f} MiB  wanted < 95.4 (100 MB)  {'reached' if peak * 1024 < 100e6 else 'NOT REACHED'}", flush=True)
        rows.append({"benchmark": f"memory of {what}", "against": "100 MB", "ratio": peak * 1024 / 100e6, "limit": 1})

    def fresh():
        """A store with the base of the workloads, and none beside it."""
        quiet(f"rm -rf {home} {other}; STRATA_ROOT={home} {strata} import {bench.works}/busybox.tar busybox:bench")

    five = f"{root}/memory-five"
    os.makedirs(five, exist_ok=True)
    quiet(f"cd {five}; echo FROM scratch > Dockerfile; for i in 1 2 3 4 5; do head -c 100000000 /dev/urandom > n$i; echo COPY n$i / >> Dockerfile; done")
    for work, context in (("w2", f"{bench.works}/w2"), ("w3", f"{bench.works}/w3"), ("five layers of 100 MB", five)):
        tag = work.split()[0]
        fresh()
        for form in ("gzip", "zstd:chunked"):
            image = f"{name}:{tag}-{form.replace(':', '-')}"
            quiet(f"STRATA_ROOT={home} {strata} build -q -t {image} {context}")
            row(f"push of {work}, {form}", f"push -q --compression {form} {image}")
            quiet(f"rm -rf {other}")
            row(f"pull of {work}, {form}", f"pull -q {image}", other)
        row(f"copy of {work} between repositories", f"copy -q docker://{name}:{tag}-gzip docker://{name}-copies:{tag}")
        row(f"cache of {work} to a registry", f"build -q --cache-to type=registry,ref={name}-caches:{tag},mode=max {context}")
    fresh()
    context = f"{root}/memory-files"
    quiet(f"cp -a {bench.works}/w2 {context}")
    quiet(f"STRATA_ROOT={home} {strata} build -q -t {name}:1 {context} && STRATA_ROOT={home} {strata} push -q --compression zstd:chunked {name}:1")
    quiet(f"find {context} -type f -path '*/src/*7*' | head -2000 | while read file; do echo changed >> $file; done")
    quiet(f"STRATA_ROOT={home} {strata} build -q -t {name}:2 {context} && STRATA_ROOT={home} {strata} push -q --compression zstd:chunked {name}:2")
    quiet(f"STRATA_ROOT={other} {strata} pull -q {name}:1")
    row("pull of w2 by files", f"pull -q {name}:2", other)
