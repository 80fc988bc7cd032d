import SystemPackage
import Testing

@testable import strata

@Suite("Options before the command")
struct GlobalOptionsTests {
    private func read(_ line: String) throws -> (options: GlobalOptions, rest: [String]) {
        var options = GlobalOptions()
        var words = line.split(separator: " ").map(String.init)[...]
        try options.read(from: &words)
        return (options, Array(words))
    }

    @Test(
        "are taken off the front in every spelling",
        arguments: [
            ("--root /x images -a", "/x", nil, ["images", "-a"]), ("--root=/x images", "/x", nil, ["images"]),
            ("-D images", nil, true, ["images"]), ("--debug=false --root a=b images", "a=b", false, ["images"]),
            ("-v", nil, nil, []), ("images -D", nil, nil, ["images", "-D"]), ("--nope x", nil, nil, ["--nope", "x"]),
        ] as [(String, String?, Bool?, [String])])
    func spellings(line: String, root: String?, debug: Bool?, rest: [String]) throws {
        let (options, left) = try read(line)
        #expect(options.root == root.map { FilePath($0) })
        #expect(options.isDebugging == debug && left == rest && options.showsVersion == (line == "-v"))
    }

    @Test(
        "that mean nothing here are refused",
        arguments: ["--root", "--root=", "-H tcp://x images", "--debug=maybe images"])
    func mistakes(line: String) {
        let error = #expect(throws: UsageError.self) { try read(line) }
        #expect(error?.hint != nil)
    }
}
