extension CacheCase {
    private static let moved = "moved: #…→#…"
    private static let twoStages = [
        "FROM base:1 AS build", "COPY a.txt /in", "RUN cat /in > /out; echo same > /same", "FROM base:1",
        "COPY --from=build /out /", "COPY --from=build /same /",
    ]

    /// How the cause of a miss reaches the steps above it.
    static let chains: [CacheCase] = [
        CacheCase(
            "the base is another image", ["RUN cat /base > /y", "RUN true"], [.baseMoved],
            expect: [
                moved, "re-runs because FROM docker.io/library/base:1 moved",
                "re-runs because FROM docker.io/library/base:1 moved",
            ]),
        CacheCase(
            "the base has another name", ["FROM base:1", "RUN true"], second: ["FROM other:1", "RUN true"],
            [.baseRenamed],
            expect: ["base", "hit"]),
        CacheCase(
            "the base is named otherwise and is another", ["FROM base:1", "RUN true"],
            second: ["FROM base:2", "RUN true"],
            expect: [moved, "re-runs because FROM docker.io/library/base:2 moved"]),
        CacheCase(
            "a step ran again with the same result", ["RUN echo a > /n", "RUN cat /n > /m"],
            second: ["RUN  echo  a > /n", "RUN cat /n > /m"],
            expect: ["base", "changed: command \"echo a > /n\"→\"echo  a > /n\"", "hit"]),
        CacheCase(
            "a step ran again with another result", ["RUN echo a > /n", "RUN cat /n > /m", "RUN true"],
            second: ["RUN echo b > /n", "RUN cat /n > /m", "RUN true"],
            expect: [
                "base", "changed: command \"echo a > /n\"→\"echo b > /n\"", "re-runs because step 2/4 did",
                "re-runs because step 2/4 did",
            ]),
        CacheCase(
            "a new step", ["RUN true > /a", "RUN true > /b"],
            second: ["RUN true > /a", "RUN true > /n", "RUN true > /b"],
            expect: ["base", "hit", "", "re-runs because step 3/4 is new"]),
        CacheCase(
            "a step is gone", ["RUN true > /a", "RUN true > /n", "RUN true > /b"],
            second: ["RUN true > /a", "RUN true > /b"],
            expect: ["base", "hit", "re-runs because “RUN true > /n” below it is gone"]),
        CacheCase(
            "two steps change places", ["RUN true > /a", "RUN true > /b"], second: ["RUN true > /b", "RUN true > /a"],
            expect: [
                "base", "re-runs because “RUN true > /a” below it is gone", "re-runs because step 2/3 did",
            ]),
        CacheCase(
            "an argument that two steps see", ["ARG V=1", "RUN echo $V > /a", "RUN echo $V > /b"],
            [.argument("V", "2")],
            expect: [
                "base", "changed: build argument V \"1\"→\"2\"",
                "changed: build argument V \"1\"→\"2\"; re-runs because step 2/3 did",
            ]),
        CacheCase(
            "a file of another stage", twoStages, [.write("a.txt", "two\n")],
            expect: [
                "base", "changed: a.txt (content)", "re-runs because step build 2/3 did", "changed: out (content)",
                "re-runs because step stage-1 2/3 did",
            ]),
        CacheCase(
            "a stage that ran again and gave the same",
            [
                "FROM base:1 AS build", "COPY a.txt /in", "RUN echo same > /same", "FROM base:1",
                "COPY --from=build /same /",
            ],
            [.write("a.txt", "two\n")],
            expect: ["base", "changed: a.txt (content)", "re-runs because step build 2/3 did", "hit"]),
        CacheCase(
            "a stage that is not needed", ["FROM base:1 AS unused", "RUN echo a", "FROM base:1", "RUN true"],
            second: ["FROM base:1 AS unused", "RUN echo b", "FROM base:1", "RUN true"], expect: ["base", "hit"]),
        CacheCase(
            "a linked copy above a base that moved", ["COPY --link a.txt /"], [.baseMoved], expect: [moved, "hit"]),
        CacheCase(
            "a copy above a base that moved", ["COPY a.txt /"], [.baseMoved],
            expect: [moved, "re-runs because FROM docker.io/library/base:1 moved"]),
        CacheCase(
            "a mounted part of another stage",
            [
                "FROM base:1 AS build", "COPY a.txt /in", "FROM base:1",
                "RUN --mount=from=build,source=/in,target=/m cat /m > /y",
            ],
            [.write("a.txt", "two\n")], expect: ["base", "changed: a.txt (content)", "changed: in (content)"]),
    ]
}
