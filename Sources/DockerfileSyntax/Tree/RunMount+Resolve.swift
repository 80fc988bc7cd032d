extension RunMountFlag {
    private static let keys = [
        "type", "from", "source", "src", "target", "dst", "destination", "readonly", "ro", "readwrite", "rw",
        "required",
        "size", "id", "sharing", "mode", "uid", "gid", "env",
    ]

    /// Expands the values and checks that they fit together.
    ///
    /// - Throws: a ``Diagnostic`` of code ``Diagnostic/Code/mount`` or ``Diagnostic/Code/expansion`` at the field.
    public func resolve(with lookup: VariableLookup) throws(Diagnostic) -> RunMount {
        var mount = RunMount()
        var isWritable: Bool?
        for field in fields {
            let value = try field.value?.expand(with: lookup)
            switch field.key {
            case "readonly", "ro": isWritable = try !boolean(value ?? "true", field)
            case "readwrite", "rw": isWritable = try boolean(value ?? "true", field)
            default: try set(field, value, in: &mount)
            }
        }
        mount.isReadOnly = !(isWritable ?? (mount.kind == .cache || mount.kind == .tmpfs))
        try check(mount)
        return mount
    }

    private func set(_ field: Field, _ value: String?, in mount: inout RunMount) throws(Diagnostic) {
        if field.key == "required" {
            guard mount.kind == .secret || mount.kind == .ssh else { throw unexpected(field, mount) }
            mount.isRequired = try boolean(value ?? "true", field)
            return
        }
        guard RunMountFlag.keys.contains(field.key) else {
            let hint = Suggestion.hint(for: field.key, among: RunMountFlag.keys)
            throw .error(.mount, "--mount has no field '\(field.key)'", hint: hint, at: field.range)
        }
        guard let value else {
            let hint = "write \(field.key)=VALUE"
            throw .error(.mount, "the field '\(field.key)' has no value", hint: hint, at: field.range)
        }
        switch field.key {
        case "type": mount.kind = try choice(value.lowercased(), field)
        case "from": mount.from = value.isEmpty ? nil : value
        case "source", "src": mount.source = value
        case "target", "dst", "destination": mount.target = value
        case "id": mount.id = value
        case "sharing": mount.sharing = try choice(value.lowercased(), field)
        case "mode": mount.mode = try number(value, 8, field)
        case "uid": mount.userID = try number(value, 10, field)
        case "gid": mount.groupID = try number(value, 10, field)
        case "size":
            guard mount.kind == .tmpfs else { throw unexpected(field, mount) }
            mount.sizeLimit = try size(value, field)
        default:
            guard mount.kind == .secret else { throw unexpected(field, mount) }
            mount.environmentName = value
        }
    }

    // MARK: Values

    private func boolean(_ text: String, _ field: Field) throws(Diagnostic) -> Bool {
        guard let value = GoBoolean.parse(text) else { throw invalid(field, text, "write true or false") }
        return value
    }

    private func number(_ text: String, _ radix: Int, _ field: Field) throws(Diagnostic) -> UInt32 {
        guard text.utf8.first != UInt8(ascii: "+"), let value = UInt32(text, radix: radix) else {
            throw invalid(field, text, radix == 8 ? "write an octal number such as 0755" : "write a number")
        }
        return value
    }

    private func size(_ text: String, _ field: Field) throws(Diagnostic) -> Int64 {
        guard let value = MemorySize.bytes(text) else { throw invalid(field, text, "write a size such as 64m") }
        return value
    }

    private func choice<Choice: RawRepresentable & CaseIterable>(
        _ text: String,
        _ field: Field
    ) throws(Diagnostic) -> Choice where Choice.RawValue == String {
        guard let value = Choice(rawValue: text) else {
            throw invalid(field, text, Suggestion.hint(for: text, among: Choice.allCases.map(\.rawValue)))
        }
        return value
    }

    // MARK: Faults

    private func check(_ mount: RunMount) throws(Diagnostic) {
        if mount.kind == .bind || mount.kind == .tmpfs {
            for (key, value) in [("mode", mount.mode), ("uid", mount.userID), ("gid", mount.groupID)] where value != nil
            {
                throw fault("a \(mount.kind.rawValue) mount has no \(key)", "leave \(key) out")
            }
        }
        if mount.sharing != nil, mount.kind != .cache {
            throw fault("a \(mount.kind.rawValue) mount has no sharing", "only type=cache can be shared")
        }
        guard mount.kind == .secret else { return }
        if mount.from != nil { throw fault("a secret mount has no from", "leave from out") }
        if mount.source != nil, mount.id != nil {
            throw fault("a secret mount has both source and id", "leave source out")
        }
        if mount.source == nil, mount.target == nil, mount.id == nil {
            throw fault("a secret mount names no secret", "write id=NAME")
        }
    }

    private func fault(_ message: String, _ hint: String) -> Diagnostic {
        .error(.mount, message, hint: hint, at: range)
    }

    private func invalid(_ field: Field, _ text: String, _ hint: String) -> Diagnostic {
        .error(.mount, "the value of '\(field.key)' is '\(text)'", hint: hint, at: field.range)
    }

    private func unexpected(_ field: Field, _ mount: RunMount) -> Diagnostic {
        let hint = "type stands before the fields that belong to it"
        return .error(.mount, "a \(mount.kind.rawValue) mount has no '\(field.key)'", hint: hint, at: field.range)
    }
}

/// Sizes of memory as docker writes them: a number and an optional unit, in powers of 1024.
public enum MemorySize {
    private static let units: [Character] = ["b", "k", "m", "g", "t", "p"]

    /// The number of bytes; `nil` where the text is no size.
    public static func bytes(_ text: String) -> Int64? {
        let number = text.prefix { $0 == "." || ("0"..."9").contains($0) }
        var unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
        guard let value = Double(number) else { return nil }
        if unit.count > 1, unit.hasSuffix("b") { unit.removeLast() }
        if unit.count > 1, unit.hasSuffix("i") { unit.removeLast() }
        guard unit.count <= 1 else { return nil }
        let power = unit.first.map { units.firstIndex(of: $0) } ?? 0
        guard let power else { return nil }
        let bytes = (0..<power).reduce(value) { result, _ in result * 1024 }
        return bytes < 9.2e18 ? Int64(bytes) : nil
    }
}
