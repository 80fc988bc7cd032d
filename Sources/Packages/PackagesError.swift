/// Why packages could not be listed.
public struct PackagesError: Error, Sendable {
    /// What kind of thing was wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What the user can do about it, where something can be done.
    public let hint: String?
    /// The error that led to this one.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }
}

extension PackagesError {
    /// A stable name for a kind of error.
    public struct Code: Hashable, Sendable, CustomStringConvertible, CaseIterable {
        private enum Name: String, CaseIterable {
            case damaged
        }

        private let name: Name

        /// A package manager's database is not of its format, or cut off. A list of packages goes on without it and says so.
        ///
        /// To do: look at the file in the image with the package manager itself, as in `rpm -qa --root`.
        public static let damaged = Code(name: .damaged)

        /// Every code.
        public static var allCases: [Code] { Name.allCases.map(Code.init(name:)) }

        /// The name of the code.
        public var description: String { name.rawValue }
    }
}

extension PackagesError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
