import DockerfileSyntax
import Findings
import Secrets

/// The credentials that the rules of `strata scan` find in a file: by their forms, checksums and the words around them.
struct FileSecrets {
    /// Their places, in order.
    let ranges: [Range<Int>]

    private static let rules = SecretRules()

    init(_ bytes: [UInt8]) {
        var scanner = SecretScanner(Self.rules)
        ranges = scanner.matches(in: bytes, path: Array("Dockerfile".utf8)).filter { !$0.isAllowed }.map {
            $0.range.start.offset..<$0.range.end.offset
        }
    }

    /// Those within a part of the file.
    func places(in range: SourceRange, of text: SourceText) -> [SourceRange] {
        let part = range.start.offset..<range.end.offset
        return ranges.filter { part.contains($0.lowerBound) && $0.upperBound <= part.upperBound }.map {
            text.range($0.lowerBound, $0.upperBound)
        }
    }
}
