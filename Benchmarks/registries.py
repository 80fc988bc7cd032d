"""Images to a registry and out of it, by Strata, docker, podman and skopeo, on one docker-registry of this machine."""
import json, os, shutil, socket, subprocess, time

import archives, peers


def quiet(command):
    subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Registry:
    """Debian's docker-registry, its data on the benchmark's disk."""

    def __init__(self, root, name="registry"):
        self.root = root
        self.data = f"{root}/{name}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        with open(f"{self.data}.yml", "w") as handle:
            handle.write("version: 0.1\nlog: {level: error}\nstorage:\n"
                         f"  filesystem: {{rootdirectory: {self.data}}}\n  delete: {{enabled: true}}\nhttp: {{addr: {self.host}}}\n")
        log = open(f"{self.data}.log", "w")
        peers.STARTED.append(subprocess.Popen(["docker-registry", "serve", f"{self.data}.yml"], stdout=log, stderr=log))
        for _ in range(100):
            if subprocess.run(f"curl -so /dev/null http://{self.host}/v2/", shell=True).returncode == 0:
                return
            time.sleep(0.1)
        raise SystemExit("benchmark: docker-registry did not start; its log is " + log.name)

    def blobs(self):
        """The bytes of all blobs."""
        return int(subprocess.check_output(f"du -sb {self.data} | cut -f 1", shell=True))


class Transfers:
    """One image in the stores of all, on its way to and from the registry."""

    def __init__(self, bench, work):
        self.bench, self.root, self.work = bench, bench.root, work
        self.archive = bench.archives(work)
        if not hasattr(bench, "registry"):
            bench.registry = Registry(bench.root)
        self.registry = bench.registry
        self.name = f"{self.registry.host}/bench/{work}"
        self.archive.give()

    def push(self):
        """Each compresses for itself and pushes into an empty registry."""
        empty = f"rm -rf {self.registry.data}/docker; sync -f {self.root}"
        strata, name = self.bench.strata, self.name
        # A store that never compressed the layer: what compression made is remembered otherwise.
        cold = f"STRATA_ROOT={self.root}/pushed {self.bench.options.strata}"
        found = {"strata": (
            f"{cold} push -q {name}:strata",
            f"{empty}; rm -rf {self.root}/pushed; {cold} load -q -i {self.archive.archive}; {cold} tag bench-{self.work} {name}:strata; sync -f {self.root}")}
        if docker := self.bench.docker:
            quiet(f"{docker.client} tag bench-{self.work} {name}:docker")
            found["docker"] = (f"{docker.client} push -q {name}:docker", empty)
        if podman := self.archive.podman:
            found["podman"] = (f"{podman.client} push -q --tls-verify=false {self.archive.image} {name}:podman", empty)
        if shutil.which("skopeo"):
            found["skopeo"] = (
                f"skopeo copy -q --insecure-policy --dest-tls-verify=false docker-archive:{self.archive.archive} docker://{name}:skopeo", empty)
        found["cp + SHA-256"] = self.archive.limit
        return found

    def sizes(self, contenders):
        """How many bytes each leaves in an empty registry."""
        found = {}
        for name, (command, prepare) in contenders.items():
            if "SHA-256" not in name:
                quiet(f"{prepare}; {command}")
                found[name] = self.registry.blobs()
        for name, size in found.items():
            print(f"  bytes in the registry, {name}: {size}  strata/{name} = {found['strata'] / size:.3f}", flush=True)

    def pull(self):
        """All pull what docker (else Strata) pushed, gzip, into stores that have none of it."""
        strata, name = self.bench.strata, self.name
        quiet(f"rm -rf {self.registry.data}/docker")
        if docker := self.bench.docker:
            quiet(f"{docker.client} tag bench-{self.work} {name}:pull && {docker.client} push -q {name}:pull")
        else:
            quiet(f"{strata} tag bench-{self.work} {name}:pull && {strata} push -q {name}:pull")
        store = f"{self.root}/pulled"
        found = {"strata": (f"STRATA_ROOT={store} {self.bench.options.strata} pull -q {name}:pull",
                            f"rm -rf {store}; sync -f {self.root}")}
        if docker := self.bench.docker:
            client = docker.client
            found["docker"] = (f"{client} pull -q {name}:pull", f"{client} rmi -f $({client} images -aq); sync -f {self.root}")
        if podman := self.archive.podman:
            client = podman.client
            found["podman"] = (f"{client} pull -q --tls-verify=false {name}:pull", f"{client} rmi -af; sync -f {self.root}")
        if shutil.which("skopeo"):
            target = f"{self.root}/skopeo"
            found["skopeo, not unpacked"] = (
                f"skopeo copy -q --insecure-policy --src-tls-verify=false docker://{name}:pull dir:{target}",
                f"rm -rf {target}; sync -f {self.root}")
        found["cp + SHA-256"] = self.archive.limit
        return found


def transfer(bench, compare, within):
    """An image from one repository to another registry, by Strata and skopeo, neither unpacking it."""
    for work in archives.works(bench):
        transfers = Transfers(bench, work)
        name = f"{transfers.name}:copied"
        quiet(f"{bench.strata} tag bench-{work} {name} && {bench.strata} push -q {name}")
        other = bench.second = getattr(bench, "second", None) or Registry(bench.root, "second")
        target = f"docker://{other.host}/bench/{work}:1"
        empty = f"rm -rf {other.data}/docker; sync -f {bench.root}"
        medians = compare(f"{work}: copy between registries", bench.options.runs, {
            "strata": (f"{bench.strata} copy -q docker://{name} {target}", empty),
            "skopeo": (f"skopeo copy -q --insecure-policy --src-tls-verify=false --dest-tls-verify=false docker://{name} {target}", empty),
            "curl, largest blob": (taking(transfers, other), empty),
        }, {})
        within(f"{work}: copy between registries", medians, "bound",
               max(0.8 * medians["skopeo"], 1.3 * medians["curl, largest blob"]), 1,
               "bound = max(0.8 x skopeo, 1.3 x what the registry needs to take the largest blob)")


def taking(transfers, other):
    """A command by which another registry takes the largest blob of an image, out of a file: no copy can be done sooner."""
    manifest = subprocess.check_output(f"{transfers.bench.strata} manifest {transfers.name}:copied", shell=True)
    digest = max(json.loads(manifest)["layers"], key=lambda layer: layer["size"])["digest"]
    blob = f"{transfers.registry.data}/docker/registry/v2/blobs/sha256/{digest[7:9]}/{digest[7:]}/data"
    place = f"$(curl -fsi -X POST http://{other.host}/v2/bench/alone/blobs/uploads/ | tr -d '\\r' | sed -n 's/^[Ll]ocation: //p')"
    return f'curl -fs -X PUT -H "Content-Type: application/octet-stream" -T {blob} "{place}&digest={digest}"'


LIMITS = {"docker": 0.5, "podman": 0.5}


def push(bench, compare, bound):
    for work in archives.works(bench):
        transfers = Transfers(bench, work)
        contenders = transfers.push()
        cpu = {key: (bench.docker.cpu if key == "docker" else None, 1 / 3 if key == "docker" else None)
               for key in ("docker", "podman", "skopeo") if key in contenders}
        medians = compare(f"{work}: push", bench.options.runs, contenders, LIMITS | {"skopeo": 0.8}, cpu)
        transfers.sizes(contenders)
        bound(f"{work}: push", medians, 1.3)


def pull(bench, compare, bound):
    for work in archives.works(bench):
        medians = compare(f"{work}: pull", bench.options.runs, Transfers(bench, work).pull(), LIMITS)
        bound(f"{work}: pull", medians, 1.3)
