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

    /// Notes that the process of a container has begun, and which one that is: the runtime, a child of this process.
    public func markStarted(_ hold: ContainerHold, process: Int32) throws {
        try whileDoing("noting the process of container \(hold.container.name)") {
            let directory = try DirectoryHandle.open(hold.container.directory)
            try directory.removeTree(Array("process".utf8))
            let file = try directory.createFile(Array("process".utf8))
            try file.write(Array("\(ProcessEnvironment.processID) \(process)\n".utf8))
        }
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

    /// Ends the process of a container (SIGKILL) and waits until no process has the container. Nothing happens where none has.
    ///
    /// The strata that runs the container sees the end of its process and records it, as of any other.
    ///
    /// - Throws: `.conflict` where it does not end within ten seconds.
    public func endContainer(_ container: Container) throws {
        let lock = root.appending(Container.lockName(container.id))
        for round in 0..<1000 {
            if try !LockFile.isHeld(lock) { return }
            if round % 10 == 0 { killProcesses(of: container, withRuntime: round >= 500) }
            _ = Readiness.wait(for: [], milliseconds: 10)
        }
        throw StorageError(
            .conflict, "ending container \(container.name) (\(container.shortID)): it runs on after SIGKILL",
            hint: "look for processes that wait for a disk (state D in ps)")
    }

    private func killProcesses(of container: Container, withRuntime: Bool) {
        guard let runtime = runtime(of: container) else { return }
        for process in runtime.children { process.kill() }
        if withRuntime { runtime.kill() }
    }

    /// The number of a running container's first process, as this process sees it; `nil` where none runs.
    public func process(of container: Container) -> Int32? {
        guard container.state == .running else { return nil }
        return runtime(of: container)?.children.first?.processID
    }

    /// The runtime that runs a container. Not there yet where the container is just being started.
    private func runtime(of container: Container) -> ProcessReference? {
        guard let text = try? FileHandle.open(container.processFile).readAll() else { return nil }
        let numbers = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isWhitespace).compactMap {
            Int32($0)
        }
        return numbers.count == 2 ? ProcessReference.child(numbers[1], of: numbers[0]) : nil
    }

    private static func isRunning(_ container: Container) -> StorageError {
        StorageError(
            .conflict, "container \(container.name) (\(container.shortID)) is running",
            hint: "stop it first, or remove it by force: strata rm -f \(container.name)")
    }

    private func forgetContainer(_ id: String) throws {
        try database.write { connection in
            try connection.run("DELETE FROM containers WHERE id = ?", id)
            try Self.forgetRemoved(connection)
        }
    }

    /// Removes what lies on disk of a container that no record names. What cannot be removed now is swept later.
    func removeContainerFiles(_ id: String) {
        // Garbage from here on; the next collection tries again.
        try? directory.removeTree(Array(Container.place(id).utf8))
        try? directory.removeTree(Array(Container.lockName(id).utf8))
    }
}
