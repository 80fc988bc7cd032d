import DockerfileSyntax
import OCI
import Testing

@testable import BuildGraph

@Suite("Metadata instructions")
struct MetadataTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let history: [String]
        let check: @Sendable (ContainerConfiguration) -> Bool
        init(_ text: String, _ history: String..., check: @escaping @Sendable (ContainerConfiguration) -> Bool) {
            testDescription = text
            self.text = text
            self.history = history
            self.check = check
        }
    }

    static let rows = [
        Row(#"CMD ["nginx", "-g", "daemon off;"]"#, #"CMD ["nginx" "-g" "daemon off;"]"#) {
            $0.command == ["nginx", "-g", "daemon off;"] && $0.argumentsEscaped
        },
        Row("CMD echo $X", #"CMD ["/bin/sh" "-c" "echo $X"]"#) { $0.command == ["/bin/sh", "-c", "echo $X"] },
        Row("SHELL [\"/bin/bash\", \"-c\"]\nCMD x", "SHELL [/bin/bash -c]", #"CMD ["/bin/bash" "-c" "x"]"#) {
            $0.command == ["/bin/bash", "-c", "x"] && $0.shell == ["/bin/bash", "-c"]
        },
        Row(#"ENTRYPOINT ["a"]"#, #"ENTRYPOINT ["a"]"#) { $0.entrypoint == ["a"] && $0.command == nil },
        Row("CMD [\"b\"]\nENTRYPOINT [\"a\"]", #"CMD ["b"]"#, #"ENTRYPOINT ["a"]"#) {
            $0.entrypoint == ["a"] && $0.command == ["b"]
        },
        Row("ENTRYPOINT a", #"ENTRYPOINT ["/bin/sh" "-c" "a"]"#) { $0.entrypoint == ["/bin/sh", "-c", "a"] },
        Row("ENV A=1 B=\"x y\"\nENV A=2 C=$A", "ENV A=1 B=x y", "ENV A=2 C=1") {
            $0.environment == ["PATH=/bin", "A=2", "B=x y", "C=1"]
        },
        Row("ENV PATH=$PATH:/sbin", "ENV PATH=/bin:/sbin") { $0.environment == ["PATH=/bin:/sbin"] },
        Row("EXPOSE 9000 80/udp", "EXPOSE [80/udp 9000/tcp]") { $0.exposedPorts == ["80/udp", "9000/tcp"] },
        Row("ENV P=80-81\nEXPOSE $P", "ENV P=80-81", "EXPOSE [80/tcp 81/tcp]") {
            $0.exposedPorts == ["80/tcp", "81/tcp"]
        },
        Row("VOLUME /a /b", "VOLUME [/a /b]") { $0.volumes == ["/a", "/b"] },
        Row("USER a:b", "USER a:b") { $0.user == "a:b" },
        Row("LABEL a=b \"c d\"=e", "LABEL a=b c d=e") { $0.labels == ["a": "b", "c d": "e"] },
        Row("STOPSIGNAL SIGQUIT", "STOPSIGNAL SIGQUIT") { $0.stopSignal == "SIGQUIT" },
        Row("WORKDIR /", "WORKDIR /") { $0.workingDirectory == "/" },
        Row("WORKDIR /a\nWORKDIR b", "WORKDIR /a", "WORKDIR /a/b") { $0.workingDirectory == "/a/b" },
        Row(
            "HEALTHCHECK NONE",
            "HEALTHCHECK {Test:[NONE] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}"
        ) {
            $0.healthCheck?.test == ["NONE"]
        },
        Row(
            "HEALTHCHECK --interval=90s --retries=3 CMD curl -f x",
            "HEALTHCHECK {Test:[CMD-SHELL curl -f x] Interval:1m30s Timeout:0s StartPeriod:0s StartInterval:0s Retries:3}"
        ) { $0.healthCheck?.interval == GoDuration(seconds: 90) && $0.healthCheck?.retries == 3 },
        Row("ARG A\nARG B=1 C=x$B", "ARG A", "ARG B=1 C=x1") { $0.environment == ["PATH=/bin"] },
        Row("ONBUILD RUN x") { $0.onBuild == ["RUN x"] },
    ]

    @Test("change the configuration and the history", arguments: rows)
    func metadata(_ row: Row) throws {
        let plan = try Planning.plan("FROM busybox\n" + row.text)
        #expect(plan.history == row.history)
        #expect(row.check(plan.image.configuration))
    }

    @Test("name an author")
    func maintainer() throws {
        let plan = try Planning.plan("FROM busybox\nMAINTAINER me <me@here>")
        #expect(plan.image.author == "me <me@here>")
        #expect(plan.history == ["MAINTAINER me <me@here>"])
    }

    @Test("make no vertex")
    func noVertex() throws {
        let plan = try Planning.plan("FROM busybox\nENV A=1\nCMD x\nLABEL a=b\nUSER x\nWORKDIR /\nARG Q\nEXPOSE 1")
        #expect(plan.vertices.count == 1)
        #expect(plan.image.layerVertices.isEmpty)
    }

    @Test("of the command line win over labels of the file")
    func labels() throws {
        let plan = try Planning.plan("FROM busybox\nLABEL a=file b=file") {
            $0.labels = [.init(name: "a", value: "line"), .init(name: "c", value: "line")]
        }
        #expect(plan.image.configuration.labels == ["a": "line", "b": "file", "c": "line"])
    }

    @Test("of an image without PATH are given the usual one")
    func path() throws {
        let images = KnownImages(images: ["bare": KnownImages.image("bare") { $0.config.environment = ["A=1"] }])
        let plan = try Planning.plan("FROM bare\nRUN x", images: images)
        #expect(plan.image.configuration.environment == ["A=1", "PATH=" + StageState.defaultPath])
        let scratch = try Planning.plan("FROM scratch")
        #expect(scratch.image.configuration.environment == ["PATH=" + StageState.defaultPath])
        #expect(scratch.image.configuration.workingDirectory == "/")
        #expect(scratch.target == .scratch)
        #expect(scratch.vertices.isEmpty)
    }

    @Test("of the base that no specification knows are left out")
    func unknownMembers() throws {
        let images = KnownImages(images: ["old": KnownImages.image("old") { $0.config.otherMembers["Hostname"] = "x" }])
        let plan = try Planning.plan("FROM old", images: images)
        #expect(plan.image.configuration.otherMembers.isEmpty)
    }

    @Test(
        "with a mistake are reported where it is",
        arguments: [
            ("EXPOSE 80 http", Diagnostic.Code.port, 11), ("STOPSIGNAL SIGNOPE", .signal, 12),
            ("VOLUME /a $NOTHING", .volume, 11), ("COPY --chmod=9 a /", .permissions, 1),
            ("COPY https://x/y /", .copySource, 6), ("ADD --checksum=md5:1 https://x/y /", .copySource, 1),
            ("ADD git@github.com:a/b.git#-x /", .copySource, 5), ("ADD --checksum=sha256:aa a /", .copySource, 1),
            ("COPY git@github.com:a/b.git /", .copySource, 6),
            ("RUN --mount=type=cache,target=/x --mount=target=/x/../x y", .mount, 34),
            ("RUN --mount=type=cache,id=x y", .mount, 4), ("RUN --mount=target=../.. y", .mount, 4),
            ("RUN --mount=type=cache,source=/x,target=/x y", .mount, 4),
            ("RUN --mount=from=absent,target=/x y", .missingImage, 12),
            ("RUN --mount=type=cache,target=/x,mode=${M:-9} y", .mount, 4),
            ("RUN --security=insecure y", .entitlement, 1), ("ENV A=${B:?}", .expansion, 1),
        ]
    )
    func mistakes(_ text: String, _ code: Diagnostic.Code, _ column: Int) throws {
        let errors = try Planning.errors("FROM busybox\n" + text)
        #expect(errors.map(\.code) == [code])
        #expect(errors.first?.range.start.line == 2)
        #expect((errors.first?.range.start.column ?? 0) >= column)
    }
}
