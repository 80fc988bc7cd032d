"""The tools that Strata is compared with, each on the benchmark's own disk."""
import json, os, subprocess, sys, time

STARTED = []


def hide_unified_cgroup():
    """crun, buildah and podman of Debian 12 refuse the hybrid cgroup hierarchy: hide its v2 half from this process tree."""
    if os.path.isdir("/sys/fs/cgroup/unified") and "STRATA_BENCH_INSIDE" not in os.environ:
        os.environ["STRATA_BENCH_INSIDE"] = "1"
        script = 'umount /sys/fs/cgroup/unified; exec "$0" "$@"'
        os.execvp("unshare", ["unshare", "-m", "sh", "-c", script, sys.executable, *sys.argv])


def run(command, **options):
    return subprocess.run(command, shell=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)


class Docker:
    """BuildKit, as it is inside Debian's dockerd, started here with its data on the benchmark's disk."""

    name = "BuildKit"

    def __init__(self, root):
        self.socket = f"unix://{root}/docker.sock"
        self.root = root
        self.client = f"DOCKER_BUILDKIT=1 DOCKER_HOST={self.socket} /usr/bin/docker"
        log = open(f"{root}/dockerd.log", "w")
        STARTED.append(subprocess.Popen(
            ["dockerd", "-H", self.socket, "--data-root", f"{root}/docker", "--exec-root", f"{root}/docker-exec",
             "-p", f"{root}/docker.pid", "--iptables=false", "--bridge=none"], stdout=log, stderr=log))
        for _ in range(100):
            if subprocess.run(f"{self.client} version", shell=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.2)
        sys.exit("benchmark: dockerd did not start; its log is " + log.name)

    def cpu(self):
        """CPU seconds of the daemon and of the processes that it has started, so far."""
        with open(f"{self.root}/docker.pid") as handle:
            return cpu(int(handle.read()))

    def load(self, tar, name):
        run(f"{self.client} import {tar} {name}")

    def build(self, context, tag, flags):
        return f"{self.client} build -q {flags} --network host -t {tag} {context}"


def containers_tool(name, root):
    """buildah or podman as a command line, its store below `root` and short names looked up nowhere."""
    os.makedirs(f"{root}/{name}", exist_ok=True)
    conf = f"{root}/registries.conf"
    with open(conf, "w") as handle:
        handle.write('unqualified-search-registries = ["localhost"]\nshort-name-mode = "disabled"\n')
    return (f"CONTAINERS_REGISTRIES_CONF={conf} {name} --root {root}/{name} --runroot {root}/{name}-run "
            "--storage-driver overlay")


class Buildah:
    """buildah with its layer cache, its store on the benchmark's disk."""

    name = "buildah"

    def __init__(self, root):
        self.command = containers_tool(self.name, root)

    def load(self, tar, name):
        run(f"c=$({self.command} from scratch) && {self.command} add $c {tar} / && "
            f"{self.command} commit $c localhost/{name} && {self.command} rm $c")

    def build(self, context, tag, flags):
        return f"{self.command} bud -q --layers {flags} --network host -t {tag} {context}"


class Podman:
    """podman, its store on the benchmark's disk."""

    name = "podman"

    def __init__(self, root):
        self.client = containers_tool(self.name, root)


def cpu(pid):
    """CPU seconds of a process and its children, ended ones too."""
    with open(f"/proc/{pid}/stat") as handle:
        fields = handle.read().rsplit(")", 1)[1].split()
    with open(f"/proc/{pid}/task/{pid}/children") as handle:
        children = handle.read().split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(cpu(int(child)) for child in children)


def docker(root):
    return Docker(root)


def podman(root):
    return Podman(root)


def buildah(root):
    return Buildah(root)


def stop():
    for process in STARTED:
        process.terminate()
        process.wait()


def bundle(root, tar):
    """A prepared bundle whose process is `true`: what a bare runtime needs."""
    place = f"{root}/bundle"
    if not os.path.isdir(place):
        os.makedirs(f"{place}/rootfs")
        run(f"tar -xf {tar} -C {place}/rootfs && cd {place} && crun spec")
        with open(f"{place}/config.json") as handle:
            spec = json.load(handle)
        spec["process"]["terminal"] = False
        spec["process"]["args"] = ["true"]
        with open(f"{place}/config.json", "w") as handle:
            json.dump(spec, handle)
    return place


def peak_memory(command, env):
    """The largest resident set, in KiB, that the process itself reached: its children do not count."""
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status") as handle:
                for line in handle:
                    if line.startswith("VmHWM:"):
                        peak = max(peak, int(line.split()[1]))
        except OSError:
            pass
        time.sleep(0.002)
    if process.returncode != 0:
        sys.exit(f"benchmark: {' '.join(command)}: exit {process.returncode}")
    return peak
