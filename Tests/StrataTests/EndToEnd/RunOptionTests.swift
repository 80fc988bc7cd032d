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
            "--tmpfs /t options sh -c 'grep \" /t \" /proc/mounts | cut -d, -f2-4; stat -c %a /t; touch /t/f'",
            "--tmpfs /t:size=1m,mode=700,exec options sh -c 'stat -c %a /t; df -k /t | tail -n1 | cut -c22-40'",
            "--tmpfs /t:nonsense options true", "--tmpfs rel options true", "--tmpfs /t --tmpfs /t options true",
            "--mount type=tmpfs,dst=/t,tmpfs-size=65536,tmpfs-mode=750 options stat -c %a /t",
            "--mount type=bind,src=$PWD/vars,dst=/x,readonly options sh -c 'cat /x; echo >> /x'",
            "--mount type=bind,source=$PWD/vars,target=/x,ro=false options cat /x",
            "--mount type=bind,src=/absent/dir,dst=/x options true", "--mount type=bind,src=rel,dst=/x options true",
            "--mount type=bind,src=/tmp options true", "--mount type=bind,src=/tmp,dst=/x,nope=1 options true",
            "--mount type=tmpfs,src=/tmp,dst=/x options true", "--mount type=nope,dst=/x options true",
            "--add-host db:10.0.0.5 -h here options sh -c 'grep db /etc/hosts'", "--add-host db options true",
            "--add-host db:nope options true", "--shm-size 1m options sh -c 'df -k /dev/shm | tail -n1 | cut -c22-40'",
            "--shm-size x options true", "--ulimit nofile=99:100 options sh -c 'ulimit -n; ulimit -Hn'",
            "--ulimit nofile=9:8 options true", "--ulimit nope=1 options true",
            "-l a=b --label c options true", "--label-file vars options true",
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

        @Test("what surrounds a container is told by inspect, its labels find it, and its ID is in the file")
        func told() throws {
            try fixture.shell(
                "strata run --name told --cidfile cid --privileged --tmpfs /t:size=1m --add-host db:10.0.0.5 "
                    + "--ulimit nofile=99 --shm-size 1m -l mine=yes --mount type=bind,src=/tmp,dst=/x options true"
            ).succeed()
            let told = try fixture.strata(
                "inspect", "--format",
                "{{.Id}} {{.HostConfig.Privileged}} {{.HostConfig.ShmSize}} {{json .HostConfig.Tmpfs}} "
                    + "{{json .HostConfig.ExtraHosts}} {{json .HostConfig.Ulimits}} {{json .HostConfig.Binds}} "
                    + "{{.Config.Labels.mine}}", "told"
            ).succeed()
            let mounts = "mkdir /m && mount -t tmpfs own /m && grep -c own /proc/mounts"
            #expect(try fixture.shell("strata run --rm --privileged options sh -c '\(mounts)'").succeed() == "1\n")
            try fixture.shell("strata run --rm options sh -c '\(mounts)'").fail(1, saying: "permission denied")
            let id = try fixture.shell("cat cid").succeed()
            #expect(
                told == "\(id) true 1048576 {\"/t\":\"size=1m\"} [\"db:10.0.0.5\"] "
                    + "[{\"Hard\":99,\"Name\":\"nofile\",\"Soft\":99}] [\"/tmp:/x\"] yes\n")
            let found = try fixture.strata("ps", "-aq", "--no-trunc", "--filter", "label=mine=yes").succeed()
            #expect(found == id + "\n")
            let again = try fixture.strata("run", "--rm", "--cidfile", "cid", "options")
            again.fail(125, saying: "container ID file found: cid")
        }

        @Test("limits of memory, processors and processes hold for all processes of a container together")
        func limits() throws {
            let hungry = "x=$(head -c 60000000 /dev/zero | tr \"\\\\0\" a); echo ${#x}"
            try fixture.shell("strata run --rm -m 16m --memory-swap 16m options sh -c '\(hungry)'").fail(137)
            let many = "for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait"
            try fixture.shell("strata run --rm --pids-limit 4 options sh -c '\(many)'").fail(2, saying: "can't fork")
            try fixture.shell("strata run --rm --pids-limit -1 options sh -c '\(many)'").succeed()
            try fixture.shell("strata run --name limited --cpus 0.5 -c 512 --cpuset-cpus 0 options true").succeed()
            let told = try fixture.strata(
                "inspect", "--format", "{{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}} {{.HostConfig.CpusetCpus}}",
                "limited"
            ).succeed()
            #expect(told == "500000000 512 0\n")
            #expect(try fixture.shell("strata run --rm --cpuset-cpus 0 options nproc").succeed() == "1\n")
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
            try refused("--mount type=volume,src=data,dst=/x options", "volumes are not supported yet")
            try refused("--init options", "there is no option --init", "let the image's ENTRYPOINT be an init")
            try refused("--blkio-weight 9 options", "there is no option --blkio-weight", "--cgroup-parent")
            try refused("-m 4m options", "Minimum memory limit allowed is 6MB")
            try refused("-m 64m --memory-swap 32m options", "Minimum memoryswap limit should be larger")
            try refused("--cpus many options", "it is no number of processors")
            try refused("--cap-add SYS_TIME options", "there is no option --cap-add", "--privileged")
            let noTerminal = try fixture.strata("run", "--rm", "-it", "options")
            noTerminal.fail(1, saying: "the input device is not a TTY")
        }
    }
}
