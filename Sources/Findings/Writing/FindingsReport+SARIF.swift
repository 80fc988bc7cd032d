public import OCI

extension FindingsReport {
    /// The findings as a SARIF 2.1.0 log with one run (OASIS, sarif-v2.1.0-os).
    ///
    /// Columns count Unicode scalars, and the run says so (`columnKind`). Files are relative addresses, their bytes escaped.
    /// Places in an image are logical locations; a path in a layer is a physical one too, below the address `IMAGE/`.
    public var sarif: JSONValue {
        let rules = knownRules
        var indexes: [RuleCode: Int] = [:]
        for (index, rule) in rules.enumerated() { indexes[rule.code] = index }
        let driver: JSONValue = [
            "name": .string(tool), "version": .string(version),
            "rules": .array(rules.map(\.sarif)),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": ["driver": driver],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(findings.map { $0.sarif(ruleIndex: indexes[$0.code]) }),
                ]
            ],
        ]
    }
}

extension RuleDescription {
    fileprivate var sarif: JSONValue {
        var object: JSONObject = [
            "id": .string(code.text), "shortDescription": ["text": .string(summary)],
            "defaultConfiguration": ["level": .string(severity.sarifLevel)],
        ]
        if !explanation.isEmpty {
            object["help"] = ["text": .string(explanation), "markdown": .string(explanation)]
        }
        object["helpUri"] = page.map { .string($0) }
        return .object(object)
    }
}

extension Severity {
    /// SARIF's grade: `error`, `warning`, or `note` for the two milder ones.
    var sarifLevel: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .info, .style: "note"
        }
    }
}

extension Finding {
    fileprivate func sarif(ruleIndex: Int?) -> JSONValue {
        var object: JSONObject = ["ruleId": .string(code.text)]
        object["ruleIndex"] = ruleIndex.map { .int($0) }
        object["level"] = .string(severity.sarifLevel)
        object["message"] = ["text": .string(hint.map { "\(message)\n\($0)" } ?? message)]
        object["locations"] = [location.sarif]
        return .object(object)
    }
}

extension FindingLocation {
    fileprivate var sarif: JSONValue {
        switch self {
        case .file(let path, let range):
            ["physicalLocation": Self.physical(path, range)]
        case .layer(let place) where place.path.isEmpty:
            ["logicalLocations": [place.logical]]
        case .layer(let place):
            [
                "physicalLocation": Self.physical(Array("\(place.image)/".utf8) + place.path, place.range),
                "logicalLocations": [place.logical],
            ]
        case .configuration(let image, let key):
            [
                "logicalLocations": [
                    ["name": .string(key), "fullyQualifiedName": .string("\(image)#\(key)"), "kind": "member"]
                ]
            ]
        }
    }

    private static func physical(_ path: [UInt8], _ range: TextRange?) -> JSONValue {
        var object: JSONObject = ["artifactLocation": ["uri": .string(address(of: path))]]
        object["region"] = range.map { range in
            [
                "startLine": .int(range.start.line), "startColumn": .int(range.start.column),
                "endLine": .int(range.end.line), "endColumn": .int(range.end.column),
                "byteOffset": .int(range.start.offset), "byteLength": .int(range.end.offset - range.start.offset),
            ]
        }
        return .object(object)
    }

    /// The path as a relative or `file:` address (RFC 3986): all but letters, digits, `-._~/` escaped byte by byte.
    private static func address(of path: [UInt8]) -> String {
        var bytes: [UInt8] = path.first == UInt8(ascii: "/") ? Array("file://".utf8) : []
        for byte in path {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                bytes.append(byte)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                bytes += "%\(digits.count < 2 ? "0" : "")\(digits)".utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension LayerPlace {
    fileprivate var logical: JSONValue {
        [
            "name": .string("layer \(layer + 1)"), "fullyQualifiedName": .string("\(image)@\(digest)"),
            "kind": "resource",
            "decoratedName": .string(digest),
        ]
    }
}
