/// Options of docker's that are not here, and what does their work instead.
enum ForeignOptions {
    /// What to say to somebody who gives one to `run`.
    static func hint(forRun option: String) -> String? {
        switch option {
        case "-d", "--detach", "--detach-keys", "--restart", "--sig-proxy", "-a", "--attach":
            "a container runs in the foreground: end the line with & to go on"
        case "-p", "--publish", "-P", "--publish-all", "--expose":
            "containers have the host's network: a port is open where the program opens it"
        case "--dns", "--dns-option", "--dns-search", "--domainname", "--ip", "--ip6", "--link", "--link-local-ip",
            "--mac-address", "--network-alias":
            "containers have the host's network and its name servers; --add-host adds a name"
        case "--memory-reservation", "--memory-swappiness", "--kernel-memory", "--cpu-period", "--cpu-quota",
            "--cpu-rt-period", "--cpu-rt-runtime", "--cpuset-mems", "--blkio-weight", "--blkio-weight-device",
            "--device-read-bps", "--device-read-iops", "--device-write-bps", "--device-write-iops",
            "--oom-kill-disable", "--oom-score-adj":
            "make a control group that has the limit, and name it with --cgroup-parent; --ulimit limits each process"
        case "--cap-add", "--cap-drop", "--security-opt", "--device", "--device-cgroup-rule", "--gpus", "--sysctl":
            "a container has docker's default rights; --privileged gives it all that the caller has"
        case "--userns", "--pid", "--ipc", "--uts", "--cgroupns", "--isolation":
            "every container has name spaces of its own, and the host's network"
        case "--init": "signals go to the command itself: let the image's ENTRYPOINT be an init"
        case "--volumes-from", "--volume-driver", "--storage-opt":
            "there are no volumes: -v and --mount show directories of the host, --tmpfs memory"
        case "--health-cmd", "--health-interval", "--health-retries", "--health-start-period",
            "--health-start-interval", "--health-timeout", "--no-healthcheck", "--stop-signal", "--stop-timeout":
            "nobody watches a container but its `strata run`: leave it out"
        case "--disable-content-trust": "images are known by their digests: leave it out"
        default: nil
        }
    }
}
