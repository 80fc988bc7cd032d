"""Images into archives and out of them, by Strata, docker and podman, beside copying and hashing the same bytes."""
import os, shutil, subprocess

import peers

NAME = "docker.io/library/bench-{}:latest"


def away(place):
    """Puts a directory aside: for minutes after many files are removed, ext4 looks at each of their inodes before it makes another."""
    return f"if [ -e {place} ]; then mv {place} {place}.$(date +%s%N); fi"


def quiet(command):
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Archives:
    """One image in the stores of all: built by Strata, loaded by the others, so that all have the same bytes."""

    def __init__(self, bench, work):
        self.bench, self.root, self.work = bench, bench.root, work
        self.archive = f"{self.root}/{work}.tar"
        self.image = NAME.format(work)
        self.podman = None if bench.options.no_podman else peers.podman(self.root)
        context = self.nginx() if work == "w1" else f"{bench.works}/{work}"
        quiet(f"{bench.strata} build -q -t bench-{work} {context} && {bench.strata} save -o {self.archive} bench-{work}")
        self.give()

    def give(self):
        """Loads what Strata saved into the others' stores; loading another image may have emptied them."""
        for peer in (self.bench.docker, self.podman):
            if peer:
                quiet(f"{peer.client} load -q -i {self.archive}")

    def nginx(self):
        """The example of the README, on a Debian base made here; needs mmdebstrap and Debian's mirror."""
        base = f"{self.bench.works}/debian.tar"
        if not os.path.exists(base):
            quiet(f"mmdebstrap --quiet --variant=minbase bookworm {base}")
        quiet(f"{self.bench.strata} import {base} debian:bookworm")
        return os.path.join(os.path.dirname(os.path.abspath(__file__)), "../Examples/nginx")

    @property
    def limit(self):
        """`cp` of the archive and SHA-256 of it."""
        copy = f"{self.root}/copy.tar"
        return f"cp {self.archive} {copy} && openssl dgst -sha256 {copy}", f"rm -f {copy}; sync -f {self.root}"

    def save(self):
        out = f"{self.root}/out.tar"
        fresh = f"rm -f {out}; sync -f {self.root}"
        found = {"strata": (f"{self.bench.strata} save -o {out} bench-{self.work}", fresh)}
        if self.bench.docker:
            found["docker"] = (f"{self.bench.docker.client} save -o {out} bench-{self.work}", fresh)
        if self.podman:
            found["podman"] = (f"{self.podman.client} save -q -o {out} {self.image}", fresh)
            found["podman, oci-archive"] = (
                f"{self.podman.client} save -q --format oci-archive -o {out} {self.image}", fresh)
        found["cp + SHA-256"] = self.limit
        return found

    def load(self):
        """Each loads what it saved itself, into a store that has none of it."""
        self.give()
        own = {}
        for name, (command, prepare) in self.save().items():
            if name in ("docker", "podman"):
                own[name] = f"{self.root}/{self.work}-{name}.tar"
                quiet(f"{prepare}; {command}; mv {self.root}/out.tar {own[name]}")
        store = f"{self.root}/loaded"
        found = {"strata": (
            f"STRATA_ROOT={store} {self.bench.options.strata} load -q -i {self.archive}",
            f"rm -rf {store}; sync -f {self.root}")}
        if self.bench.docker:
            client = self.bench.docker.client
            found["docker"] = (f"{client} load -q -i {own['docker']}",
                               f"{client} rmi -f $({client} images -aq); sync -f {self.root}")
        if self.podman:
            client = self.podman.client
            found["podman"] = (f"{client} load -q -i {own['podman']}", f"{client} rmi -af; sync -f {self.root}")
        found["cp + SHA-256"] = self.limit
        if self.work == "w2":
            tree = f"{self.root}/tree"
            found["cp -a + SHA-256"] = (
                f"cp -a {self.bench.works}/w2/src {tree} && tar -C {tree} -cf - . | openssl dgst -sha256",
                f"{away(tree)}; sync -f {self.root}")
        return found

    def unpack(self):
        """A compressed image into an empty store, and each part of that done alone: decompressing, hashing what is compressed and
        what is not, writing the tree."""
        root, store = self.root, f"{self.root}/loaded"
        packed, layers = f"{root}/packed.tar", f"{root}/layers"
        quiet(f"{self.bench.strata} save --format oci-archive --compression gzip -o {packed} bench-{self.work}; rm -rf {layers}; mkdir {layers}"
              f" && tar -xf {packed} -C {layers} && cd {layers} && for blob in blobs/sha256/*; do gzip -t $blob && mv $blob $(basename $blob).gz; done;"
              f" for blob in *.gz; do gzip -dc $blob > $blob.tar; done")
        # What has few files need not be put aside, and one of 1 GiB would fill the disk.
        clear = away if self.work == "w2" else lambda place: f"rm -rf {place}"
        tree = f"mkdir {root}/tree && for tar in {layers}/*.tar; do tar -xf $tar -C {root}/tree; done"
        return {
            "strata": (f"STRATA_ROOT={store} {self.bench.options.strata} load -q -i {packed}", f"{clear(store)}; sync -f {root}"),
            "gzip -dc": (f"cat {layers}/*.gz | gzip -dc > /dev/null", None),
            "SHA-256 of both": (f"cat {layers}/*.gz {layers}/*.tar | openssl dgst -sha256", None),
            "tar -x": (tree, f"{clear(f'{root}/tree')}; sync -f {root}"),
        }


def works(bench):
    """The images: w2, w3, and the nginx example where it can be made."""
    return ["w2", "w3"] + (["w1"] if shutil.which("mmdebstrap") and not bench.options.no_nginx else [])
