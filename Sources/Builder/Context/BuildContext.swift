import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage

/// The build context: a directory of the host, what `.dockerignore` leaves of it, and what earlier builds remember of it.
final class BuildContext: Sendable {
    /// The context's directory.
    let directory: DirectoryHandle
    /// What earlier builds remember of the files.
    let index: ContextIndex
    private let ignore: IgnorePatterns?
    private let current: Mutex<SourceTree>

    init(directory: DirectoryHandle, ignore: IgnorePatterns?, index: ContextIndex) {
        self.directory = directory
        self.index = index
        self.ignore = ignore
        current = Mutex(SourceTree(kind: .context, root: directory, ignore: ignore, index: index))
    }

    /// The context as it was when a step first looked at it.
    var tree: SourceTree { current.withLock { $0 } }

    /// Forgets what was seen, because files have changed since.
    func lookAgain() {
        let fresh = SourceTree(kind: .context, root: directory, ignore: ignore, index: index)
        current.withLock { $0 = fresh }
    }
}
