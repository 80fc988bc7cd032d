import Builder
import Testing

@Suite("--cache-to and its fields that are true or false")
struct CacheFlagTests {
    private func ignoresErrors(_ text: String) throws -> Bool? {
        switch try CacheTarget(parsing: text) {
        case .registry(_, _, _, let ignoresErrors), .local(_, _, _, _, let ignoresErrors): ignoresErrors
        case .inline: nil
        }
    }

    @Test("a name alone is one in a registry, and several may stand with commas between")
    func names() throws {
        #expect(try CacheTarget(parsing: "a/b:c") == CacheTarget(parsing: "type=registry,ref=a/b:c"))
        #expect(try CacheSource(parsing: "a/b:c") == CacheSource(parsing: "type=registry,ref=a/b:c"))
        #expect(
            try CacheTarget.all(in: "a/b,a/c:d") == [
                CacheTarget(parsing: "type=registry,ref=a/b"), CacheTarget(parsing: "type=registry,ref=a/c:d"),
            ])
        #expect(try CacheSource.all(in: "a/b,a/c") == [.image("a/b"), .image("a/c")])
        #expect(try CacheTarget.all(in: "type=registry,ref=a/b,mode=max").count == 1)
        for text in ["", "No Name", "ref=a/b"] {
            let error = #expect(throws: BuildError.self) { try CacheTarget.all(in: text) }
            #expect(error?.code == .badOption, "\(text)")
        }
    }

    @Test("they are read as docker reads them", arguments: ["type=registry,ref=a/b:c", "type=local,dest=x"])
    func words(place: String) throws {
        for word in ["1", "t", "T", "true", "TRUE", "True"] {
            #expect(try ignoresErrors("\(place),ignore-error=\(word)") == true, "\(word)")
        }
        for word in ["0", "f", "F", "false", "FALSE", "False"] {
            #expect(try ignoresErrors("\(place),ignore-error=\(word),image-manifest=\(word)") == false, "\(word)")
        }
        #expect(try ignoresErrors(place) == false)
    }

    @Test(
        "what is neither is refused",
        arguments: ["ignore-error=yes", "ignore-error=", "ignore-error=tRUE", "oci-mediatypes=banana"],
        [
            "type=registry,ref=a/b:c", "type=local,dest=x",
        ])
    func nonsense(field: String, place: String) {
        let error = #expect(throws: BuildError.self) { try CacheTarget(parsing: "\(place),\(field)") }
        #expect(error?.code == .badOption)
        #expect(error?.message.contains("is true or false") == true)
    }

    @Test("so are those that change nothing", arguments: ["force-compression", "image-manifest", "oci-mediatypes"])
    func indifferent(key: String) {
        #expect(throws: BuildError.self) { try CacheTarget(parsing: "type=local,dest=x,\(key)=2") }
        #expect(throws: Never.self) { try CacheTarget(parsing: "type=local,dest=x,\(key)=T") }
    }
}
