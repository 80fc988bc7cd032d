import Fixes
import LinuxSystem

extension HostContext {
    /// What is in the context beside the sources, in the order of paths; what cannot be read counts nothing.
    ///
    /// Cost: one call of the kernel for each entry.
    func clutter() throws -> [ContextClutter] {
        var found: [ContextClutter] = []
        var open = [(path: "", handle: root)]
        while let (path, directory) = open.popLast() {
            try Cancellation.check()
            for entry in (try? directory.entries()) ?? [] {
                let name = String(decoding: entry.name, as: UTF8.self)
                let inner = path.isEmpty ? name : path + "/" + name
                if ContextClutter.isOne(name, isInRoot: path.isEmpty) {
                    let (files, bytes) = try Self.weight(of: entry.name, in: directory)
                    found.append(ContextClutter(path: inner, files: files, bytes: bytes))
                } else if (try? directory.statusIfPresent(of: entry.name))??.kind == .directory,
                    let handle = try? directory.openDirectory(entry.name)
                {
                    open.append((inner, handle))
                }
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    /// Regular files in an entry, or that it is, and their bytes.
    private static func weight(
        of name: [UInt8], in directory: DirectoryHandle
    ) throws -> (files: Int, bytes: Int64) {
        var (files, bytes) = (0, Int64(0))
        var waiting = [(directory, name)]
        while let (parent, name) = waiting.popLast() {
            try Cancellation.check()
            guard let status = (try? parent.statusIfPresent(of: name)) ?? nil else { continue }
            if status.kind == .regular {
                files += 1
                bytes += status.size
            } else if status.kind == .directory, let inner = try? parent.openDirectory(name) {
                waiting += ((try? inner.entries()) ?? []).map { (inner, $0.name) }
            }
        }
        return (files, bytes)
    }
}
