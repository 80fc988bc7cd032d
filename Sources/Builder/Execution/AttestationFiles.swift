import BuildGraph
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// What is said of an image as files in its tree, where that goes somewhere without an index.
///
/// Each file is an in-toto statement about the files of the tree (buildkit, exporter/local/fs.go), of mode 0600.
struct AttestationFiles: Sendable {
    /// One thing that is said.
    struct Statement: Sendable {
        /// What its file is called.
        let file: String
        /// The address that says what kind it is.
        let type: String
        /// What is said.
        let predicate: JSONValue
    }

    let store: Store
    /// What the files' names begin with.
    let prefix: String
    /// What stands before their extension, where trees of several platforms share a directory.
    var platform: String?
    /// The files' time.
    let time: Int64

    /// Writes the files for an image into the upper directory of a work directory, to be laid over the tree; `nil` where nothing is said.
    ///
    /// - Throws: `BuildError` with `badOption` where the tree has such a name already, which would be lost.
    func write(_ statements: [Statement], about image: Image) throws -> WorkDirectory? {
        if statements.isEmpty { return nil }
        let stack = try store.stack(of: image)
        let tree = try OverlayMount.make(lowers: stack.lowerDirectories).root()
        var taken = Set(try tree.entries().map(\.name))
        let subjects = try Self.subjects(of: tree)
        let work = try store.makeWorkDirectory()
        let directory = try DirectoryHandle.open(work.upper)
        try stack.root.apply(to: directory)
        for statement in statements {
            let json = Provenance.statement(of: statement.type, about: subjects, predicate: statement.predicate)
            let name = prefix + name(of: statement.file)
            guard taken.insert(Array(name.utf8)).inserted else {
                throw BuildError(
                    .badOption, "--output: what is said of the image would replace “/\(name)” of the tree",
                    hint: "give it another name with attestation-prefix=, or filename= of --attest type=provenance")
            }
            let file = try directory.createFile(Array(name.utf8))
            try file.write(Array(json.indented().utf8))
            try file.setModified(FileTime(seconds: time))
        }
        return work
    }

    /// `provenance.linux_arm64.json`, as BuildKit has it.
    private func name(of file: String) -> String {
        guard let platform else { return file }
        guard let dot = file.lastIndex(of: ".") else { return "\(file).\(platform)" }
        return "\(file[..<dot]).\(platform)\(file[dot...])"
    }

    /// The files of a tree in the order of their paths.
    private static func subjects(of root: DirectoryHandle) throws -> [(name: String, digest: Digest)] {
        var found: [(path: [UInt8], digest: Digest)] = []
        var waiting: [[UInt8]] = [[]]
        while let path = waiting.popLast() {
            try Cancellation.check()
            let directory = path.isEmpty ? root : try root.openDirectory(path)
            for entry in try directory.entries() {
                let inner = BytePath.appending(entry.name, to: path)
                switch try directory.status(of: entry.name).kind {
                case .directory: waiting.append(inner)
                case .regular: found.append((inner, try directory.openFile(entry.name).digestOfContent()))
                default: break
                }
            }
        }
        found.sort { BytePath.precedes($0.path, $1.path) }
        return found.map { (BytePath.text($0.path), $0.digest) }
    }
}
