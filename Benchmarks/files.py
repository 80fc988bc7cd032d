"""The section `files`: updates of an image of 20,000 files in layers of zstd:chunked, by files, beside podman's partial pulls and whole ones."""
import os, random, re, shutil, subprocess

import registries
from archives import away
from registries import quiet

CHANGES = (200, 2000)


def measure(bench, compare, within, rows):
    registry = bench.registry = getattr(bench, "registry", None) or registries.Registry(bench.root)
    name = f"{registry.host}/bench/files"
    push(bench, name)
    store, whole, fresh = (f"{bench.root}/{place}" for place in ("by-files", "whole", "by-files-fresh"))
    strata = bench.options.strata
    quiet(f"STRATA_ROOT={fresh} {strata} pull -q {name}:0")
    for count in CHANGES:
        contenders = {
            "strata": (f"STRATA_ROOT={store} {strata} pull -q {name}:{count}",
                       f"{away(store)}; cp -a {fresh} {store}; sync -f {bench.root}"),
            "strata, all of it": (f"STRATA_ROOT={whole} {strata} pull -q {name}:{count}",
                                  f"{away(whole)}; sync -f {bench.root}"),
        }
        if not bench.options.no_podman:
            for key, partial in (("podman, partial", "true"), ("podman, all of it", "false")):
                client = podman(bench.root, partial)
                pull = f"{client} pull -q --tls-verify=false {name}"
                place = f"{bench.root}/podman-{partial}"
                contenders[key] = (f"{pull}:{count}", f"{away(place)}; mkdir {place}; {pull}:0; sync -f {bench.root}")
        tree = f"{bench.root}/tree"
        contenders["cp -a + SHA-256"] = (f"cp -a {bench.root}/files/src {tree} && tar -C {tree} -cf - . | openssl dgst -sha256",
                                         f"{away(tree)}; sync -f {bench.root}")
        what = f"pull of an update, {count} of 20,000 files changed"
        medians = compare(what, bench.options.runs, contenders, {},
                          {key: (None, None) for key in contenders if key.startswith("podman")})
        peers = [0.8 * medians[key] for key in contenders if key == "podman, partial"]
        within(what, medians, "bound", max(1.3 * medians["cp -a + SHA-256"], *peers, 0), 1,
               "bound = max(0.8 x podman's partial pull, 1.3 x cp and SHA-256 of the files)")
        fetched(bench, rows, f"STRATA_ROOT={store} {strata} pull {name}:{count}", contenders["strata"][1], count)


def push(bench, name):
    """Pushes the files of w2, and what becomes of them when files all over them change."""
    context = f"{bench.root}/files"
    shutil.copytree(f"{bench.works}/w2", context)
    files = sorted(os.path.join(place, file) for place, _, names in os.walk(f"{context}/src") for file in names)
    for count in (0, *CHANGES):
        for file in random.Random(count).sample(files, count):
            with open(file, "a") as handle:
                handle.write(f"changed {count}")
        quiet(f"{bench.strata} build -q -t {name}:{count} {context} && {bench.strata} push -q --compression zstd:chunked {name}:{count}")


def podman(root, partial):
    """podman with or without partial pulls, with a store of its own."""
    place = f"{root}/podman-{partial}"
    os.makedirs(place, exist_ok=True)
    with open(f"{place}.conf", "w") as handle:
        handle.write(f'[storage]\ndriver = "overlay"\ngraphroot = "{place}"\nrunroot = "{place}-run"\n'
                     f'[storage.options]\npull_options = {{enable_partial_images = "{partial}"}}\n')
    return f"CONTAINERS_STORAGE_CONF={place}.conf podman"


def fetched(bench, rows, command, prepare, count):
    """How many of the blob's bytes came."""
    quiet(prepare)
    text = subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout
    part, size = (float(number) for number in re.search(r"Fetched ([0-9.]+)MB of ([0-9.]+)MB", text).groups())
    print(f"  of the layer {part:g} of {size:g} MB came: {part / size:.3f} for {count / 20000:.3f} of the files", flush=True)
    rows.append({"benchmark": f"bytes of an update, {count} files", "against": "the layer", "ratio": part / size, "limit": None})
