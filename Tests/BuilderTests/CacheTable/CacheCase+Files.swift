extension CacheCase {
    private static let copy = ["COPY . /x/", "RUN cat /x/a.txt > /y"]
    private static let below = "re-runs because step 2/3 did"
    private static let tree = ["src/app.ts": "a", "README.md": "b", "gone": "c", "gone2": "d"]

    /// What of a context counts.
    static let files: [CacheCase] = [
        CacheCase("nothing changed", copy, expect: ["base", "hit", "hit"]),
        CacheCase("mtime of a file", copy, [.touch("a.txt")], expect: ["base", "hit", "hit"]),
        CacheCase("owner of a file", copy, [.owner("a.txt")], expect: ["base", "hit", "hit"]),
        CacheCase(
            "content of a file", copy, [.write("a.txt", "two\n")],
            expect: ["base", "changed: a.txt (content)", below]),
        CacheCase(
            "content and size of a file", copy, [.write("a.txt", "longer\n")],
            expect: ["base", "changed: a.txt (content)", below]),
        CacheCase("mode of a file", copy, [.mode("a.txt", 0o755)], expect: ["base", "changed: a.txt (mode)", below]),
        CacheCase(
            "content and mode of a file", copy, [.write("a.txt", "x"), .mode("a.txt", 0o755)],
            expect: ["base", "changed: a.txt (content, mode)", below]),
        CacheCase(
            "name of a file", ["COPY . /x/"], [.rename("b.txt", "c.txt")],
            expect: ["base", "changed: +1 new (c.txt), 1 removed (b.txt)"]),
        CacheCase(
            "a new file", ["COPY . /x/"], [.write("c.txt", "new")], expect: ["base", "changed: +1 new (c.txt)"]),
        CacheCase(
            "a new file that a pattern does not match", ["COPY *.txt /x/"], [.write("c.md", "new")],
            expect: ["base", "hit"]),
        CacheCase(
            "a new file that a pattern matches", ["COPY *.txt /x/"], [.write("c.txt", "new")],
            expect: ["base", "changed: +1 new (c.txt)"]),
        CacheCase(
            "a file that is gone", ["COPY . /x/"], [.remove("b.txt")], expect: ["base", "changed: 1 removed (b.txt)"]),
        CacheCase(
            "several of all sorts", ["COPY . /x/"], files: tree,
            [
                .write("src/app.ts", "A"), .mode("README.md", 0o600), .write("new", "n"), .remove("gone"),
                .remove("gone2"),
            ], expect: ["base", "changed: README.md (mode), src/app.ts (content); +1 new, 2 removed"]),
        CacheCase(
            "more files than a line names", ["COPY . /x/"],
            files: Dictionary((1...6).map { ("f\($0)", "1") }, uniquingKeysWith: { $1 }),
            (1...6).map { .write("f\($0)", "2") },
            expect: ["base", "changed: f1 (content), f2 (content), f3 (content), f4 (content), and 2 more"]),
        CacheCase(
            "a file that becomes a link", ["COPY . /x/"], [.link("b.txt", to: "a.txt")],
            expect: ["base", "changed: b.txt (type)"]),
        CacheCase(
            "capabilities of a file", ["COPY . /x/"], [.capability("a.txt")],
            expect: ["base", "changed: a.txt (attributes)"]),
        CacheCase(
            "a file that the ignore file leaves out", ["COPY . /x/"],
            files: ["a.txt": "1", "log": "1", "ignore": "log\nignore\n"], [.write("log", "2")],
            expect: ["base", "hit"]),
        CacheCase(
            "a file that --exclude leaves out", ["COPY --exclude=b.txt . /x/"], [.write("b.txt", "2")],
            expect: ["base", "hit"]),
        CacheCase("a file that no COPY names", ["COPY a.txt /x/"], [.write("b.txt", "2")], expect: ["base", "hit"]),
        CacheCase(
            "one of two sources", ["COPY a.txt b.txt /x/"], [.write("b.txt", "2")],
            expect: ["base", "changed: b.txt (content)"]),
        CacheCase(
            "a file in a directory", ["COPY dir /x/"], files: ["dir/one": "1", "dir/two": "1"],
            [.write("dir/two", "2")], expect: ["base", "changed: dir/two (content)"]),
        CacheCase(
            "mode of a directory", ["COPY dir /x/dir"], files: ["dir/one": "1"], [.mode("dir", 0o700)],
            expect: ["base", "changed: dir (mode)"]),
        CacheCase(
            "a file and what a RUN makes of it, to the same end",
            ["COPY a.txt /", "RUN echo 1 > /n", "RUN cat /n > /m"],
            [.write("a.txt", "2")],
            expect: [
                "base", "changed: a.txt (content)", "re-runs because step 2/4 did", "re-runs because step 2/4 did",
            ]),
        CacheCase(
            "a file of an ADD", ["ADD a.txt /x/"], [.write("a.txt", "2")],
            expect: ["base", "changed: a.txt (content)"]),
        CacheCase(
            "a file that a RUN mounts", ["RUN --mount=target=/m,source=a.txt cat /m > /y"], [.write("a.txt", "2")],
            expect: ["base", "changed: a.txt (content)"]),
        CacheCase(
            "files of the context that a RUN mounts", ["RUN --mount=target=/m ls /m > /y"],
            [.write("a.txt", "2"), .write("new.txt", "3")],
            expect: ["base", "changed: a.txt (content); +1 new"]),
        CacheCase(
            "files of two mounts of a RUN",
            ["RUN --mount=target=/m,source=a.txt --mount=target=/n,source=b.txt cat /m /n > /y"],
            [.write("a.txt", "2"), .mode("b.txt", 0o600)],
            expect: ["base", "changed: /m (content), /n (mode)"]),
        CacheCase(
            "a mounted file and the command", ["RUN --mount=target=/m,source=a.txt cat /m > /y"],
            second: ["RUN --mount=target=/m,source=a.txt cat /m > /z"], [.write("a.txt", "2")],
            expect: ["base", "changed: command \"cat /m > /y\"→\"cat /m > /z\", a.txt (content)"]),
        CacheCase(
            "a file beside the one that a RUN mounts", ["RUN --mount=target=/m,source=a.txt cat /m > /y"],
            [.write("b.txt", "2")], expect: ["base", "hit"]),
    ]
}
