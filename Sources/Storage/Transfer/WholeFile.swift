internal import LinuxSystem
internal import SystemPackage

/// Files of the user that are written whole or not at all.
enum WholeFile {
    /// Writes a file; nobody sees it under its name before it is complete, and a file of that name is replaced.
    ///
    /// Until then it has no name at all where the file system can do that, so that not even SIGKILL leaves anything. A pipe
    /// or device of that name is written to, and a link stays: what it leads to is written.
    ///
    /// - Throws: what the body throws; `.noSpace`, `.conflict`, `.system`.
    static func write(_ path: FilePath, _ body: (FileHandle) throws -> Void) throws {
        try whileDoing("writing \(path)") {
            switch try OutputPlace(path) {
            case .file(let target): try writeNew(lastName(of: target), in: parent(of: target), body)
            case .directory:
                throw StorageError(.conflict, "\(path) is a directory", hint: "name a file in it: \(path)/NAME")
            case .stream(let stream): try body(stream)
            }
        }
    }

    /// Makes a directory, whole or not at all: it is filled under another name. What is to be in one that is there and empty is made
    /// in a hidden directory in it. What processes left that were killed at that goes. Directories above it that are not
    /// there are made, as docker's client makes them.
    ///
    /// - Parameter merges: A directory that holds something keeps it; what comes replaces files of the same name. Without
    ///   that it is refused.
    /// - Throws: what the body throws; `.noSpace`, `.conflict`, `.system`.
    static func makeDirectory(
        _ path: FilePath, merges: Bool = false, _ body: (DirectoryHandle) throws -> Void
    ) throws {
        try whileDoing("writing \(path)") {
            switch try status(of: path)?.kind {
            case nil: try makeNewDirectory(path, body)
            case .directory where merges: try TreeAddition(to: path).add(body)
            case .directory: try fill(path, body)
            default:
                throw StorageError(
                    .conflict, "\(path) is not a directory", hint: "name a directory that is new or empty")
            }
        }
    }

    private static func fill(_ path: FilePath, _ body: (DirectoryHandle) throws -> Void) throws {
        let directory = try DirectoryHandle.open(path)
        Unfinished.sweep(directory)
        guard try directory.entries().isEmpty else {
            throw StorageError(.conflict, "\(path) is not empty", hint: "name a directory that is new or empty")
        }
        do { try TreeAddition(to: path).add(body) } catch {
            // What is being thrown matters more than what is left of the directory.
            for entry in try directory.entries() { try? directory.removeTree(entry.name) }
            throw error
        }
    }

    private static func makeNewDirectory(_ path: FilePath, _ body: (DirectoryHandle) throws -> Void) throws {
        let parents = try missingParents(of: path)
        do {
            for parent in parents { try self.parent(of: parent).makeDirectory(lastName(of: parent)) }
            try makeNewDirectory(path, in: parent(of: path), body)
        } catch {
            // As above; one that somebody else has put something into by now stays.
            for parent in parents.reversed() { try? self.parent(of: parent).removeDirectory(lastName(of: parent)) }
            throw error
        }
    }

    private static func makeNewDirectory(
        _ path: FilePath, in directory: DirectoryHandle, _ body: (DirectoryHandle) throws -> Void
    ) throws {
        let name = lastName(of: path)
        Unfinished.sweep(directory)
        let (temporary, made) = try Unfinished.makeDirectory(for: name, in: directory)
        // Its lock is held until it has its name.
        defer { withExtendedLifetime(made) {} }
        do {
            try body(made)
            try directory.rename(temporary, to: name)
        } catch {
            // As above.
            try? directory.removeTree(temporary)
            throw error
        }
    }

    private static func writeNew(
        _ name: [UInt8], in directory: DirectoryHandle, _ body: (FileHandle) throws -> Void
    ) throws {
        Unfinished.sweep(directory)
        let temporary = Unfinished.name(for: name)
        do {
            let file: FileHandle
            if let unnamed = try directory.makeUnnamedFile() {
                file = unnamed
                _ = try file.lockIfFree()
                try body(file)
                try directory.giveName(temporary, to: file)
            } else {
                file = try directory.openFile(temporary, OpenFlags.newFile)
                _ = try file.lockIfFree()
                try body(file)
            }
            defer { withExtendedLifetime(file) {} }
            try directory.rename(temporary, to: name)
        } catch {
            // What is being thrown matters more than a temporary file, which may never have been there.
            try? directory.removeFile(temporary)
            throw error
        }
    }

    private static func parent(of path: FilePath) throws -> DirectoryHandle {
        let parent = path.removingLastComponent()
        do throws(SystemError) { return try DirectoryHandle.open(parent.string.isEmpty ? "." : parent) } catch {
            if !error.isNotFound { throw error }
            throw StorageError(
                .system, "writing \(path): there is no directory \(parent)", hint: "make it first: mkdir -p \(parent)",
                cause: error)
        }
    }

    /// The directories above a path that are not there, the topmost first.
    private static func missingParents(of path: FilePath) throws -> [FilePath] {
        let parent = path.removingLastComponent()
        if parent.isEmpty || parent == path { return [] }
        if try status(of: parent) != nil { return [] }
        return try missingParents(of: parent) + [parent]
    }

    private static func lastName(of path: FilePath) -> [UInt8] { Array((path.lastComponent?.string ?? "").utf8) }

    private static func status(of path: FilePath) throws -> FileStatus? {
        do throws(SystemError) { return try FileHandle.open(path, FileHandle.pathOnly).status() } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }
}
