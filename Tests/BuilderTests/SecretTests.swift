import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

@testable import Builder

/// `RUN --mount=type=secret` and `type=ssh`.
@Suite("Secrets of a build")
struct SecretTests {
    private static let value = "correct-horse-battery-staple"
    private let given = "FROM busybox:test\nRUN --mount=type=secret,id=s true\n"

    /// Builds with the secret `s`; what the steps wrote.
    @discardableResult
    private func build(
        _ dockerfile: String, _ fixture: BuildFixture, value: String = Self.value,
        _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> (result: BuildResult, output: String) {
        var request = BuildRequest(
            context: .directory(fixture.context.path), dockerfile: .bytes(Array(dockerfile.utf8), name: "Dockerfile"))
        request.secrets = ["s": SecretValue(Array(value.utf8))]
        change(&request)
        let output = Mutex<[UInt8]>([])
        let result = try await fixture.test.builder.build(request) { event in
            if case .log(_, _, let bytes, _) = event { output.withLock { $0 += bytes } }
        }
        return (result, String(decoding: output.withLock { $0 }, as: UTF8.self))
    }

    // MARK: What the command sees

    @Test(
        "a secret is a file, a variable, or both, with the mode and owner that are asked for",
        arguments: [
            ("id=s", "stat -c '%n %a %u:%g %s' /run/secrets/s", "/run/secrets/s 400 0:0 28\n"),
            ("target=/etc/s", "stat -c '%n %a' /etc/s", "/etc/s 400\n"),
            ("source=s,dst=rel", "ls /work/rel", "/work/rel\n"),
            ("id=s,mode=0440,uid=1000,gid=50", "stat -c '%a %u:%g' /run/secrets/s", "440 1000:50\n"),
            (
                "id=s,env=TOKEN", "test \"$TOKEN\" = correct-horse-battery\"\"-staple && ls /run 2>/dev/null; echo $?",
                "1\n"
            ),
            ("id=s,env=TOKEN,target=/t", "test \"$TOKEN\" = \"$(cat /t)\" && echo same", "same\n"),
            ("id=absent", "ls /run/secrets 2>/dev/null || echo none", "none\n"),
            ("id=s", "echo x 2>/dev/null > /run/secrets/s || echo refused", "refused\n"),
            (
                "id=s",
                "head -n 6 /proc/self/limits > /dev/null; while read a b c d e f; do test \"$b\" = core && echo $e $f; done < /proc/self/limits; true",
                "1 1 bytes\n"
            ),
        ])
    func seen(_ mount: String, _ command: String, _ expected: String) async throws {
        let text = "FROM busybox:test\nWORKDIR /work\nRUN --mount=type=secret,\(mount) \(command)\n"
        let fixture = try BuildFixture()
        let (result, output) = try await build(text, fixture)
        #expect(output == expected)
        #expect(try fixture.layerPaths(2, of: result).isEmpty)
        #expect(try fixture.status("run", in: result) == nil)
    }

    @Test("a required secret or agent that was not given is told at its mount", arguments: ["secret,id=no", "ssh"])
    func missing(_ mount: String) async throws {
        let fixture = try BuildFixture()
        let error = await errorOf {
            try await build("FROM busybox:test\nRUN --mount=type=\(mount),required=true true\n", fixture)
        }
        #expect(error?.code == (mount == "ssh" ? .agentMissing : .secretMissing))
        #expect(error?.range?.start.line == 2)
        #expect(error?.hint?.contains(mount == "ssh" ? "--ssh default" : "--secret id=no") == true)
    }

    // MARK: Where it must not be

    @Test("what is written is shown with stars in the place of the value, in whatever pieces it comes")
    func masked() async throws {
        let text = """
            FROM busybox:test
            RUN --mount=type=secret,id=s cat /run/secrets/s; echo " end"; head -c 9 /run/secrets/s; sleep 0.2; echo x; \\
                echo correct-hor >&2; cat /run/secrets/s /run/secrets/s >&2
            """
        let (_, output) = try await build(text, BuildFixture())
        #expect(!output.contains("battery"))
        #expect(output.contains("*** end\n"))
        #expect(output.contains("correct-hx\n"))
        #expect(output.contains("******"))
    }

    @Test("the last lines of a failed command are masked as well")
    func maskedInErrors() async throws {
        let text = "FROM busybox:test\nRUN --mount=type=secret,id=s cat /run/secrets/s; echo; false\n"
        let error = await errorOf { try await build(text, BuildFixture()) }
        #expect(error?.lastOutput == ["***"])
    }

    @Test(
        "a layer that would hold a secret in any of its forms is not made, and the file is named",
        arguments: [
            "correct-horse-battery-staple", "key=correct-horse-battery-staple\nmore",
            "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZXl5", "eGNvcnJlY3QtaG9yc2UtYmF0dGVyeS1zdGFwbGV5eQ==",
            "eHhjb3JyZWN0LWhvcnNlLWJhdHRlcnktc3RhcGxleXk=",
            "636f72726563742d686f7273652d626174746572792d737461706c65",
            "636F72726563742D686F7273652D626174746572792D737461706C65",
        ])
    func found(_ form: String) async throws {
        let fixture = try BuildFixture(["dir/leak": form + "\n", "dir/harmless": "correct horse\n"])
        let copy = await errorOf { try await build(given + "COPY dir /d/\n", fixture) }
        #expect(copy?.code == .secretInLayer)
        #expect(copy?.message.contains("it is in /d/leak") == true)
        #expect(copy?.range?.start.line == 3)
        let run = await errorOf {
            try await build(given + "RUN --mount=target=/c mkdir /d; cp /c/dir/leak /d/moved\n", fixture)
        }
        #expect(run?.message.contains("it is in /d/moved") == true)
        let added = try HostProgram.run("tar", ["-cf", "t.tar", "dir"], in: fixture.context.path)
        #expect(added.0 == 0)
        let add = await errorOf { try await build(given + "ADD t.tar /t/\n", fixture) }
        #expect(add?.message.contains("it is in /t/dir/leak") == true)
        try await build(given + "COPY dir /d/\n", fixture) { $0.allowsSecretsInLayers = true }
        // Nobody has been given anything: a file of the context is a file of the context.
        try await build("FROM busybox:test\nCOPY dir /other/\n", fixture)
    }

    @Test("the base64 of a text that holds a secret is found wherever its lines break", arguments: [20, 27, 64, 76])
    func base64Lines(width: Int) throws {
        let script = """
            for shift in $(seq 0 80); do printf '%*s%s-----' $shift '' "$0" | base64 -w \(width) | sed 's/$/\(width == 64 ? "\\r" : "")/'; echo %; done
            """
        for value in ["hunter2-x", "pass-phrase-of-20-by", Self.value, "a-token-of-some-forty-bytes-0123456789-xyz"] {
            let forms = SecretForms(of: SecretValue(Array(value.utf8))).all
            let (status, output) = try HostProgram.run("sh", ["-c", script, value])
            let texts = output.utf8.split(separator: UInt8(ascii: "%")).dropLast()
            #expect(status == 0 && texts.count == 81)
            for (shift, text) in texts.enumerated() {
                #expect(forms.contains { Array(text).firstRange(of: $0) != nil }, "\(value) after \(shift) bytes")
            }
        }
    }

    @Test(
        "the hexadecimal digits of a text that holds a secret are found wherever its lines break",
        arguments: [32, 40, 60, 64])
    func hexLines(width: Int) {
        for value in ["hunter2-x", "pass-phrase-of-20-by", Self.value, "a-token-of-some-forty-bytes-0123456789-xyz"] {
            let forms = SecretForms(of: SecretValue(Array(value.utf8))).all
            for shift in 0...40 {
                let text = String(repeating: " ", count: shift) + value + "-----"
                let digits = text.utf8.flatMap { Array(String(UInt16($0) + 0x100, radix: 16).utf8.dropFirst()) }
                let lines = stride(from: 0, to: digits.count, by: width).map {
                    digits[$0..<min($0 + width, digits.count)]
                }
                let dump = Array(lines.joined(separator: [UInt8(ascii: "\n")]))
                #expect(forms.contains { dump.firstRange(of: $0) != nil }, "\(value) after \(shift) bytes")
            }
        }
    }

    @Test(
        "a secret that everyday programs write in their own way is found wherever it lies in a text",
        arguments: [
            "od -An -v -tx1", "iconv -t UTF-16LE", "iconv -t UTF-16BE", "base64 -w0 | base64", "base64 | base64 -w0",
            "base64 -w0 | base64 -w64", "iconv -t UTF-16LE | base64 -w0", "iconv -t UTF-16LE | base64",
        ])
    func programs(command: String) throws {
        for value in ["hunter2-x", "pass-phrase-of-20-by", Self.value, "a-token-of-some-forty-bytes-0123456789-xyz"] {
            let script = """
                for shift in $(seq 0 20); do printf '%*s%s-----' $shift '' "$0" | \(command); echo %; done
                """
            let (_, output) = try HostProgram.run("sh", ["-c", script, value])
            let forms = SecretForms(of: SecretValue(Array(value.utf8))).all
            let texts = output.utf8.split(separator: UInt8(ascii: "%")).map(Array.init).dropLast()
            #expect(texts.count == 21)
            for (shift, text) in texts.enumerated() {
                #expect(forms.contains { text.firstRange(of: $0) != nil }, "\(value) after \(shift) bytes")
            }
        }
    }

    @Test(
        "a secret is found as the percent-encoding of usual languages has it",
        arguments: [
            "p%40ss/w%C3%B6rd%2B%26%20%28x%29%2A~", "p%40ss%2Fw%C3%B6rd%2B%26%20(x)*~", "p@ss/w%C3%B6rd+&%20(x)*~",
            "p%40ss%2Fw%C3%B6rd%2B%26+%28x%29%2A~", "p%40ss%2Fw%C3%B6rd%2B%26+%28x%29*%7E",
            "p%40ss%2Fw%C3%B6rd%2B%26+%28x%29%2A%7E", "p%40ss%2fw%c3%b6rd%2b%26%20%28x%29%2a~",
            "%70%40%73%73%2f%77%c3%b6%72%64%2b%26%20%28%78%29%2a%7e",
        ])
    func percentEncodings(_ form: String) {
        let forms = SecretForms(of: SecretValue(Array("p@ss/wörd+& (x)*~".utf8))).all
        #expect(forms.contains { Array("a=\(form)&b".utf8).firstRange(of: $0) != nil })
    }

    @Test("what was built with leave to hold secrets is no hit for a build that looks for them")
    func leave() async throws {
        let fixture = try BuildFixture()
        let text = "FROM busybox:test\nRUN --mount=type=secret,id=s cp /run/secrets/s /leak\n"
        try await build(text, fixture) { $0.allowsSecretsInLayers = true }
        let again = try await build(text, fixture) { $0.allowsSecretsInLayers = true }
        #expect(again.result.steps.ran == 0)
        let error = await errorOf { try await build(text, fixture) }
        #expect(error?.code == .secretInLayer)
    }

    @Test(
        "a secret that another way has brought into the configuration is found there",
        arguments: [
            ("ENV E=$X", "config.Env"), ("LABEL l=a$X", "config.Labels.l"), ("RUN echo $X", "history"),
            ("USER $X", "config.User"), ("ARG Y=$X", "history"),
        ])
    func configuration(_ line: String, _ place: String) async throws {
        let fixture = try BuildFixture()
        let text = given + "ARG X\n\(line)\n"
        let error = await errorOf {
            try await build(text, fixture) { $0.buildArguments = ["X": Self.value] }
        }
        #expect(error?.code == .secretInLayer)
        #expect(error?.message.contains("it is in \(place)") == true, "\(error.map { "\($0)" } ?? "no error")")
        #expect(error?.message.contains(Self.value) == false)
        // No record has it either: neither of the step, nor of the build, nor what the step is called.
        for file in try HostProgram.run("find", [fixture.store.root.string, "-type", "f"]).1.split(separator: "\n") {
            let bytes = try FileHandle.open(FilePath(String(file))).readAll()
            #expect(bytes.firstRange(of: Array(Self.value.utf8)) == nil, "\(file)")
        }
        try await build(text, fixture) {
            $0.buildArguments = ["X": Self.value]
            $0.allowsSecretsInLayers = true
        }
    }

    @Test("a word of the Dockerfile or of the base image that has the value of a secret is no secret there")
    func knownWords() async throws {
        let fixture = try BuildFixture()
        try await fixture.build("FROM busybox:test\nENV MODE=production\n", tag: "moded:1")
        let text = "FROM moded:1\nRUN --mount=type=secret,id=s true\nENV A=$MODE\n"
        try await build(text, fixture, value: "production")
        try await build(given + "ENV MODE=production\nLABEL mode=$MODE\n", fixture, value: "production")
    }

    @Test(
        "names, link targets and directories are looked at",
        arguments: [
            "echo x > /x-$V", "ln -s /to/$V /l", "mkdir /$V", "mkdir /d; ln /bin/busybox /d/$V", "mkfifo /$V",
        ])
    func metadata(_ command: String) async throws {
        let text = "FROM busybox:test\nRUN --mount=type=secret,id=s,env=V \(command)\n"
        let error = await errorOf { try await build(text, BuildFixture()) }
        #expect(error?.code == .secretInLayer)
        #expect(error?.message.contains(Self.value) == false)
    }

    @Test("of a secret of several lines each longer line is looked for, but not what every key begins with")
    func lines() async throws {
        let key = "-----BEGIN PRIVATE KEY-----\nQUJDREVGR0hJSktMTU5PUFFS\nshort\n-----END PRIVATE KEY-----\n"
        let fixture = try BuildFixture([
            "line": "x QUJDREVGR0hJSktMTU5PUFFS", "begin": "-----BEGIN PRIVATE KEY-----\nshort\n",
        ])
        try await build(given + "COPY begin /\n", fixture, value: key)
        let error = await errorOf { try await build(given + "COPY line /\n", fixture, value: key) }
        #expect(error?.message.contains("it is in /line") == true)
    }

    @Test("a secret in a large file, across the pieces in which it is read, is found")
    func large() async throws {
        let fixture = try BuildFixture()
        for start in [262_120, 262_144 - 512 - 14, 600_000] {
            try fixture.context.write(
                "big", String(repeating: "x", count: start) + Self.value + String(repeating: "y", count: 400_000))
            let error = await errorOf { try await build(given + "COPY big /big\n", fixture) }
            #expect(error?.message.contains("it is in /big") == true)
        }
    }

    @Test("the value is in no key; the name and the place are")
    func keys() async throws {
        let fixture = try BuildFixture()
        func ran(_ mount: String, _ value: String) async throws -> Int {
            let text = "FROM busybox:test\nRUN --mount=type=secret,\(mount) echo > /x\n"
            return try await build(text, fixture, value: value).result.steps.ran
        }
        #expect(try await ran("id=s", "first-value") == 1)
        #expect(try await ran("id=s", "second-value") == 0)
        #expect(try await ran("id=other", "second-value") == 1)
        #expect(try await ran("id=s,env=V", "second-value") == 1)
        #expect(try await ran("id=s,target=/t", "second-value") == 1)
        let records = try fixture.store.cacheRecords().map(\.parts).joined()
        #expect(!records.contains("first-value"))
        #expect(!records.contains("second-value"))
    }

    @Test("a value that is too short to be looked for is said to be so")
    func short() async throws {
        let fixture = try BuildFixture()
        let text = "FROM busybox:test\nRUN --mount=type=secret,id=s,env=V echo $V > /x\n"
        var request = BuildRequest(context: .empty, dockerfile: .bytes(Array(text.utf8), name: "Dockerfile"))
        request.secrets = ["s": SecretValue(Array("1234567".utf8))]
        let warnings = Mutex<[String]>([])
        _ = try await fixture.test.builder.build(request) { event in
            if case .warning(let warning) = event { warnings.withLock { $0.append(warning.message) } }
        }
        #expect(warnings.withLock { $0 }.contains { $0.contains("the secret s is shorter than 8 bytes") })
    }

    // MARK: Cache mounts

    /// The warnings of a build whose second step has a cache mount.
    private func cacheWarnings(_ mount: String, _ command: String, secret: String = "id=s") async throws -> [Diagnostic]
    {
        let fixture = try BuildFixture()
        let text = "FROM busybox:test\nRUN --mount=type=secret,\(secret) --mount=type=cache,\(mount) \(command)\n"
        var request = BuildRequest(context: .empty, dockerfile: .bytes(Array(text.utf8), name: "Dockerfile"))
        request.secrets = ["s": SecretValue(Array(Self.value.utf8))]
        let warnings = Mutex<[Diagnostic]>([])
        _ = try? await fixture.test.builder.build(request) { event in
            if case .warning(let warning) = event { warnings.withLock { $0.append(warning) } }
        }
        return warnings.withLock { $0 }
    }

    @Test(
        "a secret that a step leaves in a cache mount is warned about, with the place",
        arguments: [
            ("cp /run/secrets/s /c/a", "in /c/a"),
            ("mkdir -p /c/d/e; cat /run/secrets/s /run/secrets/s > /c/d/e/f", "in /c/d/e/f"),
            ("ln -s $(cat /run/secrets/s) /c/l", "in /c/l (name or attributes)"),
            ("touch /c/x$(cat /run/secrets/s)", "in /c/x*** (name or attributes)"),
            ("base64 /run/secrets/s > /c/b", "in /c/b"), ("cp /run/secrets/s /c/a; exit 7", "in /c/a"),
            ("cp /run/secrets/s /c/a; cp /c/a /c/b", "and in 1 more"),
        ])
    func inCache(_ command: String, _ place: String) async throws {
        let warnings = try await cacheWarnings("target=/c", command)
        #expect(warnings.map(\.message).count == 1)
        #expect(warnings.first?.message.contains(place) == true, "\(warnings.map(\.message))")
        #expect(warnings.first?.message.contains("the secret s is in the cache mount /c now") == true)
        #expect(warnings.allSatisfy { !$0.message.contains(Self.value) && $0.range.start.line == 2 })
    }

    @Test(
        "a cache mount without a secret is not warned about",
        arguments: [
            ("target=/c", "echo nothing > /c/a", "id=s"), ("target=/c", "cat /run/secrets/s > /dev/null", "id=s"),
            ("target=/c", "rm -f /c/a; echo correct-horse > /c/a", "id=s"),
            ("target=/c", "echo correct-horse-battery\"\"-staple > /c/a", "id=other"),
        ])
    func notInCache(_ mount: String, _ command: String, _ secret: String) async throws {
        #expect(try await cacheWarnings(mount, command, secret: secret).isEmpty)
    }

    // MARK: Agents

    @Test("an agent's socket has its place, mode and owner, and a variable that names it")
    func agent() async throws {
        let fixture = try BuildFixture()
        let path = fixture.context.path.appending("agent")
        let (status, output) = try HostProgram.run(
            "sh", ["-c", "ssh-agent -a \(path) | grep -o '[0-9]*;' | tail -n 1"])
        try #require(status == 0)
        defer { _ = try? HostProgram.run("kill", [String(output.prefix { $0.isNumber })]) }
        let text = """
            FROM busybox:test
            RUN --mount=type=ssh echo $SSH_AUTH_SOCK; stat -c '%F %a %u' $SSH_AUTH_SOCK
            RUN --mount=type=ssh,id=b,target=/a/b,mode=0666,uid=7 echo $SSH_AUTH_SOCK; stat -c '%F %a %u' /a/b
            RUN --mount=type=ssh,id=none echo "none:$SSH_AUTH_SOCK"
            """
        let (result, shown) = try await build(text, fixture) { $0.agents = ["default": path, "b": path] }
        #expect(
            shown == "/run/buildkit/ssh_agent.0\nsocket 600 0\n/a/b\nsocket 666 7\nnone:/run/buildkit/ssh_agent.0\n")
        #expect(try fixture.status("run", in: result) == nil)
    }
}
