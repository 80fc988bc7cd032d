/// An error with what the command was doing when it came, where the error itself cannot know that.
struct CommandError: ReportableError {
    let message: String
    let cause: (any Error)?
    var hint: String? { nil }

    /// Runs work; an error of it says that it came while `doing`.
    static func during<Result>(_ doing: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CommandError(message: doing, cause: error)
        }
    }
}
