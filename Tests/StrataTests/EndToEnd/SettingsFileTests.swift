import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Settings files and variables")
    struct SettingsFileTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo seen\n")
            try fixture.write("settings.json", "{\n  \"progress\": \"rawjson\",\n  \"jobs\": 2\n}\n")
        }

        private var config: [String: String] { ["STRATA_CONFIG": "settings.json"] }

        @Test("the file sets what the environment leaves open, and that what the command line leaves open")
        func order() throws {
            let file = try fixture.strata("build", "-t", "a", ".", environment: config)
            #expect(file.errors.hasPrefix("{"), "\(file)")
            let variable = config.merging(["BUILDKIT_PROGRESS": "plain"]) { $1 }
            let environment = try fixture.strata("build", "-t", "a", ".", environment: variable)
            #expect(environment.errors.hasPrefix("#1 "), "\(environment)")
            let option = try fixture.strata("build", "-t", "a", "--progress", "quiet", ".", environment: variable)
            #expect(option.errors == "" && option.output.hasPrefix("sha256:"), "\(option)")
            let nothing = try fixture.strata("build", "-t", "a", "--progress", "none", ".", environment: variable)
            #expect(nothing.errors + nothing.output == "", "\(nothing)")
        }

        @Test("info says what is in force and where from")
        func info() throws {
            let text = try fixture.strata("info", environment: config).succeed()
            #expect(text.contains(" progress:       rawjson (settings.json:2)\n"))
            #expect(text.contains(" root:           \(fixture.root) ($STRATA_ROOT)\n"))
            #expect(text.contains(" network:        host (default)\n"))
            let from = "{{.Settings.jobs.Value}} {{.Settings.jobs.From}}"
            #expect(try fixture.strata("info", "-f", from, environment: config).succeed() == "2 settings.json:3\n")
            let given = try fixture.strata(
                "--root", "other", "info", "-f", "{{.Settings.root.From}} {{.DockerRootDir}}")
            #expect(given.output == "--root on the command line other\n")
        }

        @Test("a mistake in the file is an error with file and line, and keeps nobody from help and version")
        func mistake() throws {
            try fixture.write("settings.json", "{\n  \"progres\": \"plain\"\n}\n")
            try fixture.strata("images", environment: config).fail(
                125, saying: "settings.json:2: there is no setting “progres”", "hint: known settings: ", "color")
            for command in [["--help"], ["version"], ["completion", "bash"], ["images", "--help"]] {
                try fixture.shell("strata \(command.joined(separator: " "))", environment: config).succeed()
            }
            try fixture.strata("images", environment: ["STRATA_CONFIG": "absent.json"]).fail(
                125, saying: "absent.json, which is not there")
        }

        @Test("the user's file is found below HOME")
        func home() throws {
            try fixture.write("home/.config/strata/config.json", "{\"network\": \"none\"}")
            let home = ["HOME": fixture.directory.appending("home").string]
            let links = "ls /sys/class/net | wc -l"
            #expect(
                try fixture.strata("run", "--rm", "busybox", "sh", "-c", links, environment: home).succeed() == "1\n")
        }

        @Test("the machine's file counts less than the user's, and more than nothing")
        func machine() throws {
            try fixture.write(
                "etc/strata/config.json", "{\"progress\": \"rawjson\",\n\"jobs\": 7,\n\"network\": \"none\"}")
            try fixture.write("home/.config/strata/config.json", "{\"jobs\": 3}")
            let format = "{{range $k, $v := .Settings}}{{$k}}={{$v.Value}} {{$v.From}};{{end}}"
            // /etc of the machine with that file in it, for these processes alone.
            let outcome = try fixture.shell(
                """
                unshare -m sh -c "mount -t overlay -o lowerdir=$PWD/etc:/etc overlay /etc && strata info -f '\(format)' && \
                strata build --progress auto -t a . && strata build -t b ."
                """.replacing("$k", with: "\\$k").replacing("$v", with: "\\$v"),
                environment: ["HOME": fixture.directory.appending("home").string, "STRATA_NETWORK": "host"])
            let text = try outcome.succeed()
            #expect(text.contains("progress=rawjson /etc/strata/config.json:1;"), "\(text)")
            #expect(text.contains("jobs=3 \(fixture.directory)/home/.config/strata/config.json:1;"), "\(text)")
            #expect(text.contains("network=host $STRATA_NETWORK;"), "\(text)")
            #expect(outcome.errors.hasPrefix("#1 ") && outcome.errors.contains("\n{"), "\(outcome)")
        }

        @Test("DOCKER_DEFAULT_PLATFORM is what build and import make images for, unless --platform is given")
        func platform() throws {
            let variable = ["DOCKER_DEFAULT_PLATFORM": "linux/arm64"]
            try fixture.write("Dockerfile", "FROM scratch\nCOPY settings.json /\n")
            try fixture.strata("build", "-q", "-t", "arm", ".", environment: variable).succeed()
            try fixture.strata("build", "-q", "-t", "own", "--platform", "linux/amd64", ".", environment: variable)
                .succeed()
            let architectures = try fixture.strata("inspect", "-f", "{{.Architecture}}", "arm", "own").succeed()
            #expect(architectures == "arm64\namd64\n")
            try fixture.strata("import", TestImages.busyBox().string, "imported", environment: variable).succeed()
            #expect(try fixture.strata("inspect", "-f", "{{.Architecture}}", "imported").succeed() == "arm64\n")
            try fixture.strata("build", ".", environment: ["DOCKER_DEFAULT_PLATFORM": "a/b/c/d"]).fail(
                125, saying: "$DOCKER_DEFAULT_PLATFORM is “a/b/c/d”", "hint:")
            try fixture.strata("images", environment: ["DOCKER_DEFAULT_PLATFORM": "a/b/c/d"]).succeed()
        }
    }
}
