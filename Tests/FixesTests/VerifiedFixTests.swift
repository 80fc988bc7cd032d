import Fixes
import Testing

@Suite("Fixes that need a proof")
struct VerifiedFixTests {
    /// The text after all fixes, a line for each instruction.
    private func text(_ body: String, syntax: String = "") -> String {
        let file = syntax + "FROM a:1\n" + body + "\n"
        let fixed = Fixer(Array(file.utf8), name: "Dockerfile").run { $0.grade == .verified }
        return String(decoding: fixed.dockerfile, as: UTF8.self).replacing("\\\n", with: "")
    }

    @Test("install by name what was only recommended and turned out to be needed, in its RUN alone")
    func named() {
        let file = "FROM a:1\nRUN apt-get install -y a \\\n  b && make\nRUN apt-get install -y c\n"
        let fixed = Fixer(Array(file.utf8), name: "Dockerfile").run(naming: ["no-recommends@2": ["x", "y"]]) {
            $0.name == .noRecommends
        }
        #expect(
            String(decoding: fixed.dockerfile, as: UTF8.self)
                == "FROM a:1\nRUN apt-get install --no-install-recommends -y a \\\n  b x y && make\n"
                + "RUN apt-get install --no-install-recommends -y c\n")
        #expect(fixed.applied.map { $0.title.contains("(x, y)") } == [true, false])
    }

    @Test(
        "leave lists of packages where an upgrade looks into them: without, it finds nothing to do",
        arguments: [
            "RUN apk update && apk upgrade && apk add bash", "RUN apk update && apk add bash\nRUN apk upgrade",
            "RUN apk update && apk add bash && apk fix",
        ])
    func upgrades(_ body: String) {
        let fixed = text(body)
        #expect(fixed.contains("apk update &&") && fixed.contains("apk add --no-cache bash"), "\(fixed)")
    }

    @Test(
        "mount no lists of apt that a later RUN looks into",
        arguments: ["apt-get upgrade -y", "apt-get -y dist-upgrade", "apt-get build-dep x", "apt-cache policy x"])
    func laterLists(_ command: String) {
        let first = "RUN apt-get update && apt-get install --no-install-recommends -y bash\n"
        #expect(!text(first + "RUN " + command).contains("--mount"))
        #expect(text(first + "RUN apt-get update && " + command).contains("--mount"))
    }

    @Test(
        "mount no cache that a command takes something out of",
        arguments: [
            "apt-get install -d -y x && cp /var/cache/apt/archives/*.deb /debs/", "apt-get install --download-only x",
            "apt-get install -yd x", "apt-get install -y x && tar cf /l.tar /var/lib/apt/lists",
            "apt-get install -y x && find /var/lib/apt/lists -type f -delete",
            "apt-get install -y -o Dir::Cache=/x x",
        ])
    func takesFromCache(_ commands: String) {
        #expect(!text("RUN apt-get update && " + commands).contains("--mount"))
    }

    @Test(
        "mount no cache where a command says that it has another",
        arguments: [
            "pip install --cache-dir /c six", "PIP_CACHE_DIR=/c pip install six", "npm ci --cache /c",
            "npm ci --cache=/c", "npm_config_cache=/c npm ci",
        ])
    func otherCache(_ command: String) { #expect(text("RUN \(command)") == "FROM a:1\nRUN \(command)\n") }

    @Test(
        "leave a COPY above what it leads elsewhere, or what looks into it",
        arguments: [
            "WORKDIR /app\nCOPY . .\nWORKDIR /app/sub\nRUN npm ci",
            "WORKDIR /app\nCOPY . .\nENV PIP_CONFIG_FILE=/app/pip.conf\nRUN pip install -r requirements.txt",
            "WORKDIR /app\nENV PATH=\"/app/bin:$PATH\"\nCOPY . .\nRUN apt-get install -y x",
            "COPY . /app\nRUN useradd -m -d /app app", "COPY . /home/app\nRUN useradd -m app",
            "WORKDIR /app\nCOPY . .\nRUN go mod download",
        ])
    func keptCopy(_ body: String) {
        let context = ListedContext(files: [
            "package.json": "{}", "sub/package.json": "{}", "requirements.txt": "six", "pip.conf": "",
            "bin/apt-get": "",
            "go.mod": "module a", "go.work": "use ./b", "a.c": "",
        ])
        let file = "FROM a:1\n\(body)\n"
        let facts = FixFacts(bases: ["a:1": .init(triggers: [])], context: context)
        let fixed = Fixer(Array(file.utf8), name: "Dockerfile", facts: facts).run { $0.name == .orderCopy }
        #expect(fixed.applied.isEmpty, "\(String(decoding: fixed.dockerfile, as: UTF8.self))")
    }

    @Test(
        "move a COPY past variables and users that have nothing to do with it",
        arguments: [
            "COPY . /app\nENV A=/app/none PATH=/app/node_modules/.bin:$PATH\nRUN apt-get install -y x",
            "COPY . /app\nRUN useradd -m app", "COPY . /app\nWORKDIR /app\nRUN apt-get install -y x",
        ])
    func movedCopy(_ body: String) {
        let facts = FixFacts(bases: ["a:1": .init(triggers: [])], context: ListedContext(files: ["a.c": ""]))
        let fixed = Fixer(Array("FROM a:1\n\(body)\n".utf8), name: "Dockerfile", facts: facts).run {
            $0.name == .orderCopy
        }
        #expect(fixed.applied.count == 1)
    }

    @Test("mount a cache where a command makes the directory of lists anew")
    func madeAnew() {
        let body = "RUN mkdir -p /var/lib/apt/lists/partial && apt-get update && apt-get install -y x"
        #expect(text(body).contains("--mount"))
    }

    @Test("take pip's option for no cache as pip does, shortened, and pip by the name of its version")
    func pipOptions() {
        let mount = "RUN --mount=type=cache,target=/root/.cache/pip "
        #expect(text("RUN pip install --no-cache flask") == "FROM a:1\n\(mount)pip install flask\n")
        #expect(text("RUN pip3.12 install --no-cache-dir flask") == "FROM a:1\n\(mount)pip3.12 install flask\n")
        let module = "python3.12 -m pip install flask"
        #expect(text("RUN " + module) == "FROM a:1\n\(mount)\(module)\n")
        let loop = "RUN for p in a; do pip install --no-cache $p; done"
        #expect(text(loop) == "FROM a:1\n\(loop)\n")
    }

    @Test("use no mount that the frontend which the file asks for does not know")
    func frontend() {
        let pip = "RUN pip install --no-cache-dir flask"
        let secret = "ARG API_TOKEN\nRUN login $API_TOKEN"
        let known = ["", "1", "1.10", "1.17-labs", "latest", "2"]
        for tag in ["1.0", "1.1.7"] { #expect(!text(pip, syntax: syntax(tag)).contains("--mount"), "\(tag)") }
        for tag in known + ["1.2", "1.1-experimental", "1.4@sha256:ab"] {
            #expect(text(pip, syntax: syntax(tag)).contains("--mount"), "\(tag)")
        }
        for tag in ["1.0", "1.4", "1.9.0", "experimental", "1.4@sha256:ab"] {
            #expect(!text(secret, syntax: syntax(tag)).contains("--mount"), "\(tag)")
        }
        for tag in known { #expect(text(secret, syntax: syntax(tag)).contains("--mount"), "\(tag)") }
    }

    private func syntax(_ tag: String) -> String { tag.isEmpty ? "" : "# syntax=docker/dockerfile:\(tag)\n" }

    @Test("give copied files their owner or mode at once, where a command behind has all of them in a second layer")
    func ownCopies() {
        #expect(
            text("WORKDIR /app\nCOPY --from=x /y ./sub/\nCOPY . .\nCOPY z /etc/z\nRUN chown -R node:node /app && ls")
                == "FROM a:1\nWORKDIR /app\nCOPY --chown=node:node --from=x /y ./sub/\nCOPY --chown=node:node . .\n"
                + "COPY z /etc/z\nRUN chown node:node /app && ls\n")
        #expect(
            text("WORKDIR /app\nCOPY --chown=1:1 . .\nRUN chmod 755 -R .")
                == "FROM a:1\nWORKDIR /app\nCOPY --chmod=755 --chown=1:1 . .\nRUN chmod 755 .\n")
        // COPY would take the user's number for the group; `chown` leaves that of root.
        #expect(text("COPY . /app\nRUN chown -R a /app") == "FROM a:1\nCOPY --chown=a:0 . /app\nRUN chown a /app\n")
    }

    @Test("leave to the command the other directories that it names")
    func ownSeveral() {
        #expect(
            text("COPY . /app\nRUN ls && chown -R a:a /data /app /srv")
                == "FROM a:1\nCOPY --chown=a:a . /app\nRUN ls && chown a:a /app && chown -R a:a /data /srv\n")
        #expect(
            text("COPY . /app\nCOPY x /srv/\nRUN chown -R a:a /app /srv")
                == "FROM a:1\nCOPY --chown=a:a . /app\nCOPY --chown=a:a x /srv/\n"
                + "RUN chown a:a /app && chown a:a /srv\n")
    }

    @Test("make one RUN of what makes a file with a pipe and what removes it")
    func pipes() {
        #expect(
            text("RUN mkdir /d && cat /x | tr a b > /d/raw\nRUN sha256sum /d/raw | tee /d/sum && rm /d/raw")
                == "FROM a:1\nRUN mkdir /d && cat /x | tr a b > /d/raw     && sha256sum /d/raw | tee /d/sum && rm /d/raw\n"
        )
        let apart = "RUN ! cat /x | tr a b > /d/raw\nRUN rm /d/raw"
        #expect(text(apart) == "FROM a:1\n\(apart)\n")
    }

    @Test("make the user before the COPY whose files it is to have")
    func ownMaking() {
        #expect(
            text(
                """
                # the program
                COPY a /app/
                COPY b /app/
                RUN groupadd -r a && \\
                    useradd -r -g a a && \\
                    mkdir /data && chown -R a:a /app /data
                """)
                    == """
                    FROM a:1
                    RUN groupadd -r a &&     useradd -r -g a a
                    # the program
                    COPY --chown=a:a a /app/
                    COPY --chown=a:a b /app/
                    RUN mkdir /data && chown a:a /app && chown -R a:a /data

                    """)
    }

    @Test(
        "leave a change of owner or mode where other files may be meant, or COPY would do something else",
        arguments: [
            "COPY . /app\nRUN make\nRUN chown -R a:a /app", "COPY . /app\nRUN chown -R a: /app",
            "COPY . /app\nRUN chmod -R a+rX /app", "COPY . /app\nRUN useradd -d /app a && chown -R a:a /app",
            "COPY . /app\nENV A=1\nRUN useradd a && chown -R a:a /app",
            "COPY . /app\nRUN mkdir /data && useradd a && chown -R a:a /app",
            "COPY . /app\nRUN --network=none useradd a && chown -R a:a /app",
            "COPY . /app\nRUN chown -R a:a /app /app/data", "COPY . /app\nRUN chown -R a:a / /app",
            "COPY . /app\nRUN chown -R a:a /app $DATA", "COPY . /app\nRUN useradd a && chmod -R 755 /app",
            "COPY . /app\nRUN mkdir /app/data && chown -R a:a /app", "COPY . /app\nUSER a\nRUN chown -R a:a /app",
            "COPY a /app/\nRUN make\nCOPY b /app/\nRUN chown -R a:a /app", "RUN chown -R a:a /app",
            "COPY . /\nRUN chown -R a:a /app", "ADD x.tar /app\nRUN chown -R a:a /app",
            "COPY --chown=b:b . /app\nRUN chown -R a:a /app", "COPY . $D\nRUN chown -R a:a /app",
            "COPY . /app\nRUN chown -R $U:$U /app",
            "COPY --link . /app\nRUN chown -R a:a /app", "COPY . /app\nRUN chown -R a:a /app || true",
            "COPY . /app\nRUN chown a:a /app", "COPY . /application\nRUN chown -R a:a /app",
        ])
    func owners(_ body: String) { #expect(text(body) == "FROM a:1\n\(body)\n") }

    @Test("keep in the image what was copied before the build and is no source of it")
    func split() {
        let fixed = text(
            """
            RUN apt-get update && apt-get install -y gcc tini
            COPY src /src
            COPY app.conf /etc/app/
            COPY locale /usr/share/app
            RUN gcc -o /usr/local/bin/app /src/main.c
            CMD ["app"]
            """)
        let image = fixed.split(separator: "FROM a:1\n").last ?? ""
        #expect(image.contains("COPY app.conf /etc/app/\nCOPY locale /usr/share/app\n"), "\(fixed)")
        #expect(!image.contains("COPY src") && image.contains("COPY --from=build /usr/local/bin/app"), "\(fixed)")
    }
}
