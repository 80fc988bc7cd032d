import LinuxSystem
import OCI
import Storage
import Synchronization

/// Copies of parts of contexts that RUN steps mount: made when the first step needs one, gone with the build.
final class ContextCopies: Sendable {
    private let copies = Mutex<[Digest: SharedResult<WorkDirectory>]>([:])

    /// The directory with a copy of what was found: a directory's content, or a file under its name.
    func copy(of found: MountFiles.Found, in store: Store) async throws -> WorkDirectory {
        let copy = copies.withLock { copies in
            let copy = copies[found.digest] ?? SharedResult()
            copies[found.digest] = copy
            return copy
        }
        return try await copy.value {
            let work = try store.makeWorkDirectory()
            try found.files.write(found, into: DirectoryHandle.open(work.upper))
            return work
        }
    }
}
