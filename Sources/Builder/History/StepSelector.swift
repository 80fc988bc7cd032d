public import Storage

/// Steps of a build as a user names them: by number (`3`, `3/7`, `build 3/7`, `build:3`), by stage, or by the beginning of the
/// instruction.
public struct StepSelector: Hashable, Sendable, CustomStringConvertible {
    /// The text as it was given.
    public let description: String

    /// Takes a text.
    public init(_ text: String) { description = text }

    /// The steps of a build that are meant, in its order.
    public func select(from steps: [BuildStep]) -> [BuildStep] {
        let text = description.replacing(":", with: " ")
        if let number = Int(text) { return steps.filter { $0.number == number } }
        let exact = steps.filter { step in
            let place = StepPlace(step.name)
            return !place.position.isEmpty && (place.text == text || place.shortText == text)
        }
        if !exact.isEmpty { return exact }
        let stage = steps.filter { !$0.stage.isEmpty && $0.stage.lowercased() == description.lowercased() }
        if !stage.isEmpty { return stage }
        return description.isEmpty ? [] : steps.filter { $0.text.hasPrefix(description) }
    }

    /// The steps that are meant.
    ///
    /// - Throws: `StorageError` with `noSuchStep` where there are none.
    public func require(from steps: [BuildStep]) throws -> [BuildStep] {
        let found = select(from: steps)
        if !found.isEmpty { return found }
        throw StorageError(
            .noSuchStep, "the build has no step \(description)",
            hint: "write a number from 1 to \(steps.count), a stage, or the beginning of an instruction")
    }
}
