import OCI
import Testing

@testable import strata

extension EndToEnd {
    @Suite("version, info, --debug")
    struct ProgramTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("version has docker's lines for a client, and its fields for templates")
        func version() throws {
            let text = try fixture.strata("version").succeed()
            #expect(text.hasPrefix("Client:\n Version:           \(VersionCommand.number)\n"))
            #expect(text.contains(" OS/Arch:           linux/"))
            let fields = "{{.Client.Version}}|{{.Client.APIVersion}}|{{.Server.Os}}|{{.Server.KernelVersion}}"
            let kernel = try fixture.shell("uname -r").succeed()
            #expect(
                try fixture.strata("version", "--format", fields).succeed()
                    == "\(VersionCommand.number)||linux|\(kernel)")
            let json = try JSONValue(parsing: fixture.strata("version", "-f", "json").succeed())
            #expect(json["Client"]?["Version"]?.stringValue == VersionCommand.number)
            #expect(json["Client"]?["ApiVersion"] != nil && json["Server"]?["Arch"] != nil)
            #expect(try fixture.strata("--version").succeed() == "Strata version \(VersionCommand.number)\n")
            try fixture.strata("version", "-f", "{{.Nope}}").fail(1, saying: "Nope")
        }

        @Test("info counts images and containers and has docker's names")
        func info() throws {
            try fixture.strata("run", "busybox", "true").succeed()
            let counts = "{{.Images}} {{.Containers}} {{.ContainersRunning}} {{.ContainersStopped}} {{.OSType}}"
            #expect(try fixture.strata("info", "--format", counts).succeed() == "1 1 0 1 linux\n")
            let names = try fixture.strata("system", "info", "-f", "{{.Driver}} {{.DockerRootDir}} {{.NCPU}}").succeed()
            #expect(names == "overlayfs \(fixture.root) \(try fixture.shell("nproc --all").succeed())")
            let json = try JSONValue(parsing: fixture.strata("info", "--format", "json").succeed())
            for name in [
                "ID", "MemTotal", "KernelVersion", "OperatingSystem", "Architecture", "CgroupVersion", "ServerVersion",
                "Name", "Runtimes", "DefaultRuntime", "SecurityOptions", "DriverStatus", "Warnings", "Debug",
            ] {
                #expect(json[name] != nil, "\(name)")
            }
            #expect(json["Disk"]?["Total"]?.intValue ?? 0 > 0)
            let text = try fixture.strata("info").succeed()
            #expect(text.contains(" Root: \(fixture.root)\n") && text.contains(" Images: 1\n"))
        }

        @Test("info makes no store, and tells what it cannot find")
        func infoWithoutStore() throws {
            let outcome = try fixture.strata(
                "--root", "absent", "info", environment: ["STRATA_RUNTIME": "/nonexistent/crun"])
            #expect(outcome.output.contains(" Root: absent (not there yet"), "\(outcome)")
            #expect(outcome.errors.contains("WARNING: looking for the OCI runtime \"/nonexistent/crun\""), "\(outcome)")
            #expect(try fixture.shell("ls absent").code != 0)
        }

        @Test("--debug says on standard error what was looked up, started and decided; standard output stays")
        func debug() throws {
            try fixture.write("Dockerfile", "FROM busybox\nARG V=1\nRUN echo $V > /v\n")
            let first = try fixture.strata("--debug", "build", "-q", "-t", "x", ".")
            #expect(first.output.hasPrefix("sha256:") && first.lines.count == 1, "\(first)")
            for text in ["begin: strata", "store: opened", "plan: 2 steps", "program: /", "crun", "end: exit status 0"]
            {
                #expect(first.errors.contains(text), "no “\(text)” in \(first)")
            }
            #expect(first.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("debug: ") }, "\(first)")
            let second = try fixture.strata("-D", "build", "-q", "--build-arg", "V=2", ".")
            #expect(second.errors.contains("not found: changed: build argument V \"1\"→\"2\""), "\(second)")
            let third = try fixture.strata("build", "-q", ".", environment: ["STRATA_DEBUG": "1"])
            #expect(
                third.errors.contains("cache: [2/2] RUN echo 1 > /v: key") && third.errors.contains(" found, layer"))
            #expect(try fixture.strata("--debug=false", "images", environment: ["STRATA_DEBUG": "1"]).errors == "")
        }

        @Test("--debug shows no credential")
        func secrets() throws {
            try fixture.write("Dockerfile", "FROM busybox\nARG TOKEN\nENV WHERE=$TOKEN\nRUN echo $TOKEN > /t\n")
            let built = try fixture.shell(
                "API_KEY=in-the-environment strata -D build --progress quiet --build-arg TOKEN=sesame-open .")
            #expect(built.code == 0 && built.errors.contains("--build-arg TOKEN=***"), "\(built)")
            #expect(!built.errors.contains("sesame-open"), "\(built)")
            let run = try fixture.strata("-D", "run", "--rm", "-eDB_PASSWORD=sesame-open", "busybox", "true")
            #expect(!run.errors.contains("sesame-open") && run.errors.contains("-eDB_PASSWORD=***"), "\(run)")
        }
    }
}
