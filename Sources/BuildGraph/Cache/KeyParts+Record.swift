public import OCI

extension KeyParts {
    /// The parts as JSON, to be stored beside the result: `{"version":1,"kind":"run","parts":{…}}`.
    ///
    /// Values under names that look like credentials are replaced by a digest of themselves, so that a change shows and
    /// the value does not.
    public var record: JSONValue {
        var members = JSONObject()
        for part in parts { members[part.label] = json(of: part.value) }
        return ["version": .int(CacheKey.version), "kind": .string(kind), "parts": .object(members)]
    }

    private func json(of value: Value) -> JSONValue {
        switch value {
        case .text(let text):
            return .string(text)
        case .list(let texts):
            return .strings(texts)
        case .map(let texts):
            var members = JSONObject()
            for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
                members[name] = .string(SensitiveName.matches(name) ? SensitiveName.withheld(text) : text)
            }
            return .object(members)
        }
    }
}
