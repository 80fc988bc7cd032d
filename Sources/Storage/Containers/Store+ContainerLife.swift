internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// What happens to containers after they were made.
extension Store {
    /// Takes a container that no process has.
    ///
    /// - Throws: `.conflict` where a process has it; `.noSuchContainer`.
    public func holdContainer(_ container: Container) throws -> ContainerHold {
        try beginSession()
        guard let lock = try LockFile.acquireIfFree(root.appending(Container.lockName(container.id))) else {
            throw Self.isRunning(container)
        }
        guard let present = try self.container(id: container.id) else { throw Self.noSuchContainer(container.name) }
        return ContainerHold(container: present, lock: lock)
    }

    /// Notes that the process of a container has begun.
    public func markStarted(_ hold: ContainerHold) throws {
        try database.write { connection in
            try connection.run(
                "UPDATE containers SET state = 'running', started = ?, finished = NULL, exit_status = NULL WHERE id = ?",
                Timestamp.now().description, hold.container.id)
        }
    }

    /// Notes that the process of a container has ended.
    public func markExited(_ hold: ContainerHold, status: Int32) throws {
        try database.write { connection in
            try connection.run(
                "UPDATE containers SET state = 'exited', finished = ?, exit_status = ? WHERE id = ?",
                Timestamp.now().description, Int(status), hold.container.id)
        }
    }

    /// Removes a container that this process has, with its writable layer.
    public func removeContainer(_ hold: ContainerHold) throws {
        try forgetContainer(hold.container.id)
        removeContainerFiles(hold.container.id)
        hold.release()
    }

    /// Removes a container that no process has, with its writable layer.
    ///
    /// - Throws: `.conflict` where a process has it.
    public func removeContainer(_ container: Container) throws {
        guard let lock = try LockFile.acquireIfFree(root.appending(Container.lockName(container.id))) else {
            throw Self.isRunning(container)
        }
        try forgetContainer(container.id)
        removeContainerFiles(container.id)
        withExtendedLifetime(lock) {}
    }

    private static func isRunning(_ container: Container) -> StorageError {
        StorageError(
            .conflict, "container \(container.name) (\(container.shortID)) is running",
            hint: "end its process first, or wait until it ends")
    }

    private func forgetContainer(_ id: String) throws {
        try database.write { connection in try connection.run("DELETE FROM containers WHERE id = ?", id) }
    }

    /// Removes what lies on disk of a container that no record names. What cannot be removed now is swept later.
    func removeContainerFiles(_ id: String) {
        // Garbage from here on; the next collection tries again.
        try? directory.removeTree(Array(Container.place(id).utf8))
        try? directory.removeTree(Array(Container.lockName(id).utf8))
    }
}
