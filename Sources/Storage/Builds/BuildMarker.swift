internal import LinuxSystem
internal import OCI
internal import Synchronization
internal import SystemPackage

/// Says that a build goes on, so that one that is killed is known to have been: a file that is locked as long as its process lives.
public final class BuildMarker: Sendable {
    static let prefix = "build-"
    private let lock: Mutex<LockFile?>
    private let remove: @Sendable () -> Void

    init(lock: LockFile, remove: @escaping @Sendable () -> Void) {
        self.lock = Mutex(lock)
        self.remove = remove
    }

    /// The build has ended, and the history says how.
    public func end() {
        lock.withLock { lock in
            if lock == nil { return }
            // Removed while it is locked: nobody takes it for that of a dead process.
            remove()
            lock = nil
        }
    }
}

extension Store {
    /// Marks a build that begins.
    public func markBuild(_ build: BuildRecord) throws -> BuildMarker {
        let name = BuildMarker.prefix + build.id
        return try whileDoing("marking a build that begins") {
            let path = root.appending("locks").appending(name)
            let lock = try LockFile.acquire(path)
            // O_WRONLY
            try FileHandle.open(path, 0o1).write(Array(build.json.compact(escapingHTML: false).utf8))
            return BuildMarker(lock: lock) { [directory] in
                // What stays is found to be that of a build which the history has, and goes then.
                try? directory.removeFile(Array("locks/\(name)".utf8))
            }
        }
    }

    /// Adds the builds to the history whose processes died in their midst.
    func keepInterruptedBuilds() throws {
        try whileDoing("looking for builds that were interrupted") {
            for entry in try directory.openDirectory(Array("locks".utf8)).entries() {
                let name = String(decoding: entry.name, as: UTF8.self)
                guard name.hasPrefix(BuildMarker.prefix) else { continue }
                let path = root.appending("locks").appending(name)
                guard let lock = try LockFile.acquireIfFree(path) else { continue }
                defer { withExtendedLifetime(lock) {} }
                let text = String(decoding: try FileHandle.open(path).readAll(limit: 1 << 20), as: UTF8.self)
                // What was cut short tells nothing.
                if let build = (try? JSONValue(parsing: text)).flatMap(BuildRecord.init(json:)),
                    try self.build("WHERE id = ?", build.id).isEmpty
                {
                    try addBuild(build, steps: [], logs: [:])
                }
                try directory.removeFile(Array("locks/\(name)".utf8))
            }
        }
    }
}

extension BuildRecord {
    /// What is known of a build when it begins.
    fileprivate var json: JSONValue {
        [
            "id": .string(id), "origin": .string(origin.description), "name": .string(name),
            "platform": .string(platform), "names": .strings(names), "started": .string(started.description),
            "request": request,
        ]
    }

    fileprivate init?(json: JSONValue) {
        guard let id = json["id"]?.stringValue, let origin = json["origin"]?.stringValue,
            let digest = try? Digest(parsing: origin), let name = json["name"]?.stringValue,
            let started = json["started"]?.stringValue.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            id: id, origin: digest, name: name, platform: json["platform"]?.stringValue ?? "",
            names: json["names"]?.arrayValue?.compactMap(\.stringValue) ?? [], outcome: .interrupted, started: started,
            duration: 0, request: json["request"] ?? .null)
        error = "the process of the build was ended"
    }
}
