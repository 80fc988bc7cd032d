import LinuxSystem
import SystemPackage
import Testing

/// An image with what layers find hard: links of both kinds, modes, owners, removed and replaced directories, odd names.
struct ArchiveExample {
    let fixture: Fixture
    /// The image ID.
    let id: String

    /// Builds it as `example.org/odd:1` in a store of its own.
    init() throws {
        fixture = try Fixture()
        try fixture.write(
            "Dockerfile",
            """
            FROM busybox
            RUN mkdir -p /d/a /d/b && echo 1 > /d/a/f && ln /d/a/f /d/b/g && ln -s ../a/f /d/b/s && chmod 4755 /d/a/f
            RUN mkfifo /d/p && echo x > '/d/ü name' && chown 7:8 /d/b && chmod 1777 /d && mkdir /d/empty
            RUN rm -rf /d/a && mkdir /d/a && echo new > /d/a/n && rm /etc/passwd
            LABEL a=b
            CMD ["cat", "/d/a/n"]

            """)
        try fixture.strata("build", "-q", "-t", "example.org/odd:1", ".").succeed()
        id = try fixture.strata("images", "-q", "--no-trunc", "example.org/odd").succeed().trimmed
    }

    /// Saves it under a name with more options.
    func save(_ name: String, _ options: String = "") throws {
        try fixture.shell("strata save \(options) -o \(name) example.org/odd:1").succeed()
    }

    /// Loads an archive or layout into an empty store, checks that, and saves the image again as `again.tar`; the image ID.
    func reload(_ name: String, _ options: String = "") throws -> String {
        try fixture.shell(
            """
            set -e
            rm -rf other again.tar
            export STRATA_ROOT=$PWD/other
            strata load -q -i \(name) > loaded
            strata store check > /dev/null
            name=$(strata images --format '{{.Repository}}:{{.Tag}}')
            if [ "$name" = '<none>:<none>' ]; then name=$(strata images -q --no-trunc); fi
            strata save \(options) -o again.tar "$name"
            """
        ).succeed()
        return try fixture.shell("STRATA_ROOT=$PWD/other strata images -q --no-trunc").succeed().trimmed
    }

    /// The digest of a manifest, as skopeo reads it.
    func manifest(_ place: String) throws -> String {
        try fixture.shell("skopeo inspect --raw \(place) > raw && sha256sum < raw").succeed().trimmed
    }

    /// The digest of a configuration, as skopeo reads it: the image ID.
    func configuration(_ place: String) throws -> String {
        "sha256:"
            + (try fixture.shell("skopeo inspect --config --raw \(place) > raw && sha256sum < raw").succeed().prefix(64))
    }

    /// Runs a command where podman and buildah accept the control groups, with a store of their own.
    @discardableResult
    func podman(_ command: String) throws -> Outcome {
        try fixture.write(
            "registries.conf", "unqualified-search-registries = [\"localhost\"]\nshort-name-mode = \"disabled\"\n")
        try fixture.write(
            "podman-test",
            """
            set -e
            if [ -d /sys/fs/cgroup/unified ]; then umount /sys/fs/cgroup/unified; fi
            export CONTAINERS_REGISTRIES_CONF=$PWD/registries.conf
            place="--root $PWD/pod --runroot $PWD/podrun --storage-driver overlay"
            \(command)
            """)
        defer { _ = try? fixture.shell("umount -l $PWD/pod/overlay 2>/dev/null") }
        return try fixture.shell("unshare -m sh podman-test")
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
