import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("Builds that fail or are stopped")
struct FailingStepTests {
    @Test("a failing RUN tells its exit code and its last lines, and leaves nothing in the store")
    func exitCode() async throws {
        let fixture = try BuildFixture()
        let before = try fixture.store.images().count
        let error = await errorOf {
            try await fixture.build("FROM busybox:test\nRUN echo one; echo two >&2; echo x > /x; exit 42\n", tag: "t")
        }
        #expect(error?.code == .stepFailed)
        #expect(error?.exitStatus == 42)
        #expect(error?.lastOutput.sorted() == ["one", "two"])
        #expect(
            error?.message
                == "process \"/bin/sh -c echo one; echo two >&2; echo x > /x; exit 42\" did not complete successfully: exit code: 42"
        )
        #expect(error?.range?.start.line == 2)
        #expect(try fixture.store.images().count == before)
        #expect(try fixture.store.check().findings.isEmpty)
        #expect(try fixture.workDirectories().isEmpty)
    }

    @Test("a command that is not there is exit code 127")
    func missingCommand() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf { try await fixture.build("FROM busybox:test\nRUN [\"/no/such/program\"]\n") }
        #expect(error?.code == .stepFailed)
        #expect(error?.exitStatus == 127)
    }

    @Test("what keeps a step from being carried out is told at its place")
    func stepNotCarriedOut() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf {
            try await fixture.build("FROM busybox:test\nRUN true\n") { $0.runtime = "/no/such/runtime" }
        }
        #expect(error?.code == .stepNotCarriedOut)
        #expect(error?.message.contains("/no/such/runtime") == true)
        #expect(error?.range?.start.line == 2)
    }

    @Test("a missing base image is an error at its line")
    func missingBase() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf { try await fixture.build("FROM no/such:image\nRUN true\n") }
        #expect(error?.code == .dockerfile)
        #expect(error?.diagnostics.first?.range.start.line == 1)
    }

    @Test("a missing Dockerfile is an error that names it")
    func missingDockerfile() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf {
            try await fixture.build("") { $0.dockerfile = .file(fixture.context.path.appending("Dockerfile")) }
        }
        #expect(error?.code == .dockerfileMissing)
    }

    @Test("a context that is no directory is an error")
    func missingContext() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf {
            try await fixture.build("FROM busybox:test\nCOPY a /\n") {
                $0.context = .directory(fixture.context.path.appending("none"))
            }
        }
        #expect(error?.code == .contextUnreadable)
    }

    @Test("a full disk is an error at the step, and the store stays sound")
    func fullDisk() async throws {
        let test = try TestStore(isSmall: true)
        let text =
            "FROM busybox:test\nRUN true\nCOPY <<-big /\n" + String(repeating: "0123456789abcdef", count: 600_000)
            + "\nbig\n"
        let request = BuildRequest(context: .empty, dockerfile: .bytes(Array(text.utf8), name: "Dockerfile"))
        let error = await errorOf { try await test.builder.build(request) }
        #expect(error?.code == .noSpace)
        #expect(error?.range?.start.line == 3 && error?.hint != nil)
        #expect(try test.store.check().findings.isEmpty)
    }

    @Test("a cancelled build ends its step at once and leaves nothing")
    func cancellation() async throws {
        let fixture = try BuildFixture()
        let started = Mutex(false)
        let task = Task {
            let request = BuildRequest(
                context: .empty,
                dockerfile: .bytes(Array("FROM busybox:test\nRUN echo go; sleep 1000\n".utf8), name: "-"))
            return try await fixture.test.builder.build(request) { event in
                if case .log = event { started.withLock { $0 = true } }
            }
        }
        // Not on the threads that all tests share: those may be held by others until the step has ended by itself.
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            while !started.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
            task.cancel()
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try fixture.workDirectories().isEmpty)
        #expect(try fixture.store.check().findings.isEmpty)
    }

    @Test("eight builds of the same Dockerfile at once in one store give one image, and run each step once")
    func eightAtOnce() async throws {
        let fixture = try BuildFixture(["a.txt": "a", "b.txt": "b"])
        let text = "FROM busybox:test\nCOPY *.txt /x/\nRUN cat /x/a.txt > /one\nRUN date +%N > /two\n"
        let results = try await withThrowingTaskGroup(of: BuildResult.self) { group in
            for _ in 0..<8 { group.addTask { try await fixture.build(text) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.imageID)).count == 1)
        #expect(results.reduce(0) { $0 + $1.steps.ran } == 3)
        #expect(try fixture.store.check().findings.isEmpty)
    }
}

extension BuildFixture {
    /// What is in the store's directory of works in progress.
    func workDirectories() throws -> [String] {
        try DirectoryHandle.open(store.root.appending("work")).entries().map {
            String(decoding: $0.name, as: UTF8.self)
        }
    }
}
