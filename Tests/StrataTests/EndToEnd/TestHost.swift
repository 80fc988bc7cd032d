import LinuxSystem
import SystemPackage

/// What the tests need of the machine.
enum TestHost {
    /// The file of the running test program.
    static let executable: String = {
        let link = try? DirectoryHandle.open("/proc/self").readLink(Array("exe".utf8))
        return link.map { String(decoding: $0, as: UTF8.self) } ?? CommandLine.arguments[0]
    }()

    /// Archives that other tools wrote, where they are at hand: beside the package, or where STRATA_SHARED says.
    static let samples: FilePath? = {
        let given = ProcessEnvironment.value(of: "STRATA_SHARED").map { FilePath($0) }
        let path = (given ?? SourceTree.root.appending("../shared")).appending("samples/archives")
        return (try? DirectoryHandle.open(path)) == nil ? nil : path
    }()

    /// Whether this process may mount: end-to-end tests need it.
    static let isRoot: Bool = {
        let status = try? FileHandle.open("/proc/self/status").readAll()
        return status.map { String(decoding: $0, as: UTF8.self).contains("\nUid:\t0\t") } ?? false
    }()

    /// Where a program is, if it is installed.
    static func program(_ name: String) -> FilePath? {
        for directory in ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"] {
            let path = FilePath(directory).appending(name)
            if (try? FileHandle.open(path)) != nil { return path }
        }
        return nil
    }

    /// The processes that a process started, and those that they started.
    static func descendants(of parent: Int32) -> [Int32] {
        children(of: parent).flatMap { [$0] + descendants(of: $0) }
    }

    /// The processes that a process started.
    static func children(of parent: Int32) -> [Int32] {
        let path = FilePath("/proc/\(parent)/task")
        guard let threads = try? DirectoryHandle.open(path).entries() else { return [] }
        var result: [Int32] = []
        for thread in threads {
            let list = path.appending(String(decoding: thread.name, as: UTF8.self)).appending("children")
            guard let text = try? FileHandle.open(list).readAll() else { continue }
            result += String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
        }
        return result
    }

    /// All mount points and processes that mention a path: what a test must not leave behind.
    static func leftovers(mentioning path: String) throws -> [String] {
        let mounts = String(decoding: try FileHandle.open("/proc/self/mountinfo").readAll(), as: UTF8.self)
        var found = mounts.split(separator: "\n").filter { $0.contains(path) }.map { "mount \($0)" }
        for entry in try DirectoryHandle.open("/proc").entries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            guard name.allSatisfy(\.isNumber) else { continue }
            // A process inside a container names the directory nowhere but in its own table of mounts.
            for file in ["cmdline", "mountinfo"] {
                guard let bytes = try? FileHandle.open(FilePath("/proc/\(name)").appending(file)).readAll() else {
                    continue
                }
                let text = String(decoding: bytes.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
                if text.contains(path) { found.append("process \(name) \(text.prefix(400))") }
            }
        }
        return found
    }
}

/// Flags of open(2) that the tests use.
enum Flags {
    /// O_WRONLY | O_CREAT | O_TRUNC.
    static let create: Int32 = 0o1 | 0o100 | 0o1000
}

/// Waits.
func pause(milliseconds: Int32) { _ = Readiness.wait(for: [], milliseconds: milliseconds) }
