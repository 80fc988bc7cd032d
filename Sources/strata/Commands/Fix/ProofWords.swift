import Builder
import OCI
import TerminalUI

/// A proof in words, and as a document.
struct ProofWords {
    private let verdict: ProofVerdict

    init(_ verdict: ProofVerdict) { self.verdict = verdict }

    /// Lines for standard error.
    var text: String {
        var lines = ["proven: the images are the same" + (differences.isEmpty ? "" : " but for \(differences)")]
        if !verdict.lostPackages.isEmpty {
            let names = verdict.lostPackages.joined(separator: ", ")
            lines.append("packages lost, none of which another needs: \(LogText.harmless(names))")
            if !verdict.isAsked {
                lines.append(
                    "no program was asked whether it does without them: give --check-command, or the Dockerfile a HEALTHCHECK"
                )
            }
        }
        if let (before, after) = verdict.sizes {
            lines.append(
                "size: \(ByteFormat.size(before)) before, \(ByteFormat.size(after)) after\(Self.change(Double(before), Double(after)))"
            )
        }
        if let (before, after) = verdict.rebuildSeconds {
            let seconds = [before, after].map { Self.tenths($0) }
            // Of times that are nearly nothing a part says nothing.
            let change = max(before, after) < 0.5 ? "" : Self.change(before, after)
            lines.append(
                "build after an edit of a source file: \(seconds[0]) s before, \(seconds[1]) s after\(change)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private var differences: String {
        ProofClass.allCases.compactMap { one in
            verdict.differences[one].map { "\($0) \(Self.word(one, $0))" }
        }.joined(separator: ", ")
    }

    private static func word(_ one: ProofClass, _ count: Int) -> String {
        let noun =
            switch one {
            case .unsteady: "path that differs between builds of the same"
            case .cache: "path of caches"
            case .log: "log"
            case .bytecode: "path of bytecode"
            case .packageRecord: "record of packages"
            case .lostPackage: "path of lost packages"
            case .source: "path of sources"
            }
        if count == 1 { return noun }
        let words = noun.split(separator: " ", maxSplits: 1)
        let rest = words.count > 1 ? " " + words[1].replacing("that differs", with: "that differ") : ""
        return "\(words[0])s\(rest)"
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func change(_ before: Double, _ after: Double) -> String {
        guard before > 0 else { return "" }
        let percent = Int(((after - before) / before * 100).rounded())
        return percent == 0 ? "" : " (\(percent > 0 ? "+" : "−")\(abs(percent)) %)"
    }

    /// The same for programs; sizes in bytes, times in seconds.
    var json: JSONValue {
        var object: JSONObject = [
            "differences": .object(
                JSONObject(
                    members: ProofClass.allCases.compactMap { one in
                        verdict.differences[one].map {
                            JSONObject.Member(key: one.rawValue, value: .int(Int64($0)))
                        }
                    })),
            "lostPackages": .array(verdict.lostPackages.map { .string($0) }), "asked": .bool(verdict.isAsked),
        ]
        if let (before, after) = verdict.sizes {
            object["size"] = ["before": .int(before), "after": .int(after)]
        }
        if let (before, after) = verdict.rebuildSeconds {
            object["rebuildMilliseconds"] = [
                "before": .int(Int64(before * 1000)), "after": .int(Int64(after * 1000)),
            ]
        }
        return .object(object)
    }
}
