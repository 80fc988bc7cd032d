import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("What strata copy takes of a repository", .needs("docker-registry"), .needs("skopeo"), .needs("python3"))
    struct CopyScopeTests {
        let registry: RegistryServer
        let fixture: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app"
            try fixture.write("Dockerfile", "FROM scratch\nCOPY f /f\n")
            try fixture.write("f", "copied\n")
            try fixture.strata("build", "-q", "--platform", "linux/amd64,linux/arm64", "-t", "\(name):1", ".").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
        }

        private func digest(_ place: String) throws -> String { try ImageCopyTests.digest(place, fixture) }

        @Test(
            "--multi-arch takes of an index what skopeo's takes, byte for byte",
            arguments: ["system", "all", "index-only"])
        func multiArch(what: String) throws {
            try fixture.strata("copy", "--multi-arch", what, "docker://\(name):1", "dir:ours").succeed()
            try fixture.shell("\(ImageCopyTests.skopeo) --multi-arch \(what) docker://\(name):1 dir:theirs").succeed()
            #expect(try fixture.shell("diff -r ours theirs").succeed() == "")
            try fixture.strata("copy", "--multi-arch", what, "docker://\(name):1", "oci:layout:x").succeed()
            #expect(try digest("oci:layout:x") == digest("dir:theirs"))
        }

        @Test("an index alone goes to a registry that has its images, and nowhere else")
        func indexOnly() throws {
            let other = "docker://\(registry.host)/other/app"
            try fixture.strata("copy", "--multi-arch", "index-only", "docker://\(name):1", "\(other):2").fail(
                saying: "does not take the index without its images")
            try fixture.strata("tags", "\(registry.host)/other/app").fail()
            try fixture.strata("copy", "--multi-arch", "all", "docker://\(name):1", "\(other):1").succeed()
            try fixture.strata("copy", "--multi-arch", "index-only", "docker://\(name):1", "\(other):2").succeed()
            #expect(try digest("\(other):2") == digest("docker://\(name):1"))
            try fixture.strata("copy", "--multi-arch", "index-only", "docker://\(name):1", "kept:1").fail(
                saying: "with images of it only")
            try fixture.strata("copy", "--all", "--multi-arch", "all", "docker://\(name):1", "dir:x").fail(
                125, saying: "together")
            try fixture.strata("copy", "--multi-arch", "some", "docker://\(name):1", "dir:x").fail(
                125, saying: "no such choice")
        }

        @Test("one image gets several names at once, in an archive as skopeo gives them")
        func names() throws {
            let words = "--additional-tag team/app:2 --additional-tag other:3 docker://\(name):1"
            try fixture.shell("strata copy \(words) docker-archive:ours.tar:team/app:1").succeed()
            try fixture.shell("\(ImageCopyTests.skopeo) \(words) docker-archive:theirs.tar:team/app:1").succeed()
            func tags(_ file: String) throws -> [String] {
                let text = try fixture.shell("tar -xOf \(file) manifest.json").succeed()
                let list = try JSONValue(parsing: Array(text.utf8)).arrayValue?.first?["RepoTags"]?.arrayValue
                return (list ?? []).compactMap(\.stringValue).map { $0.replacing("docker.io/library/", with: "") }
            }
            let theirs = try tags("theirs.tar").map { $0.replacing("docker.io/", with: "") }
            #expect(try tags("ours.tar") == theirs)
            try fixture.strata(
                "copy", "--additional-tag", "3", "--additional-tag", "\(name):4", "docker://\(name):1",
                "docker://\(name):2"
            ).succeed()
            #expect(try fixture.strata("tags", name).succeed() == "1\n2\n3\n4\n")
            #expect(try digest("docker://\(name):4") == digest("docker://\(name):2"))
            try fixture.strata("copy", "--additional-tag", "b", "docker://\(name):2", "oci:layout:a").succeed()
            #expect(try digest("oci:layout:a") == digest("oci:layout:b"))
            try fixture.strata("copy", "--additional-tag", "2", "docker://\(name):2", "kept:1").succeed()
            try fixture.strata("inspect", "kept:2").succeed()
            for (tag, place, words) in [
                ("x", "dir:d", "no further ones"), ("x/y:1", "docker://\(name):2", "is not in the repository"),
                ("x", "docker-archive:a.tar", "has no name before it"),
            ] {
                try fixture.strata("copy", "--additional-tag", tag, "docker://\(name):2", place).fail(saying: words)
            }
        }

        @Test("all tags go from place to place with their digests; one that is there already can be left alone")
        func allTags() throws {
            try fixture.write("f", "changed\n")
            try fixture.strata("build", "-q", "-t", "\(name):2", ".").succeed()
            try fixture.strata("push", "-q", "\(name):2").succeed()
            let other = "\(registry.host)/mirror/app"
            try fixture.strata("copy", "--all", "--all-tags", "docker://\(name)", "oci:layout").succeed()
            try fixture.strata("copy", "--all", "--all-tags", "oci:layout", "docker://\(other)").succeed()
            for tag in ["1", "2"] {
                #expect(try digest("docker://\(other):\(tag)") == digest("docker://\(name):\(tag)"))
            }
            try fixture.strata("copy", "docker://\(name):2", "docker://\(other):1").succeed()
            let shown = try fixture.strata(
                "copy", "--all", "--all-tags", "--no-clobber", "docker://\(name)", "docker://\(other)"
            ).succeed()
            #expect(shown.contains("1: is there already\n2: is there already\n"))
            #expect(try digest("docker://\(other):1") == digest("docker://\(name):2"))
            try fixture.strata("copy", "--all-tags", "docker://\(name)", "back").succeed()
            #expect(try fixture.strata("images", "-q", "back").succeed().split(separator: "\n").count == 2)
            for place in ["docker://\(other):1", "dir:x", "docker-archive:x.tar"] {
                try fixture.strata("copy", "--all-tags", "docker://\(name)", place).fail(
                    125, saying: "all without a tag")
            }
        }

        @Test("what a registry lists and no tag can be is shown without what speaks to a terminal, and is not copied")
        func hostileNames() throws {
            let tags = "\(registry.directory)/data/docker/registry/v2/repositories/team/app/_manifests/tags"
            try fixture.shell(#"cp -r "$0/1" "$0/$(printf 'x\033[2J')""#.replacing("$0", with: tags)).succeed()
            #expect(try fixture.strata("tags", name).succeed() == "1\nx\\e[2J\n")
            let copied = try fixture.strata("copy", "--all", "--all-tags", "docker://\(name)", "oci:layout")
            #expect(copied.code == 0, "\(copied)")
            #expect(copied.errors.contains("x\\e[2J: left out, no tag can have that name\n"), "\(copied)")
            #expect(try digest("oci:layout:1") == digest("docker://\(name):1"))
        }

        @Test("compression is put on and taken off in a directory, as skopeo reads it")
        func directories() throws {
            try fixture.strata("copy", "--dest-decompress", "docker://\(name):2", "dir:none").fail()
            try fixture.strata("copy", "--dest-decompress", "docker://\(name):1", "dir:plain").succeed()
            try fixture.shell("grep -q 'layer.v1.tar\"' plain/manifest.json").succeed()
            try fixture.strata("copy", "--dest-compress", "dir:plain", "dir:packed").succeed()
            try fixture.shell("grep -q 'tar+gzip' packed/manifest.json").succeed()
            for place in ["plain", "packed"] {
                try fixture.shell("\(ImageCopyTests.skopeo) dir:\(place) docker://\(name):\(place)").succeed()
                try fixture.strata("pull", "-q", "\(name):\(place)").succeed()
            }
            try fixture.shell("strata save -o a.tar \(name):plain && strata save -o b.tar \(name):packed").succeed()
        }
    }
}
