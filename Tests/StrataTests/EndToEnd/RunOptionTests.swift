import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    /// Options of `strata run` that docker has, in the corners; the same command lines go to docker where it is installed.
    @Suite("Options of run, as docker has them", .dockerDaemon)
    struct RunOptionTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "context/Dockerfile", "FROM busybox\nENV IMAGE=1 BOTH=image\nWORKDIR /image\nCMD [\"echo\", \"cmd\"]\n")
            try fixture.strata("build", "-q", "-t", "options", "context").succeed()
            try fixture.write(
                "vars", "\u{FEFF}FILE=with spaces \r\n# comment\n\n  BOTH=file\nHOME\nABSENT\nQUOTED=\"q\"\n")
            try fixture.write("bad", "A B=1\n")
        }

        /// Command lines after `run --rm`; the environment has `OUTSIDE=1` and no `ABSENT`.
        static let lines = [
            "options", "options env", "-e A=1 -e A=2 options env", "-e OUTSIDE -e ABSENT -e IMAGE options env",
            "-e 'WITH SPACE=x' options env", "-e EMPTY= options env", "--env-file vars -e BOTH=option options env",
            "-e PATH=/bin options env", "-h here options env", "-h here options hostname",
            "--entrypoint '' options echo a", "--entrypoint echo options", "--entrypoint= options echo b",
            "--entrypoint /bin/echo options one two", "-w /new/dir options pwd", "-w /a/../b options pwd",
            "options pwd",
            "-u nobody options id", "-u 7:8 options id", "-u nobody:1 options id", "-u 4242 options id",
            "-u 0:nogroup options id",
            "options sh -c 'exit 7'", "options sh -c 'echo out; echo err >&2; exit 1'",
            "options sh -c 'sh -c \"kill -9 $$\"'",
            "options /nope", "options nope", "options /etc/passwd", "-w rel options pwd", "-w /etc/passwd options pwd",
            "-u ghost options true", "-u 0:ghost options true", "--name a/b options true", "--name x options true",
            "-e =x options true", "-e '' options true", "--env-file bad options true", "--env-file absent options true",
            "-v '' options true", "-v /tmp:rel options true", "-v /tmp:/x:foo options true", "-v /tmp:/ options true",
            "-v ./made:/x options sh -c 'stat -c \"%F %a %u\" /x; touch /x/f'",
            "-v $PWD/new/deep:/x:ro options ls -ld /x/.",
            "-v $PWD/vars:/x:ro options cat /x", "-v $PWD/vars:/x:ro options sh -c 'echo >> /x'",
            "-v $PWD/made:/x:rw,z options ls /x", "-it options true", "-t options tty",
            "-t options sh -c 'test -t 1 && echo yes'", "--network none options ls /sys/class/net",
        ]

        @Test("output and exit status are docker's", .needs("dockerd"))
        func sameAsDocker() throws {
            let daemon = try DockerDaemon.shared()
            try fixture.strata("save", "-o", "options.tar", "options").succeed()
            try daemon.docker("load", input: fixture.directory.appending("options.tar")).succeed()
            for line in Self.lines {
                // A host's network in both; what containers are called by differs.
                let network = line.contains("--network") || line.contains("-h ") ? "" : "--network host "
                let environment = ["OUTSIDE": "1", "HOME": "/outside"]
                let theirs = try fixture.shell(
                    "docker run --rm \(network)\(line)",
                    environment: daemon.environment.merging(environment) { $1 })
                let ours = try fixture.shell("strata run --rm \(network)\(line)", environment: environment)
                #expect(ours.code == theirs.code, "\(line): \(ours) — \(theirs)")
                #expect(ours.output == theirs.output, "\(line): \(ours) — \(theirs)")
                if theirs.code == 125 { #expect(ours.errors.contains("error: "), "\(line): \(ours)") }
            }
        }

        @Test("what cannot be understood is said in a way that helps")
        func errors() throws {
            func refused(_ line: String, _ texts: String...) throws {
                let outcome = try fixture.shell("strata run --rm \(line)")
                #expect(outcome.code == 125 && outcome.output.isEmpty, "\(line): \(outcome)")
                for text in texts { #expect(outcome.errors.contains(text), "\(line): \(outcome)") }
            }
            try fixture.shell("strata run --rm --network default options true").succeed()
            try refused("--network bridge options true", "a container's network is host or none")
            try refused("-w rel options", "the working directory 'rel' is invalid, it needs to be an absolute path")
            try refused("-w /etc/passwd options", "the working directory /etc/passwd is not a directory")
            try refused("-u ghost options", "unable to find user ghost: no matching entries in passwd file")
            try refused("-u 0:ghost options", "unable to find group ghost: no matching entries in group file")
            try refused("-e =x options", "invalid environment variable: =x")
            try refused("--env-file bad options", "bad:1: variable 'A B' contains whitespaces")
            try refused("-v data:/x options", "\"data\" names a volume", "not supported yet", "hint:")
            try refused("-v /x options", "a volume without a name", "not supported yet")
            try refused("-v /tmp:/x:foo options", "the option \"foo\" is not known")
            let noTerminal = try fixture.strata("run", "--rm", "-it", "options")
            noTerminal.fail(1, saying: "the input device is not a TTY")
        }
    }
}
