import Testing

@testable import DockerfileSyntax

@Suite("Instructions")
struct InstructionTests {
    /// The only instruction of a stage, which must be read without an error.
    private func kind(_ line: String) throws -> Instruction.Kind {
        let result = Dockerfile.parse("FROM a\n" + line)
        #expect(!result.hasErrors, "\(DiagnosticRenderer(result.text).render(result.diagnostics))")
        return try #require(result.dockerfile.stages.first?.instructions.first).kind
    }

    private func texts(_ words: [ShellWord]) -> [String] { words.map(\.text) }

    @Test("a flag with nothing behind its = is as if it were not there")
    func emptyFlags() throws {
        let text = """
            FROM --platform= a
            FROM --platform="" b
            COPY --from= --chown= --chmod="" x /
            ADD --checksum= x /
            RUN --mount=type=bind,from=,target=/x y

            """
        let result = Dockerfile.parse(text)
        #expect(!result.hasErrors)
        #expect(result.dockerfile.stages.allSatisfy { $0.platform == nil })
        let instructions = try #require(result.dockerfile.stages.last?.instructions)
        guard case .copy(let copy) = instructions[0].kind, case .add(let add) = instructions[1].kind else {
            Issue.record("these are no COPY and ADD")
            return
        }
        #expect(copy.from == nil && copy.transfer.owner == nil && copy.transfer.mode == nil && add.checksum == nil)
    }

    @Test("FROM names a base, a stage and a platform")
    func from() throws {
        let result = Dockerfile.parse("ARG V=1\nFROM --platform=$P img:${V} AS Build\nFROM build\n")
        let stage = try #require(result.dockerfile.stages.first)
        #expect(stage.name?.text == "build")
        #expect(stage.baseName.text == "img:${V}")
        #expect(try stage.baseName.expand { $0 == "V" ? "1" : nil } == "img:1")
        #expect(stage.platform?.text == "$P")
        #expect(result.dockerfile.globalArguments.count == 1)
        #expect(result.dockerfile.stageIndex(named: "BUILD") == 0)
        #expect(result.dockerfile.stageIndex(named: "1") == 1)
        #expect(result.dockerfile.stageIndex(named: "1", before: 1) == nil)
        #expect(result.dockerfile.stageIndex(named: "nope") == nil)
    }

    @Test("RUN takes a shell text or an array")
    func run() throws {
        guard case .run(let shell) = try kind("run  echo  \"a\" && [ -f x ] ") else { return #expect(Bool(false)) }
        #expect(shell.execution == .shell("echo  \"a\" && [ -f x ]"))
        #expect(shell.arguments(shell: ["sh", "-c"]) == ["sh", "-c", "echo  \"a\" && [ -f x ]"])
        guard case .run(let exec) = try kind("RUN [\"a\" , \"\\u00e9\\n$X\"] ") else { return #expect(Bool(false)) }
        #expect(exec.arguments(shell: ["sh", "-c"]) == ["a", "é\n$X"])
        guard case .run(let broken) = try kind("RUN [\"a\", ]") else { return #expect(Bool(false)) }
        #expect(broken.execution == .shell("[\"a\", ]"))
    }

    @Test("RUN takes flags")
    func runFlags() throws {
        let line =
            "RUN --network=none --security=sandbox --device=vendor/dev=a,required --mount=type=cache,target=/c "
            + "--mount=type=tmpfs,dst=/t,size=1.5m -- x"
        guard case .run(let run) = try kind(line) else { return #expect(Bool(false)) }
        #expect(run.network == RunInstruction.Network.none)
        #expect(run.security == .sandbox)
        #expect(run.devices.map(\.name.text) == ["vendor/dev=a"])
        #expect(run.devices.map(\.isRequired) == [true])
        #expect(run.execution == .shell("x"))
        let mounts = try run.mounts.map { try $0.resolve { _ in nil } }
        #expect(mounts.map(\.kind) == [.cache, .tmpfs])
        #expect(mounts.map(\.isReadOnly) == [false, false])
        #expect(mounts.map(\.sizeLimit) == [nil, 1_572_864])
    }

    @Test("a mount is expanded and checked when its step comes")
    func mounts() throws {
        let line =
            "RUN --mount=target=/x,source=$S,from=st,rw --mount=type=secret,id=k,env=KEY,mode=0400,uid=5,required x"
        guard case .run(let run) = try kind(line) else { return #expect(Bool(false)) }
        let bind = try run.mounts[0].resolve { $0 == "S" ? "src" : nil }
        #expect(bind.kind == .bind && bind.source == "src" && bind.from == "st" && !bind.isReadOnly)
        let secret = try run.mounts[1].resolve { _ in nil }
        #expect(secret.id == "k" && secret.environmentName == "KEY" && secret.mode == 0o400 && secret.userID == 5)
        #expect(secret.isRequired)
    }

    @Test("COPY and ADD take sources, a destination and flags")
    func transfers() throws {
        let line = "COPY --from=b --chown=$U:1 --chmod=755 --link --parents --exclude=*.o --exclude='a b' a* \"b\" /d"
        guard case .copy(let copy) = try kind(line) else { return #expect(Bool(false)) }
        #expect(texts(copy.transfer.sources) == ["a*", "\"b\""])
        #expect(try copy.transfer.sources[1].expand { _ in nil } == "b")
        #expect(copy.transfer.destination.text == "/d")
        #expect(copy.from?.text == "b")
        #expect(try copy.transfer.owner?.expand { _ in "me" } == "me:1")
        #expect(copy.transfer.mode?.text == "755")
        #expect(copy.transfer.isLink && copy.transfer.keepsParents)
        #expect(texts(copy.transfer.excludes) == ["*.o", "a b"])
        let list = "ADD --checksum=sha256:1 --keep-git-dir --unpack=false [\"a b\", \"/d d\"]"
        guard case .add(let add) = try kind(list) else { return #expect(Bool(false)) }
        #expect(texts(add.transfer.sources) == ["a b"])
        #expect(add.transfer.destination.text == "/d d")
        #expect(add.checksum?.text == "sha256:1" && add.keepsGitDirectory == true && add.unpacks == false)
    }

    @Test(
        "ENV and LABEL split into names and values, quotes still there",
        arguments: [
            (
                "a=1 b=\"2 3\" c='4 $5' d=x\\ y e=", ["a", "1", "b", "\"2 3\"", "c", "'4 $5'", "d", "x\\ y", "e", ""],
                false
            ),
            ("a b  c ", ["a", "b  c"], true),
            ("a b=c", ["a", "b=c"], true),
            ("\"a b\"=c=d", ["\"a b\"", "c=d"], false),
            ("a=\"b\\\"c\" d='e\\'", ["a", "\"b\\\"c\"", "d", "'e\\'"], false),
        ]
    )
    func pairs(_ text: String, _ expected: [String], _ isLegacy: Bool) throws {
        guard case .env(let env) = try kind("ENV " + text), case .label(let label) = try kind("LABEL " + text) else {
            return #expect(Bool(false))
        }
        #expect(env.pairs.flatMap { [$0.key.text, $0.value.text] } == expected)
        #expect(env.isLegacy == isLegacy)
        #expect(label.pairs.map(\.value.text) == env.pairs.map(\.value.text))
    }

    @Test("ARG defines several names, with and without default")
    func arg() throws {
        guard case .arg(let arg) = try kind("ARG a b=1 c= d=\"x y\"") else { return #expect(Bool(false)) }
        #expect(arg.definitions.map(\.name.text) == ["a", "b", "c", "d"])
        #expect(arg.definitions.map(\.defaultValue?.text) == [nil, "1", "", "\"x y\""])
    }

    @Test("commands have a shell and an exec form")
    func commands() throws {
        #expect(try kind("CMD a b") == .cmd(.shell("a b")))
        #expect(try kind("CMD []") == .cmd(.exec([])))
        #expect(try kind("ENTRYPOINT [\"a\"]") == .entrypoint(.exec(["a"])))
        #expect(try kind("SHELL [\"/bin/bash\", \"-c\"]") == .shell(["/bin/bash", "-c"]))
        #expect(CommandForm.exec(["a"]).arguments(shell: ["sh"]) == ["a"])
        #expect(CommandForm.shell("a").arguments(shell: ["sh"]) == ["sh", "a"])
    }

    @Test("HEALTHCHECK takes times and retries")
    func healthcheck() throws {
        let line =
            "HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=300ms --start-interval=0 --retries=3 cmd a"
        guard case .healthcheck(.command(let check)) = try kind(line) else { return #expect(Bool(false)) }
        #expect(check.test == ["CMD-SHELL", "a"])
        #expect(check.interval == 90_000_000_000 && check.timeout == 1_500_000_000)
        #expect(check.startPeriod == 300_000_000 && check.startInterval == 0 && check.retries == 3)
        #expect(try kind("HEALTHCHECK NONE") == .healthcheck(.none))
        guard case .healthcheck(.command(let exec)) = try kind("HEALTHCHECK CMD [\"a\",\"b\"]") else {
            return #expect(Bool(false))
        }
        #expect(exec.test == ["CMD", "a", "b"])
    }

    @Test("the rest is taken as it stands")
    func others() throws {
        guard case .expose(let expose) = try kind("EXPOSE 80 443/tcp $P 22") else { return #expect(Bool(false)) }
        #expect(texts(expose.ports) == ["$P", "22", "443/tcp", "80"])
        #expect(try expose.ports[0].expandWords { _ in "1 2" } == ["1", "2"])
        guard case .volume(let volume) = try kind("VOLUME [\"/a\", \" /b \"]") else { return #expect(Bool(false)) }
        #expect(texts(volume.paths) == ["/a", "/b"])
        guard case .workdir(let path) = try kind("WORKDIR /a b/$X") else { return #expect(Bool(false)) }
        #expect(try path.expand { _ in "c" } == "/a b/c")
        guard case .user(let user) = try kind("USER a:b") else { return #expect(Bool(false)) }
        #expect(user.text == "a:b")
        guard case .stopsignal(let signal) = try kind("STOPSIGNAL 9") else { return #expect(Bool(false)) }
        #expect(signal.text == "9")
        guard case .maintainer(let author) = try kind("MAINTAINER it's $me") else { return #expect(Bool(false)) }
        #expect(try author.expand { _ in "x" } == "it's $me")
    }

    @Test("ONBUILD keeps its trigger's text and reads it")
    func onbuild() throws {
        guard case .onbuild(let onbuild) = try kind("ONBUILD  COPY --chown=1  a \\\n b") else {
            return #expect(Bool(false))
        }
        #expect(onbuild.trigger == "COPY --chown=1  a  b")
        #expect(onbuild.instructions.map(\.keyword) == [.copy])
        let again = Dockerfile.parseTrigger(onbuild.trigger)
        #expect(again.instructions.map(\.keyword) == [.copy])
    }
}
