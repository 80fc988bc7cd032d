import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Every kind of error, made by real input")
    struct ErrorProducerTests {
        @Test("is said by the program", arguments: ErrorProducer.all)
        func produced(_ producer: ErrorProducer) throws {
            let fixture = try Fixture()
            let program = try TestImages.busyBox().string
            let outcome = try fixture.shell(
                producer.script, environment: ["STRATA_DEBUG": "true", "BUSYBOX": program])
            let kinds = outcome.errors.split(separator: "\n").compactMap { $0.split(separator: " ").last }
            #expect(kinds.contains(producer.kind[...]), "\(producer)\n\(producer.script)\n\(outcome)")
        }
    }
}

@Suite("The producers of errors")
struct ErrorCoverageTests {
    @Test("are one for each kind that docs/errors.md lists, but for those that no command reaches")
    func complete() throws {
        let files = try SourceTree.swiftFiles(below: "Sources")
        var declared: Set<String> = []
        for source in ErrorCatalogueTests.sources {
            let file = try #require(files.first { $0.path == source.file })
            declared.formUnion(ErrorCode.read(file, type: source.type).map(\.description))
        }
        let produced = Set(ErrorProducer.all.map(\.kind))
        let unreachable = Set(ErrorProducer.unreachable.keys)
        #expect(declared.subtracting(produced).subtracting(unreachable).sorted() == [], "add them to ErrorProducer")
        #expect(produced.union(unreachable).subtracting(declared).sorted() == [], "there are no such kinds")
        #expect(produced.intersection(unreachable).sorted() == [], "these are reached")
    }
}
