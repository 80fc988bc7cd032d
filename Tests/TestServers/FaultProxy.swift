import SystemPackage

/// A proxy before a registry that does what is asked and now and then something else; it ends with the object.
public final class FaultProxy: Sendable {
    /// `127.0.0.1:PORT`: to be asked in place of the registry.
    public let host: String
    private let place: ServerPlace

    /// Starts a proxy before a server on this machine.
    ///
    /// Each line of `faults` is one, done to the first requests that fit: `COUNT METHOD PATH-PART ACTION [VALUE]`. Actions: `status CODE`,
    /// `cut BYTES` (of the answer's body), `swallow BYTES` (of the request's body, then the connection is closed), `freeze BYTES` (so many
    /// are read of it, then nothing is read or said any more), `page` (a web page),
    /// `body TEXT` (that, which has no spaces, and no word of what it is),
    /// `redirect ADDRESS`, `retry SECONDS` (429 with that `Retry-After`), `retry-date SECONDS` (the same as a moment), `whole` (the range that is asked for is not looked at),
    /// `misplaced` (a part is said to be another one), `longer BYTES` and `shorter BYTES` (a part has so many too many; at most so many),
    /// `resize BYTES` (the answer has that many, cut off or filled up with spaces), `flip OFFSET` (one bit of its byte there is another;
    /// without OFFSET of the last one), `close BYTES` (as `cut`, of an answer that does not tell its length; more than it has are spaces), `hold BYTES` (of the answer's body, then nothing comes any more), `stall` (nothing comes any more), `pages COUNT` (a list of tags in pages of so
    /// many; `endless-pages BYTES`: each has so many and names a next one; `pages COUNT,FORM` points to the next one in that form, with `PATH` for the path, as `http://127.0.0.1PATH`), `expired` (what is shown is not looked at),
    /// `endless` (bytes without an end; `endless BYTES`: it says that they are so many), `drip` (the same, five in a second), `late SECONDS` (the registry takes so long),
    /// `lose` (it does what is asked, and its answer is lost), `larger BYTES` (413 to a body of more), `parts LEAST-MOST` (bodies have so
    /// many bytes, of which it tells the least), `origin ORIGIN` (it takes itself to be
    /// there; `HOST` is the proxy), `type TYPE` (it calls what it sends so), `path PATH` (it has that in place of the part).
    public init(before port: Int, _ faults: String) throws {
        place = try ServerPlace("proxy")
        try place.write("faults", faults)
        try place.start(python: "proxy.py", "\(port)")
        host = "127.0.0.1:\(try WebServer.port(in: place.directory.appending("port")))"
    }

    /// What was asked so far: `GET /v2/app/blobs/sha256:… bytes=5-9 auth`.
    public func log() -> [String] { place.log() }
}
