internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Containers: made, taken, followed through their life, removed.
extension Store {
    /// Makes a container of an image and takes it. Its upper directory has the owner and mode of the image's `/`.
    ///
    /// A name is made up where none is given. Begins the session.
    ///
    /// - Throws: `.nameInUse`, `.badName`, `.noSuchImage`, `.missingLayer`, `.noSpace`.
    public func createContainer(
        image: Image, imageName: String, name: String? = nil, command: [String], options: JSONValue = .null,
        removesItself: Bool = false
    ) throws -> ContainerHold {
        try beginSession()
        try refuseBadName(name)
        let (id, lock) = try newContainerLock()
        let root = try stack(of: image).root
        try whileDoing("making the directories of a container") {
            for place in ["", "/upper", "/work"] {
                try directory.makeDirectory(Array((Container.place(id) + place).utf8), permissions: 0o700)
            }
            try root.apply(to: directory.openDirectory(Array("\(Container.place(id))/upper".utf8)))
        }
        do {
            try insertContainer(id, image, imageName, name, command, options, removesItself)
        } catch {
            removeContainerFiles(id)
            throw error
        }
        guard let container = try container(id: id) else { throw Self.noSuchContainer(id) }
        return ContainerHold(container: container, lock: lock)
    }

    private func newContainerLock() throws -> (id: String, lock: LockFile) {
        try whileDoing("making a container") {
            while true {
                let id = RandomName.makeHex(digits: 64)
                // Taken by somebody who sweeps up, between the making of the file and its lock: another ID, then.
                if let lock = try LockFile.acquireIfFree(root.appending(Container.lockName(id))) { return (id, lock) }
            }
        }
    }

    private func refuseBadName(_ name: String?) throws {
        guard let name, !ContainerName.isValid(name) else { return }
        throw StorageError(
            .badName, "\(name) cannot be the name of a container",
            hint: "use letters, digits, '_', '.' and '-', two at least, beginning with a letter or a digit")
    }

    private func insertContainer(
        _ id: String, _ image: Image, _ imageName: String, _ wanted: String?, _ command: [String], _ options: JSONValue,
        _ removesItself: Bool
    ) throws {
        try database.write { connection in
            guard try Self.image(connection, manifest: image.manifestDigest) != nil else {
                throw Self.noSuchImage(imageName)
            }
            var name = wanted ?? ContainerName.random()
            while let other = try connection.first(
                "SELECT id FROM containers WHERE name = ?", name, row: { $0.text(0) })
            {
                if wanted != nil {
                    throw StorageError(
                        .nameInUse, "the name \(name) is in use by container \(other.prefix(12))",
                        hint: "remove that one (`strata rm \(name)`) or choose another name")
                }
                name = ContainerName.random() + String(Int.random(in: 0...9))
            }
            try connection.run(
                """
                INSERT INTO containers (id, name, manifest, image_name, command, options, removes_itself, state, created)
                VALUES (?, ?, ?, ?, ?, ?, ?, 'created', ?)
                """,
                id, name, image.manifestDigest, imageName, JSONValue.strings(command).compact(), options.compact(),
                removesItself, Timestamp.now().description)
        }
    }

    /// The containers, newest first; only running ones unless `all`.
    public func containers(all: Bool = true) throws -> [Container] {
        let found = try database.read { connection in
            try connection.rows(
                all ? Container.source : Container.source + " WHERE state = 'running'"
            ) { try makeContainer($0) }
        }
        let shown = all ? found : found.filter { $0.state == .running }
        // Places are moved about, not containers.
        let order = shown.indices.sorted { left, right in
            let (first, second) = (shown[left], shown[right])
            return first.created != second.created ? first.created > second.created : first.id < second.id
        }
        return order.map { shown[$0] }
    }

    /// The bytes of the files that a container has written or changed: docker's SIZE of it.
    public func writtenBytes(of container: Container) throws -> Int64 {
        try whileDoing("measuring container \(container.name)") {
            try TreeSize.lengths(of: Container.place(container.id) + "/upper", in: directory)
        }
    }

    /// The image of a container, also where it was removed since.
    public func image(of container: Container) throws -> Image {
        let image = try database.read { connection in
            try Self.image(connection, manifest: container.manifestDigest)
        }
        guard let image else { throw Self.noSuchImage(container.image.description) }
        return image
    }

    /// The container of a name, an ID, or the beginning of an ID; `nil` where there is none.
    ///
    /// - Throws: `.ambiguous` where several IDs begin so.
    public func container(named text: String) throws -> Container? {
        let found = try database.read { connection in
            let exact = try connection.rows(Container.source + " WHERE name = ?1 OR id = ?1", text) {
                try makeContainer($0)
            }
            if !exact.isEmpty || text.isEmpty || !text.allSatisfy(\.isHexDigit) { return exact }
            return try connection.rows(Container.source + " WHERE substr(id, 1, length(?1)) = ?1", text) {
                try makeContainer($0)
            }
        }
        if found.count > 1 {
            throw StorageError(
                .ambiguous, "\(text) is the beginning of \(found.count) container IDs",
                hint: "give more digits: " + found.map(\.shortID).sorted().joined(separator: ", "))
        }
        return found.first
    }

    /// The container that a text names.
    ///
    /// - Throws: `.noSuchContainer`, `.ambiguous`.
    public func requireContainer(named text: String) throws -> Container {
        guard let container = try container(named: text) else { throw Self.noSuchContainer(text) }
        return container
    }

    static func noSuchContainer(_ text: String) -> StorageError {
        StorageError(.noSuchContainer, "No such container: \(text)", hint: "`strata ps -a` lists what the store has")
    }

    func container(id: String) throws -> Container? {
        try database.read { connection in
            try connection.rows(Container.source + " WHERE id = ?", id) { try makeContainer($0) }.first
        }
    }

    private func makeContainer(_ row: Row) throws -> Container {
        try Container(row: row, root: root) { id in
            try LockFile.isHeld(root.appending(Container.lockName(id)))
        }
    }
}
