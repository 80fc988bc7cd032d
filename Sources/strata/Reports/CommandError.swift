/// An error of a command itself, or what it was doing when another error came that cannot know that.
struct CommandError: ReportableError, CustomStringConvertible {
    let message: String
    let hint: String?
    let cause: (any Error)?
    var description: String { message }

    init(_ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// Runs work; an error of it says that it came while `doing`.
    static func during<Result>(_ doing: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(doing, cause: error)
        }
    }
}
