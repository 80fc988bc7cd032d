public import OCI

/// A step of a build as progress shows it.
public struct ProgressVertex: Hashable, Sendable {
    /// Its number in the order of first appearance, from 1.
    public let number: Int
    /// What it does, as in `[2/4] RUN apt-get update`.
    public let name: String

    /// Makes a step.
    public init(number: Int, name: String) {
        self.number = number
        self.name = name
    }
}

/// What happened in a build.
public enum ProgressEvent: Sendable {
    /// The build has that many steps.
    case planned(total: Int)
    /// A step began.
    case started(ProgressVertex, at: Timestamp)
    /// A step's result was there already.
    case cached(ProgressVertex, at: Timestamp)
    /// A step wrote something; any bytes, cut anywhere.
    case log(ProgressVertex, isError: Bool, bytes: [UInt8], at: Timestamp)
    /// A part of a step goes on, or is done.
    case status(ProgressVertex, text: String, isDone: Bool, at: Timestamp)
    /// Why a step is carried out.
    case note(ProgressVertex, text: String, at: Timestamp)
    /// A step is done.
    case completed(ProgressVertex, at: Timestamp)
    /// A step went wrong.
    case failed(ProgressVertex, message: String, at: Timestamp)
    /// A step was stopped because the build ended.
    case cancelled(ProgressVertex, at: Timestamp)
    /// Something is not as it should be, but the build goes on.
    case warning(String)
}
