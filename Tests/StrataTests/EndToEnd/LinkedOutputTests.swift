import Testing

extension EndToEnd {
    @Suite("Files that are named by links")
    struct LinkedOutputTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            let context = "mkdir c; printf 'FROM scratch\\nCOPY a /\\n' > c/Dockerfile; echo > c/a"
            try fixture.shell("ln -s real link; ln -s /proc/self/fd/1 out; \(context)").succeed()
        }

        @Test("what a link leads to is written, and the link stays")
        func links() throws {
            for command in [
                "build -q -t x --iidfile link c", "build -q -t x --metadata-file link c", "save -o link busybox",
                "copy -q strata:busybox docker-archive:link", "build -q -o type=tar,dest=link c",
            ] {
                let script = "echo old > real && strata \(command) && test -L link && test $(stat -c %s real) -gt 4"
                try fixture.shell(script).succeed()
            }
            try fixture.shell("rm real && strata save -o link busybox && test -L link && tar -tf real").succeed()
        }

        @Test(
            "a link to standard output stays where that is a file, and the bytes are in it",
            arguments: [
                "save -o out busybox", "copy -q strata:busybox oci-archive:out",
                "copy -q strata:busybox docker-archive:out", "build -q -o type=oci,dest=out c",
                "build -q -o type=tar,dest=out c",
            ])
        func standardOutput(command: String) throws {
            let script = "strata \(command) > bytes && test -L out && tar -tf bytes > list && test -s list"
            try fixture.shell(script).succeed()
            #expect(try fixture.shell("strata \(command) | tar -t").succeed() == fixture.shell("cat list").succeed())
        }

        @Test("an image ID goes behind what standard output has")
        func appended() throws {
            try fixture.shell("echo first > log; strata build -q -t x --iidfile out c >> log; test -L out").succeed()
            #expect(try fixture.shell("head -n 1 log").succeed() == "first\n")
            try fixture.shell("grep -q sha256: log").succeed()
        }

        @Test(
            "a directory with other things is no copy of an image, whatever its files are called; one that broke off is"
        )
        func directories() throws {
            try fixture.shell(
                """
                mkdir -p other/src begun place; echo 1.2.3 > other/version; echo '{}' > other/manifest.json
                echo precious > other/src/code; printf 'Directory Transport Version: 1.1\\n' > begun/version; ln -s place led
                """
            ).succeed()
            try fixture.strata("copy", "-q", "strata:busybox", "dir:other").fail(
                1, saying: "something other than an image")
            try fixture.shell("grep -q precious other/src/code").succeed()
            for place in ["begun", "led", "led"] {
                try fixture.strata("copy", "-q", "strata:busybox", "dir:\(place)").succeed()
                try fixture.shell("test -s \(place)/manifest.json").succeed()
            }
            try fixture.shell("test -L led && test -d place").succeed()
        }
    }
}
