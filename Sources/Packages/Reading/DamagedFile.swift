/// A file is not of its format, or cut off.
struct DamagedFile: Error {
    /// What was found.
    let message: String

    init(_ message: String) { self.message = message }
}
