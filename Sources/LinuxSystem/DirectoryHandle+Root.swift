internal import Glibc

/// Paths inside a root that this directory stands for, where a part of the path may be missing.
///
/// The kernel resolves what exists (`PathResolution.inRoot`); these follow the same rules up to the first missing name.
/// They look at one name after the other: nothing else may change links in the tree meanwhile.
extension DirectoryHandle {
    /// The path with every link in it followed inside this root, without a leading `/`; empty for the root itself.
    ///
    /// What comes after a missing name is kept as it is, `..` taken as text. A name below a file counts as missing.
    ///
    /// - Throws: `ELOOP` where links lead to links too often.
    public func resolve(inRoot path: [UInt8]) throws(SystemError) -> [UInt8] {
        var pending = Self.components(path)
        var done: [[UInt8]] = []
        var links = 0
        while let name = pending.popLast() {
            if name == [UInt8(ascii: "."), UInt8(ascii: ".")] {
                _ = done.popLast()
                continue
            }
            let candidate = Self.joined(done + [name])
            guard let status = try statusIfPresent(of: candidate), status.kind == .symbolicLink else {
                done.append(name)
                continue
            }
            links += 1
            if links > 40 { throw SystemError(ELOOP, "resolve", path) }
            let target = try readLink(candidate)
            if target.first == UInt8(ascii: "/") { done = [] }
            pending += Self.components(target)
        }
        return Self.joined(done)
    }

    /// The components of a path in reverse order, without empty ones and `.`.
    private static func components(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }.map(Array.init)
            .reversed()
    }

    private static func joined(_ components: [[UInt8]]) -> [UInt8] {
        Array(components.joined(separator: [UInt8(ascii: "/")]))
    }
}

extension DirectoryHandle {
    /// The bytes of a regular file inside this root, links followed inside it; `nil` where there is none.
    ///
    /// A device or a pipe of that name is not waited for.
    ///
    /// - Throws: `EFBIG` where it is longer than `limit`.
    public func readFile(inRoot path: [UInt8], limit: Int) throws(SystemError) -> [UInt8]? {
        do throws(SystemError) {
            let file = try openFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, .inRoot)
            guard try file.status().kind == .regular else { return nil }
            return try file.readAll(limit: limit)
        } catch {
            if error.isNotFound || error.number == ELOOP || error.number == ENXIO { return nil }
            throw error
        }
    }
}
