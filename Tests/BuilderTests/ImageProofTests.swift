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
        editing file: String? = nil, _ files: [String: String] = [:], program: FilePath? = nil, caches: [String] = [],
        losing lost: [String] = [],
        _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> ProofVerdict {
        let fixture = try BuildFixture(files)
        if let program {
            let bytes = try FileHandle.open(program).readAll()
            let create: Int32 = 0o1101
            try FileHandle.open(fixture.context.path.appending("program"), create, mode: 0o755).write(bytes)
        }
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

    @Test("compare what was made on one day: what an earlier build has left of the changed Dockerfile is made anew")
    func fresh() async throws {
        let fixture = try BuildFixture()
        func request(_ run: String) -> BuildRequest {
            BuildRequest(
                context: .directory(fixture.context.path),
                dockerfile: .bytes(
                    Array("FROM busybox:test\nRUN --mount=type=cache,target=/c \(run)\n".utf8), name: "Dockerfile"))
        }
        // The cache mount stands for a mirror: what is in it is in no key.
        let (original, changed) = ("cat /c/version > /version", "cat /c/version > /version && true")
        let builder = ImageBuilder(store: fixture.store)
        _ = try await builder.build(request("echo 1 > /c/version"))
        _ = try await builder.build(request(original))
        _ = try await builder.build(request(changed))
        _ = try await builder.build(request("echo 2 > /c/version"))
        let proof = try await ImageProof(of: request(original), in: fixture.store, asking: .healthCheck, editing: nil)
        #expect(try await proof.verdict(on: request(changed)).failure == nil)
        // Once is enough.
        _ = try await builder.build(request("echo 3 > /c/version"))
        #expect(try await proof.verdict(on: request(changed)).failure == nil)
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

    @Test("take of what differs by itself what differs by itself, and no more")
    func unsteady() async throws {
        let stamp = "RUN cat /proc/sys/kernel/random/uuid > /stamp;"
        #expect(try await verdict(stamp + "ls /bin >> /stamp", stamp + "ls /bin >> /stamp; true").holds)
        let shorter = try await verdict(stamp + "ls /bin >> /stamp", stamp + "true")
        #expect(shorter.failure == "the images differ in /stamp")
        #expect(try await verdict(stamp + "true", "RUN true").failure == "the images differ in /stamp")
        #expect(try await verdict(stamp + "true", stamp + "chmod 600 /stamp").failure == "the images differ in /stamp")
        #expect(try await verdict(stamp + "true", "RUN mkdir /stamp").failure == "the images differ in /stamp")
        // Names that are random have nothing in common.
        let named = "RUN touch /x-$(cat /proc/sys/kernel/random/uuid)"
        #expect(try await verdict(named, named + "; true").failure?.hasPrefix("the images differ in /x-") == true)
    }

    @Test(
        "take for caches, logs and bytecode nothing that a program may need",
        arguments: [
            ("mkdir -p /var/log/web", "/var/log/web"),
            ("mkdir -p /var/log; ln -s /dev/stdout /var/log/a", "/var/log/a"),
            ("mkdir -p /app; touch /app/main.pyc", "/app/main.pyc"), ("mkdir -p /var/cache/web", "/var/cache/web"),
            ("mkdir -p /root/.cache/browsers; touch /root/.cache/browsers/a", "/root/.cache/browsers"),
            ("touch /etc/ld.so.cache", "/etc/ld.so.cache"),
        ])
    func needed(_ command: String, _ path: String) async throws {
        let before = "RUN mkdir -p /var/log /var/cache /app /root/.cache /etc; "
        let verdict = try await verdict(before + command, before + "true")
        #expect(verdict.failure?.hasPrefix("the images differ in \(path)") == true, "\(verdict.failure ?? "holds")")
    }

    @Test("take bytecode whose source is there")
    func bytecode() async throws {
        let source = "RUN mkdir /app; touch /app/a.py;"
        #expect(try await verdict(source + "echo 1 > /app/a.pyc", source + "true").holds)
    }

    @Test(
        "do not lose a package that the command, a script or a program needs though no package says so",
        arguments: [
            ("CMD [\"tool\"]", "the image's command names tool, which is lost"),
            ("CMD exec tool --now", "the image's command names tool, which is lost"),
            ("HEALTHCHECK CMD /usr/bin/tool", "the image's command names /usr/bin/tool, which is lost"),
            ("RUN printf '#!/usr/bin/env tool\\n' > /s; chmod 755 /s", "/s runs tool, which is lost"),
            ("RUN printf '#! /usr/bin/tool -x\\n' > /s; chmod 755 /s", "/s runs /usr/bin/tool, which is lost"),
            ("COPY program /p", "/p needs libc.so.6, which is lost with tool"),
        ])
    func lostNeeds(_ end: String, _ problem: String) async throws {
        func install(_ names: [String]) -> String {
            "RUN mkdir -p /var/lib/dpkg/info /usr/bin /usr/lib; cd /var/lib/dpkg; touch status; "
                + names.map { name in
                    "printf 'Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\n\\n' >> status; "
                        + "printf '/usr/bin/\(name)\\n/usr/lib/libc.so.6\\n' > info/\(name).list; touch /usr/bin/\(name); "
                        + (name == "tool" ? "touch /usr/lib/libc.so.6; " : "")
                }.joined() + "\n"
        }
        let verdict = try await verdict(
            install(["other", "tool"]) + end, install(["other"]) + end, asking: .command("true"),
            program: FilePath("/usr/bin/env"))
        #expect(verdict.failure == problem && verdict.neededPackages == ["tool"])
        let unneeded = try await self.verdict(
            install(["other", "tool"]), install(["other"]), asking: .command("true"), program: FilePath("/usr/bin/env"))
        #expect(unneeded.holds && unneeded.lostPackages == ["tool"], "\(unneeded.failure ?? "")")
    }

    @Test("tell all needs that are not met at once: each more would be a build")
    func severalNeeds() async throws {
        func install(_ names: [String]) -> String {
            "RUN mkdir -p /var/lib/dpkg/info /usr/bin; cd /var/lib/dpkg; touch status; "
                + names.map { name in
                    "printf 'Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\n\\n' >> status; "
                        + "echo /usr/bin/\(name) > info/\(name).list; touch /usr/bin/\(name); "
                }.joined() + "\n"
        }
        let end =
            "RUN printf '#!/usr/bin/one\\n' > /s; printf '#!/usr/bin/env two\\n' > /t; chmod 755 /s /t\nCMD [\"three\"]"
        let verdict = try await verdict(
            install(["ca-certificates", "one", "two", "three", "four"]) + end, install([]) + end)
        #expect(verdict.neededPackages == ["ca-certificates", "one", "three", "two"], "\(verdict)")
        #expect(verdict.failure?.hasPrefix("ca-certificates is lost") == true)
    }

    @Test("keep the certificates unless a check goes well without them")
    func certificates() async throws {
        let install = { (name: String) in
            "RUN mkdir -p /var/lib/dpkg && printf 'Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\n' > /var/lib/dpkg/status"
        }
        let (first, second) = (install("ca-certificates"), "RUN mkdir -p /var/lib/dpkg && touch /var/lib/dpkg/status")
        #expect(try await verdict(first, second).failure?.hasPrefix("ca-certificates is lost") == true)
        #expect(try await verdict(first, second, asking: .command("true")).holds)
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
        #expect(more.neededPackages.isEmpty)
    }

    @Test("take links that lead to what a lost package had, and the directories that are there for them")
    func links() async throws {
        func install(_ names: [String], _ made: String) -> String {
            "RUN mkdir -p /var/lib/dpkg/info /var/lib/systemd /etc/x/on /etc/x/all; cd /var/lib/dpkg; touch status; "
                + names.map { name in
                    "printf 'Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\n\\n' >> status; "
                        + "echo /etc/x/all/\(name) > info/\(name).list; touch /etc/x/all/\(name); "
                }.joined() + made
        }
        let alone = install(["tool"], "true")
        // Lists name what is in /usr by that, and scripts without it.
        let made =
            "mkdir -p /etc/y/wants /usr/lib/d; ln -s ../all/doc /etc/x/on/doc; ln -s /lib/d/doc /etc/y/wants/doc; "
            + "echo /usr/lib/d/doc >> info/doc.list; touch /usr/lib/d/doc; "
            + "mkdir -p /var/lib/systemd/deb-systemd-helper-enabled; touch /var/lib/systemd/deb-systemd-helper-enabled/d"
        let held = try await verdict(install(["doc", "tool"], made), alone)
        #expect(held.holds, "\(held.failure ?? "")")
        let more = try await verdict(install(["doc", "tool"], made + "; ln -s ../all/tool /etc/y/wants/tool"), alone)
        #expect(more.failure == "the images differ in /etc/y, /etc/y/wants, /etc/y/wants/tool")
    }

    @Test("tell which lost package made what no list has: the one whose script names it")
    func writers() async throws {
        func install(_ names: [String], _ made: String) -> String {
            "RUN mkdir -p /var/lib/dpkg/info /etc/x/keys; cd /var/lib/dpkg; touch status; echo root:x:0 > /etc/passwd; "
                + names.map { name in
                    "printf 'Package: \(name)\\nStatus: install ok installed\\nVersion: 1\\n\\n' >> status; "
                        + "echo /usr/share/\(name) > info/\(name).list; "
                        + "echo '\(["keys": "make-keys /etc/x/keys", "user": "adduser --system app"][name] ?? "true")' "
                        + "> info/\(name).postinst; "
                }.joined() + made
        }
        let all = ["doc", "keys", "tool", "user"]
        let alone = install(["tool"], "true")
        let keys = try await verdict(install(all, "echo 1 > /etc/x/keys/1"), alone)
        #expect(!keys.holds && keys.neededPackages == ["keys"])
        let user = try await verdict(install(all, "echo app:x:1 >> /etc/passwd"), alone)
        #expect(!user.holds && user.neededPackages == ["user"])
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
