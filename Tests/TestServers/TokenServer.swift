public import SystemPackage

/// A server of tokens as docker's registry takes them; it knows `tester` with the password `secret` and the identity token
/// `refresh-secret`, and lets everybody else read what begins with `public/`. It ends with the object.
public final class TokenServer: Sendable {
    /// Where tokens are had.
    public let address: String
    /// What signs them.
    public var certificate: FilePath { place.directory.appending("authority.pem") }
    private let place: ServerPlace

    /// Starts a server whose tokens are good for some seconds; with `post`, that is its answer to the form of OAuth 2.
    public init(seconds: Int = 3600, post: Int = 200) throws {
        place = try ServerPlace("token")
        try TestCertificates.make(in: place.directory)
        try place.start(python: "token.py", "\(seconds)", "\(post)")
        address = "http://127.0.0.1:\(try WebServer.port(in: place.directory.appending("port")))/token"
    }

    /// The requests for tokens so far: `GET tester repository:a/b:pull`.
    public func log() -> [String] { place.log() }
}
