/// Options of docker, podman, buildah and skopeo that are not here, and what does their work instead.
enum ForeignOptions {
    /// What to say to somebody who gives one to a command (`strata pull`).
    static func hint(for option: String, of command: String) -> String? {
        switch command {
        case "strata run": hint(forRun: option)
        case "strata build": hint(forBuild: option)
        case "strata pull": hint(forPull: option) ?? hint(forRegistry: option)
        case "strata push": hint(forPush: option) ?? hint(forRegistry: option)
        case "strata copy": hint(forCopy: option) ?? hint(forRegistry: option)
        case "strata inspect": hint(forInspect: option) ?? hint(forRegistry: option)
        case "strata save": hint(forSave: option)
        case "strata serve": hint(forServe: option)
        case "strata logout" where option == "-a" || option == "--all": "name each registry"
        case "strata login", "strata logout", "strata tags", "strata manifest", "strata delete":
            hint(forRegistry: option)
        default: nil
        }
    }

    private static func hint(forRegistry option: String) -> String? {
        switch option {
        case "--insecure", "--tls-verify", "--cert-dir":
            "registries.conf says it for good: [[registry]] with location and insecure = true; see docs/registries.md"
        case "--creds", "--username", "--password": "strata login -u USER --password-stdin SERVER"
        case "--retry", "--retry-times", "--retry-delay":
            "what a registry or the network fails at is tried again by itself: leave it out"
        case "--disable-content-trust", "--signature-policy", "--policy", "--insecure-policy", "--sign-by",
            "--sign-by-sigstore", "--sign-by-sigstore-private-key", "--sign-passphrase-file", "--remove-signatures":
            "images are known by their digests, and no signature is made or looked at: leave it out"
        default: nil
        }
    }

    private static func hint(forPull option: String) -> String? {
        switch option {
        case "--arch", "--os", "--variant", "--override-arch", "--override-os": "--platform OS/ARCH[/VARIANT]"
        case "--policy": "a pull asks the registry each time, and loads only what is missing: leave it out"
        case "--decryption-key": "encrypted layers are not read: decrypt the image with skopeo first"
        default: nil
        }
    }

    private static func hint(forPush option: String) -> String? {
        switch option {
        case "--compression-format", "--compress": "--compression gzip, zstd, zstd:chunked or uncompressed"
        case "--force-compression": "strata copy --dest-compress-format zstd NAME docker://NAME"
        case "-f": "strata copy --format oci NAME docker://NAME"
        case "--encryption-key", "--encrypt-layer": "layers are not encrypted here: skopeo does that"
        default: nil
        }
    }

    private static func hint(forCopy option: String) -> String? {
        switch option {
        case "--tls-verify", "--creds", "--cert-dir", "--registry-token", "--no-creds", "--username", "--password":
            "say of which side: --src-\(option.dropFirst(2)) or --dest-\(option.dropFirst(2))"
        case "--debug": "strata --debug copy"
        case "--dest-force-compress-format":
            "--dest-compress-format compresses anew what has another form: leave it out"
        case "--encryption-key", "--encrypt-layer", "--decryption-key":
            "layers are neither encrypted nor decrypted here: skopeo does that"
        case "--src-daemon-host", "--dest-daemon-host": "`docker save NAME -o FILE`, then docker-archive:FILE"
        default: nil
        }
    }

    private static func hint(forInspect option: String) -> String? {
        switch option {
        case "--config": "--format '{{json .Config}}'"
        case "--no-tags", "-n": "no tags are asked for: leave it out; `strata tags NAME` lists them"
        case "--override-os", "--override-arch", "--override-variant": "--platform OS/ARCH[/VARIANT]"
        default: nil
        }
    }

    private static func hint(forSave option: String) -> String? {
        switch option {
        case "-m", "--multi-image-archive": "an archive holds as many images as are named: leave it out"
        case "-q", "--quiet": "there is no progress to leave out"
        case "--compress", "--uncompressed": "--compression gzip, zstd, zstd:chunked or uncompressed"
        default: nil
        }
    }

    private static func hint(forServe option: String) -> String? {
        switch option {
        case "--htpasswd", "-p", "--password": "-u USER --password-stdin < FILE"
        case "--port", "--addr", "--host": "--listen HOST:PORT"
        default: nil
        }
    }

    private static func hint(forBuild option: String) -> String? {
        switch option {
        case "--authfile", "--creds", "--cert-dir", "--tls-verify":
            "strata login, REGISTRY_AUTH_FILE and registries.conf say how registries are asked; see docs/registries.md"
        case "--pull-always": "--pull"
        case "--pull-never": "what the store has is not asked for: leave it out"
        case "--arch", "--os", "--variant": "--platform OS/ARCH[/VARIANT]"
        case "--format": "images are the OCI's; `strata copy --format v2s2` makes docker's of them"
        case "--layers", "--layer-label": "each step is a layer, and is kept in the cache: leave it out"
        case "--squash", "--squash-all": "`strata fix` merges steps where that makes the image smaller"
        case "--manifest": "--platform with several makes an index: --platform linux/amd64,linux/arm64 -t NAME"
        case "--timestamp", "--source-date-epoch": "SOURCE_DATE_EPOCH in the environment"
        case "--rewrite-timestamp": "times are bounded by SOURCE_DATE_EPOCH of the environment: leave it out"
        case "--memory", "-m", "--memory-swap", "--cpu-shares", "-c", "--cpu-period", "--cpu-quota", "--cpuset-cpus",
            "--cpuset-mems":
            "make a control group that has the limit, and name it with --cgroup-parent"
        case "--security-opt", "--cap-add", "--cap-drop", "--isolation", "--userns", "--device":
            "RUN has docker's default rights; --allow security.insecure lets RUN --security=insecure have all"
        case "--volume", "-v": "RUN --mount=type=bind,from=NAME with --build-context NAME=DIR, or type=cache"
        default: nil
        }
    }

    private static func hint(forRun option: String) -> String? {
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
