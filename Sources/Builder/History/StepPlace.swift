/// Where a step stands, as its name says: `[build 2/4] RUN make` is step 2 of the stage `build`.
public struct StepPlace: Hashable, Sendable {
    /// The stage; empty where the Dockerfile has one only.
    public let stage: String
    /// `2/4`; empty for a name without a place.
    public let position: String

    /// Reads the name of a step.
    public init(_ name: String) {
        guard name.hasPrefix("["), let end = name.firstIndex(of: "]") else {
            (stage, position) = ("", "")
            return
        }
        let words = name[name.index(after: name.startIndex)..<end].split(separator: " ")
        position = words.last.map(String.init) ?? ""
        stage = words.dropLast().joined(separator: " ")
    }

    /// `2/4`, `build 2/4`.
    public var text: String { stage.isEmpty ? position : "\(stage) \(position)" }

    /// `2`, `build 2`.
    var shortText: String {
        let number = String(position.prefix { $0 != "/" })
        return stage.isEmpty ? number : "\(stage) \(number)"
    }
}
