import Glibc
import LinuxSystem
import SystemPackage
import Testing

@Suite("Lock files")
struct LockFileTests {
    @Test("are held by one at a time, and free when the holder lets go")
    func exclusive() throws {
        let tree = try TestTree()
        let path = tree.path.appending("lock")
        var first = try LockFile.acquireIfFree(path)
        #expect(first != nil)
        #expect(try LockFile.acquireIfFree(path) == nil)
        first = nil
        #expect(try LockFile.acquireIfFree(path) != nil)
    }

    @Test("are free when the holder lets go, though a process that is just being started has the descriptor still")
    func inherited() throws {
        let tree = try TestTree()
        let path = tree.path.appending("lock")
        var lock = try LockFile.acquireIfFree(path)
        let inherited = try #require(
            try DirectoryHandle.open("/proc/self/fd").entries().lazy.compactMap { entry -> Int32? in
                let name = String(decoding: entry.name, as: UTF8.self)
                // One that another test has closed meanwhile leads nowhere.
                let target = try? DirectoryHandle.open("/proc/self/fd").readLink(entry.name)
                return target.map { String(decoding: $0, as: UTF8.self) } == path.string
                    ? Int32(name).map { dup($0) } : nil
            }.first)
        defer { close(inherited) }
        #expect(lock != nil)
        lock = nil
        #expect(try !LockFile.isHeld(path))
        #expect(try LockFile.acquireIfFree(path) != nil)
    }

    @Test("whose file was removed by the last holder are taken on the new file")
    func removed() throws {
        let tree = try TestTree()
        let path = tree.path.appending("lock")
        let first = try LockFile.acquireIfFree(path)
        try tree.handle.removeFile(Array("lock".utf8))
        let second = try LockFile.acquireIfFree(path)
        #expect(first != nil && second != nil)
        #expect(try LockFile.acquireIfFree(path) == nil)
    }

    @Test("have a holder that the kernel knows; of the own process nobody who waits is told")
    func holder() async throws {
        let tree = try TestTree()
        let path = tree.path.appending("lock")
        #expect(LockFile.holder(of: path) == nil)
        let first = try LockFile.acquire(path)
        #expect(LockFile.holder(of: path) == getpid())
        let task = Task.detached {
            _ = try LockFile.acquire(path, patience: .zero) { Issue.record("process \($0) is told") }
        }
        try await Task.sleep(for: .milliseconds(50))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        withExtendedLifetime(first) {}
    }

    @Test("are waited for, and the wait ends with the task")
    func waiting() async throws {
        let tree = try TestTree()
        let path = tree.path.appending("lock")
        let first = try LockFile.acquire(path)
        let task = Task.detached { _ = try LockFile.acquire(path) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        withExtendedLifetime(first) {}
    }
}

@Suite("The executor for blocking work")
struct BlockingExecutorTests {
    @Test("runs all jobs, more than it has threads")
    func all() async {
        let executor = BlockingExecutor(threads: 3)
        let sum = await withTaskGroup(of: Int.self) { group in
            for number in 0..<500 { group.addTask(executorPreference: executor) { number } }
            return await group.reduce(0, +)
        }
        #expect(sum == 124_750)
    }
}
