import DockerfileSyntax
import Fixes
import OCI
import Testing

@Suite("Safe fixes")
struct SafeFixTests {
    static let digest = Digest.of("base")

    private func fix(_ text: String, facts: FixFacts = FixFacts()) -> Fixer.Result {
        Fixer(Array(text.utf8), name: "Dockerfile", facts: facts).run { $0.grade == .safe }
    }

    private func text(_ text: String, facts: FixFacts = FixFacts()) -> String {
        String(decoding: fix(text, facts: facts).dockerfile, as: UTF8.self)
    }

    @Test("join a clean-up to the RUN before it, in that one's layout")
    func joins() {
        #expect(
            text("FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n")
                == "FROM debian:12\nRUN apt-get update && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*\n"
        )
        #expect(
            text(
                "FROM a:1\nRUN make && \\\n  make install\n# not needed\n\nRUN rm -rf /src && \\\n  rm -f /tmp/x\nCMD [\"x\"]\n"
            )
                == "FROM a:1\nRUN make && \\\n  make install && \\\n  # not needed\n  rm -rf /src && \\\n  rm -f /tmp/x\nCMD [\"x\"]\n"
        )
        #expect(
            text("FROM a:1\r\nRUN make\r\nRUN rm -rf /src") == "FROM a:1\r\nRUN make \\\r\n    && rm -rf /src")
    }

    @Test(
        "leave alone what is not two plain lists under one state",
        arguments: [
            "RUN make; true\nRUN rm -rf /src", "RUN make\nUSER app\nRUN rm -rf /src",
            "RUN make\nRUN [\"rm\", \"/src\"]",
            "RUN [\"make\"]\nRUN rm -rf /src", "RUN <<E\nmake\nE\nRUN rm -rf /src", "RUN make\nRUN rm -rf $HOME/x",
            "RUN cd /x && make\nRUN rm -rf build", "RUN export A=1 && make\nRUN rm -rf /src",
            "RUN make || true\nRUN rm -rf /src", "RUN make # all\nRUN rm -rf /src", "RUN exec make\nRUN rm -rf /src",
            "RUN --network=none make\nRUN rm -rf /src", "ONBUILD RUN make\nRUN rm -rf /src",
            "RUN service x start && make\nRUN rm -rf /src", "RUN make\nRUN rm -rf /src | tee x",
            "RUN make\n# hadolint ignore=DL3059\nRUN rm -rf /src", "RUN (make)\nRUN rm -rf /src",
            "SHELL [\"powershell\", \"-c\"]\nRUN make\nRUN rm -rf /src", "RUN `make`\nRUN rm /src",
            "RUN gradle build\nRUN rm -rf /src", "RUN ./gradlew build\nRUN rm -rf /src",
            "RUN dotnet build\nRUN rm -rf /src", "RUN sshd && make\nRUN rm -rf /src",
            "RUN mongod --fork --logpath /l && make\nRUN rm -rf /src", "RUN bash -c \"x & make\"\nRUN rm -rf /src",
            "RUN su db -c \"pg_ctl start\" && make\nRUN rm -rf /src", "RUN sudo -u db pg_ctl start\nRUN rm -rf /src",
            "RUN x start && make\nRUN rm -rf /src", "RUN mapfile a <f\nRUN rm -rf /src",
            "RUN if a; then b; fi\nRUN rm -rf /src", "RUN make\nRUN rm -rf /", "RUN make &\nRUN rm -rf /src",
        ])
    func leaves(_ body: String) {
        #expect(text("FROM a:1\n" + body) == "FROM a:1\n" + body)
    }

    @Test(
        "join what leaves no process behind",
        arguments: ["gradle --no-daemon build", "bash -c \"make && make install\"", "sudo make", "npm run build"])
    func joins(_ command: String) {
        #expect(text("FROM a:1\nRUN \(command)\nRUN rm -rf /src") == "FROM a:1\nRUN \(command) \\\n    && rm -rf /src")
    }

    @Test("pin the digest that a base image has, and only that of images")
    func pins() {
        let facts = FixFacts(bases: ["debian:12": .init(digest: Self.digest), "b": .init(digest: Self.digest)])
        #expect(
            text("# c\nFROM --platform=$BUILDPLATFORM debian:12 AS b\nFROM b\nFROM scratch\n", facts: facts)
                == "# c\nFROM --platform=$BUILDPLATFORM debian:12@\(Self.digest) AS b\nFROM b\nFROM scratch\n")
        let twice = text("FROM debian:12@\(Self.digest)", facts: facts)
        #expect(twice == "FROM debian:12@\(Self.digest)")
    }

    @Test("leave out of the context what no instruction can read")
    func ignores() {
        func ignored(_ body: String, old: String? = nil, triggers: [String]? = []) -> String? {
            let context = ListedContext(files: [".git/HEAD": "", "node_modules/a": "", "src/a.c": "", "Dockerfile": ""])
            let facts = FixFacts(
                bases: ["a:1": .init(triggers: triggers)], context: context,
                ignoreFile: (".dockerignore", old.map { Array($0.utf8) }))
            return fix("FROM a:1\n" + body, facts: facts).ignoreFile.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(ignored("COPY src /src") == ".git\nnode_modules\n")
        #expect(ignored("COPY src /src", old: "*.o\n.git") == "*.o\n.git\nnode_modules\n")
        #expect(ignored("COPY . /src") == nil)
        #expect(ignored("COPY src /src", triggers: ["COPY . ."]) == nil)
        #expect(ignored("COPY src /src", triggers: nil) == nil)
        #expect(ignored("COPY $X /src") == nil)
        #expect(ignored("RUN --mount=target=/src make") == nil)
        #expect(ignored("COPY node* /src") == ".git\n")
        #expect(ignored("ONBUILD COPY . /src") == nil)
        #expect(ignored("COPY src /src", old: "!x") == "!x")
    }
}

/// A context made of a dictionary.
struct ListedContext: ContextListing {
    let files: [String: String]

    var entries: [String] { Set(files.keys.map { String($0.split(separator: "/")[0]) }).sorted() }
    func hasLink(in path: String) -> Bool { false }
    func read(_ path: String) -> [UInt8]? { files[path].map { Array($0.utf8) } }
}
