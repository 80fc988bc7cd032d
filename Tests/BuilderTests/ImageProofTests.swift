import Builder
import LinuxSystem
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("Proofs that two Dockerfiles make the same image")
struct ImageProofTests {
    private func verdict(
        _ original: String, _ changed: String, asking question: ImageProof.Question = .healthCheck,
        editing file: String? = nil, _ files: [String: String] = [:], caches: [String] = [], losing lost: [String] = [],
        _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> ProofVerdict {
        let fixture = try BuildFixture(files)
        func request(_ text: String) -> BuildRequest {
            BuildRequest(
                context: .directory(fixture.context.path),
                dockerfile: .bytes(Array("FROM busybox:test\n\(text)\n".utf8), name: "Dockerfile"))
        }
        let proof = try await ImageProof(
            of: request(original), in: fixture.store, asking: question, editing: file)
        var edited = request(changed)
        change(&edited)
        let verdict = try await proof.verdict(on: edited, mountingCachesOn: caches, losing: lost)
        #expect(try fixture.store.images().count == 1)
        return verdict
    }

    @Test("hold where layers are others and the tree is the same, with sizes and times of rebuilds")
    func holds() async throws {
        let verdict = try await verdict(
            "COPY . /src\nRUN sleep 0.3; echo large > /large\nRUN rm /large",
            "RUN sleep 0.3; echo large > /large && rm /large\nCOPY . /src",
            editing: "a", ["a": "1\n"])
        #expect(verdict.holds && verdict.differences.isEmpty)
        let sizes = try #require(verdict.sizes)
        #expect(sizes.after < sizes.before)
        #expect(verdict.rebuildSeconds != nil)
    }

    @Test("fail where a file, a mode or the configuration is another one, and tell which")
    func differs() async throws {
        let file = try await verdict("RUN echo 1 > /a", "RUN echo 2 > /a")
        #expect(file.failure == "the images differ in /a")
        #expect(file.sizes == nil)
        #expect(try await verdict("RUN touch /a", "RUN touch /a; chmod 600 /a").failure?.contains("/a") == true)
        #expect(try await verdict("RUN touch /a /b", "RUN touch /a").failure?.contains("/b") == true)
        #expect(try await verdict("CMD [\"a\"]", "CMD [\"b\"]").failure?.contains("configuration") == true)
        #expect(try await verdict("RUN mkdir -p /d/e; touch /d/e/f", "RUN true").failure?.contains("/d") == true)
    }

    @Test("fail where the changed Dockerfile does not build")
    func breaks() async throws {
        #expect(try await verdict("RUN true", "RUN false").failure?.hasPrefix("it does not build") == true)
    }

    @Test("take differences that the Dockerfile itself makes, and those of named classes")
    func classes() async throws {
        let random = "RUN head -c 20 /dev/urandom > /random"
        let unsteady = try await verdict(random, random + "; true")
        #expect(unsteady.holds && unsteady.differences == [.unsteady: 1])
        let made = "mkdir -p /var/cache/apt /var/log /m/__pycache__; echo"
        let classes = try await verdict(
            "RUN \(made) 1 | tee /var/cache/apt/a /var/log/a /m/__pycache__/a.pyc",
            "RUN --mount=type=cache,target=/c \(made) 2 | tee /var/cache/apt/a /var/log/a /m/__pycache__/a.pyc",
            caches: ["/c"])
        #expect(classes.holds)
        #expect(classes.differences[.log] == 1 && classes.differences[.bytecode] == 1)
        // What only lies beside a cache is no cache.
        #expect(try await verdict("RUN mkdir /var; touch /var/x", "RUN mkdir /var").failure?.contains("/var/x") == true)
    }

    @Test("ask the image: a command has to end alike and to say the same")
    func command() async throws {
        let question = ImageProof.Question.command("cat /a 2>/dev/null; cat /var/log/a")
        let (first, second) = (
            "RUN mkdir -p /var/log; echo 1 > /var/log/a", "RUN mkdir -p /var/log; echo 2 > /var/log/a"
        )
        #expect(try await verdict(first, second, asking: question).failure == "the check says something else")
        #expect(try await verdict(first, first + "; true", asking: question).holds)
        let ends = ImageProof.Question.command("grep -q 1 /var/log/a")
        #expect(try await verdict(first, second, asking: ends).failure == "the check fails with it")
    }

    @Test("run the program for its health check")
    func healthCheck() async throws {
        let health =
            "\nHEALTHCHECK CMD test -e /tmp/ready\nCMD [\"sh\", \"-c\", \"sleep 1; cat /var/log/a > /tmp/ready; sleep 30\"]"
        let made = "RUN mkdir -p /tmp /var/log; touch /var/log/a"
        #expect(try await verdict(made + health, made + "; true" + health).holds)
    }

    @Test("know the packages that are lost, and do not lose one that another needs")
    func packages() async throws {
        let paragraphs = { (names: [(String, String)]) in
            names.map { name, depends in
                "Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\nArchitecture: all\\n\(depends)\\n"
            }.joined()
        }
        func install(_ names: [(String, String)]) -> String {
            "RUN mkdir -p /var/lib/dpkg/info /usr/share && printf '\(paragraphs(names))' > /var/lib/dpkg/status"
                + names.map {
                    " && echo /usr/share/\($0.0) > /var/lib/dpkg/info/\($0.0).list && touch /usr/share/\($0.0)"
                }.joined()
        }
        let both = install([("tool", "Recommends: doc\\n"), ("doc", "")])
        let lost = try await verdict(both, install([("tool", "Recommends: doc\\n")]))
        #expect(lost.holds, "\(lost.failure ?? "")")
        #expect(lost.lostPackages == ["doc"] && lost.differences[.lostPackage] == 1)
        let needed = try await verdict(
            install([("tool", "Depends: doc (>= 1), other | doc\\n"), ("doc", "")]),
            install([("tool", "Depends: doc (>= 1), other | doc\\n")]))
        #expect(needed.failure == "the package tool needs doc, which is lost")
        let more = try await verdict(both + " && touch /usr/share/more", install([("tool", "Recommends: doc\\n")]))
        #expect(more.failure?.contains("/usr/share/more") == true)
    }

    @Test("let sources go only where the question is answered well")
    func sources() async throws {
        let (first, second) = ("RUN mkdir /src && touch /src/a /srcs", "RUN touch /srcs")
        let well = try await verdict(first, second, asking: .command("true"), losing: ["/src"])
        #expect(well.holds && well.differences == [.source: 2])
        let ill = try await verdict(first, second, asking: .command("false"), losing: ["/src"])
        #expect(ill.failure?.hasPrefix("nothing shows") == true)
        let other = try await verdict(first, "RUN true", asking: .command("true"), losing: ["/src"])
        #expect(other.failure?.contains("/srcs") == true)
    }
}
