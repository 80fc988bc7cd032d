import BuildGraph
import Builder

extension CacheCase {
    private static let run = ["RUN echo hello > /y"]

    /// What of an instruction and its surroundings counts.
    static let instructions: [CacheCase] = [
        CacheCase(
            "another command", run, second: ["RUN echo bye > /y"],
            expect: ["base", "changed: command \"echo hello > /y\"→\"echo bye > /y\""]),
        CacheCase(
            "white space in a command", run, second: ["RUN echo  hello > /y"],
            expect: ["base", "changed: command \"echo hello > /y\"→\"echo  hello > /y\""]),
        CacheCase(
            "comments and blank lines", run, second: ["# note", "", "RUN echo hello > /y"], expect: ["base", "hit"]),
        CacheCase("case of the keyword", run, second: ["run echo hello > /y"], expect: ["base", "hit"]),
        CacheCase(
            "exec form instead of shell form", run, second: [#"RUN ["/bin/sh", "-c", "echo hello > /y"]"#],
            expect: ["base", "hit"]),
        CacheCase(
            "a variable before a RUN", ["ENV A=1"] + run, second: ["ENV A=2"] + run,
            expect: ["base", "changed: variable A \"1\"→\"2\""]),
        CacheCase(
            "a new variable", run, second: ["ENV A=1"] + run, expect: ["base", "changed: variable A is new: \"1\""]),
        CacheCase(
            "a variable that is gone", ["ENV A=1"] + run, second: run,
            expect: ["base", "changed: variable A is gone, was \"1\""]),
        CacheCase(
            "a variable before a COPY", ["COPY a.txt /"], second: ["ENV A=1", "COPY a.txt /"], expect: ["base", "hit"]),
        CacheCase(
            "a variable that a COPY expands", ["ENV D=/one", "COPY a.txt $D/"],
            second: ["ENV D=/two", "COPY a.txt $D/"],
            expect: ["base", "changed: destination \"/one/\"→\"/two/\""]),
        CacheCase(
            "a build argument", ["ARG VERSION=1.2"] + run, [.argument("VERSION", "1.3")],
            expect: ["base", "changed: build argument VERSION \"1.2\"→\"1.3\""]),
        CacheCase(
            "a build argument after the RUN", run + ["ARG V=1", "RUN true"], [.argument("V", "2")],
            expect: ["base", "hit", "changed: build argument V \"1\"→\"2\""]),
        CacheCase("an argument that nothing declares", run, [.argument("V", "2")], expect: ["base", "hit"]),
        CacheCase("a proxy", run, [.argument("HTTP_PROXY", "http://p")], expect: ["base", "hit"]),
        CacheCase(
            "a credential", ["ARG TOKEN"] + run, [.argument("TOKEN", "secret-word")],
            expect: ["base", "changed: build argument TOKEN is new: (value withheld)"]),
        CacheCase(
            "a credential that changes", ["ARG DB_PASSWORD=secret-one"] + run, [.argument("DB_PASSWORD", "secret-two")],
            expect: ["base", "changed: build argument DB_PASSWORD changed (value withheld)"]),
        CacheCase(
            "a password in an address", ["ARG U=https://a:one1@h/"] + run, [.argument("U", "https://a:two2@h/")],
            expect: ["base", "changed: build argument U changed (value withheld)"]),
        CacheCase(
            "user", ["USER root"] + run, second: ["USER 0"] + run, expect: ["base", "changed: user \"root\"→\"0\""]),
        CacheCase(
            "working directory", ["WORKDIR /bin"] + run, second: ["WORKDIR /etc"] + run,
            expect: ["base", "changed: path \"/bin\"→\"/etc\"", "changed: working directory \"/bin\"→\"/etc\""]),
        CacheCase(
            "shell", run, second: [#"SHELL ["/bin/sh", "-e", "-c"]"#] + run,
            expect: [
                "base", "changed: command \"/bin/sh -c echo hello > /y\"→\"/bin/sh -e -c echo hello > /y\"",
            ]),
        CacheCase(
            "labels, ports and commands", run, second: ["LABEL a=b", "EXPOSE 80", "CMD x"] + run,
            expect: ["base", "hit"]),
        CacheCase(
            "network", run, [.request { $0.network = .none }], expect: ["base", "changed: network host→none"]),
        CacheCase(
            "a host", run, [.request { $0.sandbox.extraHosts = ["h": "1.2.3.4"] }],
            expect: ["base", "changed: extra host h is new: \"1.2.3.4\""]),
        CacheCase(
            "size of shared memory", run, [.request { $0.sandbox.sharedMemorySize = 1 << 20 }],
            expect: ["base", "changed: size of /dev/shm is new: \"1048576\""]),
        CacheCase(
            "a limit", run, [.request { $0.sandbox.limits = ["nofile": .init(soft: 64, hard: 64)] }],
            expect: ["base", "changed: limit nofile is new: \"64:64\""]),
        CacheCase("jobs", run, [.request { $0.jobs = 1 }], expect: ["base", "hit"]),
        CacheCase(
            "SOURCE_DATE_EPOCH", run, [.request { $0.sourceDateEpoch = 7 }],
            expect: ["base", "changed: SOURCE_DATE_EPOCH is new: \"7\""]),
        CacheCase("--no-cache", run, [.request { $0.noCache = true }], expect: ["base", ""]),
        CacheCase(
            "text of a here-document", ["RUN <<E", "echo a > /y", "E"], second: ["RUN <<E", "echo b > /y", "E"],
            expect: ["base", "changed: command \"echo a > /y\\n\"→\"echo b > /y\\n\""]),
        CacheCase(
            "a file of a here-document", ["COPY <<E /y", "one", "E"], second: ["COPY <<E /y", "two", "E"],
            expect: ["base", "changed: here-document E (content)"]),
        CacheCase(
            "destination", ["COPY a.txt /x/"], second: ["COPY a.txt /z/"],
            expect: ["base", "changed: destination \"/x/\"→\"/z/\""]),
        CacheCase(
            "--chmod", ["COPY a.txt /"], second: ["COPY --chmod=600 a.txt /"],
            expect: ["base", "changed: mode is new: \"600\""]),
        CacheCase(
            "--chown", ["COPY --chown=1 a.txt /"], second: ["COPY --chown=2 a.txt /"],
            expect: ["base", "changed: owner 1:1→2:2"]),
        CacheCase(
            "COPY becomes ADD", ["COPY a.txt /"], second: ["ADD a.txt /"], expect: ["base", ""]),
        CacheCase(
            "id of a cache mount", ["RUN --mount=type=cache,id=a,target=/c true"],
            second: ["RUN --mount=type=cache,id=b,target=/c true"], expect: ["base", "hit"]),
        CacheCase(
            "place of a cache mount", ["RUN --mount=type=cache,target=/c true"],
            second: ["RUN --mount=type=cache,target=/d true"],
            expect: ["base", "changed: mount /d is new, mount /c is gone"]),
        CacheCase(
            "value of a secret", ["RUN --mount=type=secret,id=s true"],
            [.request { $0.secrets = ["s": SecretValue(Array("another-value".utf8))] }], expect: ["base", "hit"]),
    ]
}
