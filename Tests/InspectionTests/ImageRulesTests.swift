import Inspection
import LayerAnalysis
import LayerArchive
import OCI
import Testing

@Suite("Rules for images")
struct ImageRulesTests {
    @Test("of dive's file are read, with dive's defaults for what it does not say")
    func dive() throws {
        let rules = try ImageRules(
            parsing: """
                # from dive's README
                rules:
                  # a comment
                  lowestEfficiency: 0.95
                  highestWastedBytes: 20MB   # bytes

                  highest-user-wasted-percent: "20%"
                """, name: ".dive-ci")
        #expect(rules.lowestEfficiency == 0.95)
        #expect(rules.highestWastedBytes == 20_000_000)
        #expect(rules.highestUserWastedPercent == 0.2)
        let empty = try ImageRules(parsing: "rules:\n", name: ".dive-ci")
        #expect(empty.lowestEfficiency == 0.9)
        #expect(empty.highestWastedBytes == nil)
        #expect(empty.highestUserWastedPercent == 0.1)
        #expect(try ImageRules(parsing: "lowestEfficiency: disabled", name: ".dive-ci").lowestEfficiency == nil)
        let alone = try ImageRules(
            parsing: "max_size: 5MB\nbudgets:\n  /usr: 1MB\nlog: x\ngrowth:\n  base: a:1\n  max: 1MB\n",
            name: ".strata.yaml")
        #expect(alone.maxSize == 5_000_000)
        #expect(alone.budgets.map(\.bytes) == [1_000_000])
        #expect(alone.growth?.bytes == 1_000_000)
    }

    @Test("of Strata's own are read, and what is for others is passed over")
    func own() throws {
        let rules = try ImageRules(
            parsing: """
                scan:
                  allow:
                    - "a: b"
                rules:
                  maxSize: 1.5 GiB
                  maxLayers: 12
                  noSecrets: true
                  budgets:
                    /usr/share/doc: 5MB
                    'app dir': 1kB
                  growth:
                    base: registry.example:5000/debian:12
                    max: 20%
                """, name: ".strata.yaml")
        #expect(rules.maxSize == 1_610_612_736)
        #expect(rules.maxLayers == 12)
        #expect(rules.noSecrets)
        #expect(rules.budgets.map(\.path) == ["/usr/share/doc", "app dir"])
        #expect(rules.budgets.map(\.bytes) == [5_000_000, 1000])
        #expect(rules.growth == ImageRules.Growth(base: "registry.example:5000/debian:12", bytes: nil, share: 0.2))
    }

    @Test(
        "that cannot be understood are refused with their line",
        arguments: [
            ("rules:\n  lowestEfficency: 1", "line 2"), ("rules:\n  lowestEfficiency: 2", "line 2"),
            ("rules:\n  lowestEfficiency: nan", "line 2"), ("rules:\n  maxSize: 5 apples", "line 2"),
            ("rules:\n\tmaxSize: 5", "line 2"), ("rules:\n  maxSize: 5\n    maxLayers: 2", "line 3"),
            ("rules:\n  maxSize: 5\n  maxSize: 6", "line 3"), ("rules: {maxSizes: 5}", "line 1"),
            ("rules:\n  growth:\n    base: x", "line 2"), ("rules:\n  maxLayers: -1", "line 2"), ("what", "line 1"),
            ("rules:\n  maxSize: \"5", "line 2"),
        ])
    func refused(text: String, place: String) {
        #expect {
            try ImageRules(parsing: text, name: "f")
        } throws: { error in
            guard let error = error as? InspectionError else { return false }
            return error.code == .badRules && error.message.contains(place) && error.hint != nil
        }
    }

    @Test("say what was found, and whether that is allowed")
    func results() async throws {
        let images = try TestImages()
        let bytes = [UInt8](repeating: 1, count: 1000)
        try images.image([[(file("a"), bytes), (file("b/c"), bytes)], [(file("a"), bytes)]], named: "x:1")
        let analysis = try await ImageAnalysis(of: images.open("x:1"))
        var rules = ImageRules.standard
        rules.highestWastedBytes = 2000
        rules.maxSize = 2999
        rules.maxLayers = 2
        rules.noSecrets = true
        rules.budgets = [.init(path: "/b", bytes: 999), .init(path: "nothing", bytes: 0)]
        rules.growth = .init(base: "y", bytes: nil, share: 0.5)
        var circumstances = ImageRules.Circumstances()
        circumstances.secrets = 1
        circumstances.baseSize = 2000
        let results = rules.results(of: analysis, circumstances)
        #expect(
            results.map { "\($0.name) \($0.found) \($0.isPassed)" } == [
                "lowestEfficiency 0.6667 false", "highestWastedBytes 2000 true", "highestUserWastedPercent 2.0 false",
                "maxSize 3000 false", "maxLayers 2 true", "noSecrets 1 false", "budgets /b 1000 false",
                "budgets nothing 0 true", "growth over y 0.5 true",
            ])
        #expect(analysis.duplicates.wastedBytes == 2000)
    }

    @Test("weigh what a budget's path leads to through links, as a container has it")
    func budgetsThroughLinks() async throws {
        func link(_ path: String, _ target: String) -> (LayerEntry, [UInt8]) {
            (LayerEntry(path: Array(path.utf8), kind: .symbolicLink(target: Array(target.utf8)), modified: 1000), [])
        }
        let images = try TestImages()
        try images.image(
            [
                [
                    link("bin", "usr/bin"), (file("usr/bin/sh"), [1, 2, 3]), link("usr/bin/dash", "../../bin/./sh"),
                    link("opt", "/usr"), link("round", "/trip"), link("trip", "round"), link("up", "../../usr"),
                    (file("gone/x"), [1]), link("lost", "gone"),
                ], [(file(".wh.gone"), [])],
            ], named: "x:1")
        let analysis = try await ImageAnalysis(of: images.open("x:1"))
        var rules = ImageRules()
        let paths = ["/bin", "bin/dash", "/opt/bin/", "up", "/round/x", "lost", "/"]
        rules.budgets = paths.map { .init(path: $0, bytes: 2) }
        #expect(rules.results(of: analysis).map(\.found) == ["3", "3", "3", "3", "0", "0", "3"])
    }

    @Test("are broken by waste without anything to divide it by")
    func infinite() async throws {
        let images = try TestImages()
        try images.image([[(file("a"), [1, 2, 3])], [(file("a"), [])]], named: "x:1")
        let analysis = try await ImageAnalysis(of: images.open("x:1"))
        let result = try #require(ImageRules.standard.results(of: analysis).last)
        #expect(result.found == "infinite")
        #expect(!result.isPassed)
    }
}
