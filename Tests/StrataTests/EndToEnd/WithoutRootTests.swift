import LinuxSystem
import Testing

@testable import strata

extension EndToEnd {
    @Suite("Without root", .needs("setpriv"))
    struct WithoutRootTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            try fixture.shell(
                "mkdir home && chown 65534:65534 home && cp '\(Fixture.program)' strata && chmod 755 . strata"
            )
            .succeed()
            try fixture.write("home/Dockerfile", "FROM scratch\n")
        }

        private func run(_ line: String, _ variables: String = "") throws -> Outcome {
            let user = "setpriv --reuid=65534 --regid=65534 --clear-groups"
            return try fixture.shell(
                "cd home && env -i PATH=/usr/bin:/bin HOME=$PWD \(variables) \(user) ../strata \(line)")
        }

        /// A line for every command: what it would do for root.
        static let lines = [
            "build": "build .", "run": "run x true", "images": "images", "history": "history x", "inspect": "inspect x",
            "import": "import Dockerfile x", "load": "load -i Dockerfile", "save": "save -o s.tar x", "tag": "tag x y",
            "rmi": "rmi x", "ps": "ps -a", "diff": "diff x", "commit": "commit x y", "rm": "rm x", "version": "version",
            "info": "info", "completion": "completion bash", "system df": "system df",
            "system prune": "system prune -f",
            "store check": "store check", "store materialize": "store materialize",
        ]

        @Test("every command does its work, or says with one error and one hint why it cannot")
        func commands() throws {
            for command in try CommandTable.definitions() {
                let name = command.path.joined(separator: " ")
                let outcome = try run(Self.lines[name] ?? name + " x")
                if outcome.code == 0 { continue }
                #expect(outcome.errors.ranges(of: "error: ").count == 1, "\(name): \(outcome)")
                #expect(outcome.errors.ranges(of: "\nhint: ").count == 1, "\(name): \(outcome)")
                #expect([1, 125].contains(outcome.code), "\(name): \(outcome)")
            }
        }

        @Test("what needs root says so, and begins nothing", arguments: ["build", "run", "import", "load", "commit"])
        func root(name: String) throws {
            try run(Self.lines[name] ?? "").fail(
                name == "run" ? 125 : 1, saying: "needs root, and this is user 65534", "hint: run it with sudo")
            #expect(try fixture.shell("ls -A home").succeed() == "Dockerfile\n")
        }

        @Test(
            "help, version, info and completion work",
            arguments: ["--help", "build --help", "version", "info", "completion zsh"])
        func harmless(line: String) throws {
            #expect(try run(line).succeed().isEmpty == false)
            #expect(try fixture.shell("ls -A home").succeed() == "Dockerfile\n")
        }

        @Test("a store of root's is an error that names it")
        func storeOfRoot() throws {
            try fixture.shell("mkdir -m 700 store && STRATA_ROOT=$PWD/store ./strata images").succeed()
            try run("images", "STRATA_ROOT=../store").fail(
                1, saying: "the store in ../store cannot be opened", "hint: ")
            let info = try run("info", "STRATA_ROOT=../store")
            #expect(
                info.code == 0 && info.errors.contains("WARNING: the store in ../store cannot be opened"), "\(info)")
        }

        @Test("root without the right to mount is told which right is wanting (OverlayError.notPermitted)")
        func capability() throws {
            let full = try Fixture()
            let outcome = try full.shell(
                "setpriv --bounding-set=-sys_admin --inh-caps=-sys_admin strata run busybox true")
            outcome.fail(125, saying: "does not allow this process to mount", "CAP_SYS_ADMIN")
        }
    }
}
