public import LinuxSystem

/// What is answered to a request.
public struct ServerAnswer: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        /// Bytes that are there.
        case bytes([UInt8])
        /// A part of a file, which the kernel sends by itself where it can.
        case file(FileHandle, offset: Int64, count: Int64)
        /// Parts of a file, each with bytes before it, and bytes behind the last.
        case parts(FileHandle, [Part], end: [UInt8])
    }

    /// A part of a file, and bytes that go before it.
    public struct Part: Sendable {
        let head: [UInt8]
        let offset: Int64
        let count: Int64

        /// - Parameters:
        ///   - head: The bytes before it.
        ///   - offset: Where it begins in the file.
        ///   - count: How many bytes it has.
        public init(head: [UInt8], offset: Int64, count: Int64) {
            self.head = head
            self.offset = offset
            self.count = count
        }
    }

    /// The status, such as 200.
    public var status: Int
    /// The header's fields; the length of the body is added.
    public var headers: [(name: String, value: String)]
    /// What follows the head. Of an answer to HEAD the length alone is sent.
    public var body: Body

    /// Makes an answer.
    public init(_ status: Int, _ headers: [(name: String, value: String)] = [], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Takes the body of one request and answers then. All calls come from one thread at a time.
public protocol ServerBody: AnyObject {
    /// Takes the next bytes; where it blocks, the other side waits. `false` lets the rest be thrown away.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool
    /// All bytes have come, or those that were wanted.
    func finish() -> ServerAnswer
    /// The connection broke, or too much came that nobody wanted: `finish()` does not come.
    func abandon()
}

/// What is done with a request when its head is there.
public enum ServerReply {
    /// It is answered at once; its body is not read.
    case answer(ServerAnswer)
    /// Its body is read first.
    case read(any ServerBody)
}
