import LinuxSystem
import OCI
import Synchronization
import SystemPackage

/// What a build remembers of the files of one context: which metadata belonged to which SHA-256, as git's index does, and which
/// names were in which directory.
///
/// A file's digest is taken from here when path, device, inode, size, mtime and ctime are what they were and the file had
/// not changed so shortly before it was read that a later change could bear the same times (*racily clean*): ctime cannot
/// be set by a program, so content changed behind a restored mtime is noticed.
///
/// The file is flat (`IndexFile`): records of 96 bytes, each with a check. A record that is damaged is as good as none, and so
/// is a file that was cut short or is of another version. It is replaced by rename; of two builds at once the last one wins.
final class ContextIndex: Sendable {
    /// Hands over what identifies a file's state.
    struct Key: Hashable, Sendable {
        /// A hash of the path inside the context.
        let path: UInt64
        let device: UInt64
        let inode: UInt64
        let size: Int64
        let modified: FileTime
        let changed: FileTime

    }

    private let file: FilePath
    private let kept = Mutex<IndexContent?>(nil)
    /// When this build began to look: what changed later than shortly before is never trusted.
    private let opened: FileTime
    private let additions = Mutex<Additions>(Additions())

    private struct Additions {
        var files: [IndexRecord] = []
        var directories: [IndexDirectory] = []
    }

    /// Makes the index of a context; its file is read when it is first needed. An unreadable one counts as empty.
    init(file: FilePath, now: FileTime) {
        self.file = file
        opened = now
    }

    /// Reads the file, where that has not been done: a lookup does it too.
    func load() { _ = content }

    /// What earlier builds left.
    var content: IndexContent {
        kept.withLock { kept in
            let content = kept ?? IndexFile.read(file) ?? IndexContent()
            kept = content
            return content
        }
    }

    /// Keeps digests of files that were read, unless one could change again without a trace.
    func record(_ found: [(key: Key, digest: Digest)]) {
        let trusted = found.filter { !isRacy($0.key) }
        if trusted.isEmpty { return }
        let generation = content.generation &+ 1
        additions.withLock { state in
            for entry in trusted {
                state.files.append(IndexRecord(key: entry.key, digest: entry.digest, generation: generation))
            }
        }
    }

    /// Keeps the names of a directory, in byte order, unless it could change again without a trace.
    func record(_ names: [[UInt8]], of key: Key) {
        if isRacy(key) { return }
        let directory = IndexDirectory(key: key, names: names, generation: content.generation &+ 1)
        additions.withLock { $0.directories.append(directory) }
    }

    /// Writes the index where something was added to it; a failure costs time at the next build and nothing else.
    func save() {
        let added = additions.withLock { $0 }
        if added.files.isEmpty, added.directories.isEmpty { return }
        let content = content
        let generation = content.generation &+ 1
        let newFiles = Set(added.files.map(\.key.path))
        let files = content.records.filter { !newFiles.contains($0.key.path) && generation &- $0.generation < 64 }
        let newDirectories = Set(added.directories.map(\.key.path))
        let directories = content.directories.filter {
            !newDirectories.contains($0.key.path) && generation &- $0.generation < 64
        }
        let bytes = IndexWriter.serialised(
            files + added.files, directories: directories + added.directories, generation: generation)
        // The index is a memory of what can be computed again.
        try? IndexFile.write(bytes, to: file)
    }

    /// Whether a change right after the file was read could leave the same times. The kernel's clock for files moves in
    /// steps of at most 10 ms; a file system that keeps whole seconds shows zero nanoseconds.
    private func isRacy(_ key: Key) -> Bool {
        let coarse = key.changed.nanoseconds == 0 && key.modified.nanoseconds == 0
        let margin: Int64 = coarse ? 2_000_000_000 : 20_000_000
        let age = (opened.seconds - key.changed.seconds) * 1_000_000_000 + opened.nanoseconds - key.changed.nanoseconds
        return age < margin
    }

    /// The hash of the empty path: the context itself.
    static let emptyPathHash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of a path inside the context.
    static func hash(of path: [UInt8]) -> UInt64 {
        BytePath.components(path).reduce(emptyPathHash) { hash($1, below: $0) }
    }

    /// The hash of a path one name longer (FNV-1a over names, each ended by a slash).
    static func hash(_ name: some Sequence<UInt8>, below parent: UInt64) -> UInt64 {
        var hash = parent
        for byte in name { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ UInt64(BytePath.slash)) &* 0x0000_0100_0000_01b3
        return hash
    }
}

extension ContextIndex.Key {
    init(path: UInt64, status: FileStatus) {
        self.init(
            path: path, device: status.device, inode: status.inode, size: status.size, modified: status.modified,
            changed: status.changed)
    }
}
