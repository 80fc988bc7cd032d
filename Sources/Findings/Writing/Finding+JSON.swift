import OCI

extension Finding {
    /// The object that ``FindingsReport/json`` has for it.
    var json: JSONValue {
        var object: JSONObject = [
            "code": .string(code.text), "severity": .string(severity.rawValue), "message": .string(message),
        ]
        object["hint"] = hint.map { .string($0) }
        switch location {
        case .file(let path, let range):
            object.append(contentsOf: Self.members(of: path, as: "file"))
            object.append(contentsOf: range?.members ?? [:])
        case .layer(let place):
            object["image"] = .string(place.image)
            object["layer"] = .int(place.layer)
            object["digest"] = .string(place.digest)
            if !place.path.isEmpty { object.append(contentsOf: Self.members(of: place.path, as: "path")) }
            object["createdBy"] = place.createdBy.map { .string($0) }
            object.append(contentsOf: place.range?.members ?? [:])
        case .configuration(let image, let key):
            object["image"] = .string(image)
            object["key"] = .string(key)
        }
        return .object(object)
    }

    private static func members(of path: [UInt8], as name: String) -> JSONObject {
        let text = String(decoding: path, as: UTF8.self)
        guard !text.utf8.elementsEqual(path) else {
            return JSONObject(members: [.init(key: name, value: .string(text))])
        }
        return JSONObject(members: [
            .init(key: name, value: .string(text)), .init(key: "pathBytes", value: .string(Base64.encode(path))),
        ])
    }
}

extension TextRange {
    var members: JSONObject {
        [
            "line": .int(start.line), "column": .int(start.column), "endLine": .int(end.line),
            "endColumn": .int(end.column), "offset": .int(start.offset), "length": .int(end.offset - start.offset),
        ]
    }
}
