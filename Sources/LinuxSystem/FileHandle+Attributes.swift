internal import CLinux
internal import Glibc

/// Extended attributes of an open file or directory: one system call each, without a path.
extension FileHandle {
    /// The names of the file's attributes, in the kernel's order.
    public func attributeNames() throws(SystemError) -> [String] {
        try DescriptorAttributes.names(descriptor)
    }

    /// The value of an attribute; `nil` where the file has none of that name.
    public func attribute(_ name: String) throws(SystemError) -> [UInt8]? {
        try DescriptorAttributes.value(name, descriptor)
    }

    /// Sets an attribute.
    public func setAttribute(_ name: String, to value: [UInt8]) throws(SystemError) {
        try check("set the attribute \(name) of", "descriptor \(descriptor)") {
            fsetxattr(descriptor, name, value, value.count, 0)
        }
    }
}

extension DirectoryHandle {
    /// The names of the directory's own attributes, in the kernel's order.
    public func ownAttributeNames() throws(SystemError) -> [String] {
        try DescriptorAttributes.names(descriptor)
    }

    /// The value of an attribute of the directory itself; `nil` where it has none of that name.
    public func ownAttribute(_ name: String) throws(SystemError) -> [UInt8]? {
        try DescriptorAttributes.value(name, descriptor)
    }
}

/// The calls that both kinds of handle share.
private enum DescriptorAttributes {
    static func names(_ descriptor: Int32) throws(SystemError) -> [String] {
        // Most files have none: one call that only asks for the size answers that.
        while true {
            let size = try sizeOrNone("list the attributes of", descriptor) { flistxattr(descriptor, nil, 0) }
            guard let size, size > 0 else { return [] }
            var buffer = [CChar](repeating: 0, count: size)
            let count = flistxattr(descriptor, &buffer, size)
            if count < 0 && errno == ERANGE { continue }
            if count < 0 { throw SystemError(errno, "list the attributes of", "descriptor \(descriptor)") }
            return buffer[..<count].split(separator: 0).map {
                String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }

    static func value(_ name: String, _ descriptor: Int32) throws(SystemError) -> [UInt8]? {
        while true {
            let operation = "read the attribute \(name) of"
            guard let size = try sizeOrNone(operation, descriptor, { fgetxattr(descriptor, name, nil, 0) }) else {
                return nil
            }
            var buffer = [UInt8](repeating: 0, count: size)
            let count = fgetxattr(descriptor, name, &buffer, size)
            if count < 0 && errno == ERANGE { continue }
            if count < 0 { throw SystemError(errno, operation, "descriptor \(descriptor)") }
            return Array(buffer[..<count])
        }
    }

    private static func sizeOrNone(
        _ operation: String, _ descriptor: Int32, _ call: () -> Int
    ) throws(SystemError) -> Int? {
        let size = call()
        if size >= 0 { return size }
        if errno == ENODATA || errno == ENOTSUP { return nil }
        throw SystemError(errno, operation, "descriptor \(descriptor)")
    }
}
