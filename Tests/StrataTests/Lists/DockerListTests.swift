import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Lists beside docker's", .serialized)
    struct DockerListTests {
        private static let recorded = SourceTree.root.appending("Tests/StrataTests/Golden/docker-lists.txt")
        /// What leads `docker` in a shell to the program under test.
        private static let alias = "docker() { strata \"$@\"; }\n"
        private static let load = ListCorpus.archives.map { "docker load -q -i \($0).tar\n" }.joined()

        /// Regenerate with UPDATE_GOLDEN=1: docker's client 28 on Debian's dockerd says what is right.
        @Test("print what docker was recorded to print")
        func recordedOutput() throws {
            let fixture = try Fixture(withBusyBox: false)
            try ListCorpus.write(into: fixture)
            if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil { try record(fixture) }
            try fixture.shell(Self.alias + Self.load).succeed()
            let output = try fixture.shell(
                Self.alias + ListCases.script(ListCases.steady), environment: ["TZ": "UTC"]
            ).output
            let text = String(decoding: try FileHandle.open(Self.recorded).readAll(), as: UTF8.self)
            Self.compare(ListCases.sections(text), ListCases.sections(output))
            #expect(ListCases.sections(text).count == ListCases.steady.count, "record again: UPDATE_GOLDEN=1")
        }

        @Test("print what docker prints, from the same archives", .needs("dockerd"))
        func sameArchives() throws {
            let daemon = try DockerDaemon()
            let fixture = try Fixture(withBusyBox: false)
            try ListCorpus.write(into: fixture)
            try fixture.shell(Self.load, environment: daemon.environment).succeed()
            try fixture.shell(Self.alias + Self.load).succeed()
            try Self.compare(ListCases.steady + ListCases.relative, daemon, fixture)
        }

        @Test(
            "show what skopeo, podman, buildah and strata save wrote as docker does", .needs("dockerd"),
            .needs("skopeo"), .needs("podman"), .needs("buildah"))
        func otherWriters() throws {
            let daemon = try DockerDaemon()
            let fixture = try Fixture(withBusyBox: false)
            try fixture.strata(
                "import", TestImages.busyBox().string, "busybox", environment: ["SOURCE_DATE_EPOCH": "1600000000"]
            ).succeed()
            try fixture.write(
                "Dockerfile",
                "FROM busybox\nARG V=1\nENV A=\"b c\"\nRUN echo five > /five\nCOPY Dockerfile /data/\nUSER nobody\nEXPOSE 80\n"
                    + "LABEL k=v\nHEALTHCHECK CMD true\nENTRYPOINT [\"/bin/sh\"]\n")
            try fixture.shell(
                """
                set -e
                SOURCE_DATE_EPOCH=1700000000 strata build -q -t built:1 .
                strata save -o strata.tar built:1
                skopeo copy -q docker-archive:strata.tar:built:1 docker-archive:skopeo.tar:skopeo/built:2
                skopeo copy -q docker-archive:strata.tar:built:1 oci:layout:x
                store="--root $PWD/podman --runroot $PWD/podman-run --storage-driver vfs"
                buildah $store pull -q oci:layout:x
                buildah $store push -q localhost/layout:latest docker-archive:buildah.tar:buildah:3 || \
                    buildah $store push -q $(buildah $store images -q) docker-archive:buildah.tar:buildah:3
                podman $store save -q -o podman.tar $(buildah $store images -q)
                podman $store rmi -a -f
                """
            ).succeed()
            let load = "for i in strata skopeo buildah podman; do docker load -q -i $i.tar; done\n"
            try fixture.shell(load, environment: daemon.environment).succeed()
            try fixture.shell(Self.alias + "strata rmi busybox built:1\n" + load).succeed()
            // docker gives the repositories of one image in any order.
            let names = ["built:1", "skopeo/built:2", "buildah:3"].filter { name in
                (try? fixture.shell("strata inspect \(name)").code) == 0
            }
            #expect(names.count >= 2)
            let cases = names.flatMap { name in
                [
                    "history \(name)", "history --no-trunc --human=false \(name)", "images \(name)",
                    "images -q \(name)",
                    "inspect -f '{{.ID}} {{.Created}} {{.Size}} {{.Os}} {{json .Config}} {{json .RootFS}} {{.RepoTags}}' \(name)",
                ]
            }
            try Self.compare(cases + ["images -q | sort", "system df"], daemon, fixture)
        }

        private func record(_ fixture: Fixture) throws {
            let daemon = try DockerDaemon()
            try fixture.shell(Self.load, environment: daemon.environment).succeed()
            var environment = daemon.environment
            environment["TZ"] = "UTC"
            let output = try fixture.shell(ListCases.script(ListCases.steady), environment: environment).output
            try FileHandle.open(Self.recorded, Flags.create).write(Array(output.utf8))
        }

        private static func compare(_ cases: [String], _ daemon: DockerDaemon, _ fixture: Fixture) throws {
            let script = ListCases.script(cases)
            // What happened seconds ago may be a second longer ago for the one that comes second: then both are asked again.
            for attempt in 1...3 {
                let docker = ListCases.sections(try fixture.shell(script, environment: daemon.environment).output)
                let strata = ListCases.sections(try fixture.shell(alias + script).output)
                if docker == strata || attempt == 3 { return compare(docker, strata) }
            }
        }

        private static func compare(_ expected: [String], _ found: [String]) {
            #expect(expected.count == found.count)
            for (docker, strata) in zip(expected, found) where docker != strata {
                Issue.record("docker:\n\(docker)strata:\n\(strata)")
            }
        }
    }
}
