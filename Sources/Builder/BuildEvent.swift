public import DockerfileSyntax
public import OCI

/// One line of work as it is shown: a step, or something that the builder does around them.
public struct BuildVertex: Hashable, Sendable {
    /// 1, 2, 3 … in the order in which the lines of work first appear: plain progress's `#5`.
    public let number: Int
    /// As BuildKit prints it: `[2/4] RUN make`, `[internal] load build definition from Dockerfile`, `exporting to image`.
    public let name: String
}

/// Which of its outputs a process wrote to.
public enum LogStream: Hashable, Sendable {
    case standardOutput, standardError
}

/// What happens during a build. Delivered one at a time and in order.
public enum BuildEvent: Sendable {
    /// So many lines of work will have appeared when the build is done.
    case planned(total: Int)
    /// Work began.
    case started(BuildVertex, at: Timestamp)
    /// The result was there already; nothing else comes for this vertex.
    case cached(BuildVertex, at: Timestamp)
    /// A process wrote; the bytes are as it wrote them, not cut at line ends.
    case log(BuildVertex, stream: LogStream, bytes: [UInt8], at: Timestamp)
    /// Something noteworthy below a vertex: `naming to docker.io/library/x:latest`.
    case status(BuildVertex, text: String, done: Bool, at: Timestamp)
    /// Why a step is carried out and was not found in the cache: `changed: src/app.ts (content)`.
    case note(BuildVertex, text: String, at: Timestamp)
    /// Work ended well.
    case completed(BuildVertex, at: Timestamp)
    /// Work ended with an error.
    case failed(BuildVertex, message: String, at: Timestamp)
    /// Work was stopped because of something else.
    case cancelled(BuildVertex, at: Timestamp)
    /// Something about the Dockerfile that does not stop the build.
    case warning(Diagnostic)
}
