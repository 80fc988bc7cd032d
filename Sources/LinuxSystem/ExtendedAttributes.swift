internal import CLinux
internal import Glibc

/// Extended attributes of entries (xattr(7)), symbolic links included.
///
/// The kernel has no call that takes a directory and a name before 6.13, so an entry is reached through
/// `/proc/self/fd/N/name`, which does not follow the entry itself.
extension DirectoryHandle {
    /// The names of an entry's attributes (of the directory itself where the name is empty), in the kernel's order.
    public func attributeNames(of name: [UInt8] = []) throws(SystemError) -> [String] {
        var size = 1024
        while true {
            var buffer = [CChar](repeating: 0, count: size)
            let count = try withProcPath(name, "list the attributes of") { llistxattr($0, &buffer, size) }
            if count == -Int(ENOTSUP) || count == 0 { return [] }
            if count == -Int(ERANGE) {
                size *= 8
                continue
            }
            return buffer[..<count].split(separator: 0).map {
                String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }

    /// The value of an attribute; `nil` where the entry has none of that name.
    public func attribute(_ attribute: String, of name: [UInt8] = []) throws(SystemError) -> [UInt8]? {
        var size = 256
        while true {
            var buffer = [UInt8](repeating: 0, count: size)
            let count = try withProcPath(name, "read the attribute \(attribute) of") {
                lgetxattr($0, attribute, &buffer, size)
            }
            if count == -Int(ENODATA) || count == -Int(ENOTSUP) { return nil }
            if count == -Int(ERANGE) {
                size = 65536
                continue
            }
            return Array(buffer[..<count])
        }
    }

    /// Sets an attribute.
    public func setAttribute(_ attribute: String, to value: [UInt8], of name: [UInt8] = []) throws(SystemError) {
        let result = try withProcPath(name, "set the attribute \(attribute) of") {
            lsetxattr($0, attribute, value, value.count, 0)
        }
        if result < 0 { throw SystemError(Int32(-result), "set the attribute \(attribute) of", name) }
    }

    /// Removes an attribute; nothing happens where there is none.
    public func removeAttribute(_ attribute: String, of name: [UInt8] = []) throws(SystemError) {
        let result = try withProcPath(name, "remove the attribute \(attribute) of") { lremovexattr($0, attribute) }
        if result < 0, result != -Int(ENODATA) {
            throw SystemError(Int32(-result), "remove the attribute \(attribute) of", name)
        }
    }

    /// Calls with a path that reaches the entry; the errors that mean "none" or "more room" come back as `-errno`.
    private func withProcPath<Result: SignedInteger>(
        _ name: [UInt8], _ operation: String, _ call: (UnsafePointer<CChar>) -> Result
    ) throws(SystemError) -> Int {
        var none = 0
        let path = Array("/proc/self/fd/\(descriptor)/".utf8) + (name.isEmpty ? [UInt8(ascii: ".")] : name)
        let count = try withPath(path, operation) { pointer -> Int in
            let result = Int(call(pointer))
            guard result < 0, [ENODATA, ENOTSUP, ERANGE].contains(errno) else { return result }
            none = -Int(errno)
            return 0
        }
        return none < 0 ? none : count
    }
}
