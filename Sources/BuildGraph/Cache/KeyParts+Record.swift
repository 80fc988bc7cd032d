public import OCI

extension KeyParts {
    /// The parts as JSON, to be stored beside the result: `{"version":1,"kind":"run","parts":{…}}`.
    ///
    /// Credentials are withheld: values under names that say so, and what looks like one within a text.
    public func record(_ withholding: Withholding) -> JSONValue {
        var members = JSONObject()
        for part in parts { members[part.label] = json(of: part.value, withholding) }
        return ["version": .int(CacheKey.version), "kind": .string(kind), "parts": .object(members)]
    }

    private func json(of value: Value, _ withholding: Withholding) -> JSONValue {
        switch value {
        case .text(let text):
            return .string(withholding.text(text))
        case .list(let texts):
            return .strings(withholding.texts(texts))
        case .map(let texts):
            var members = JSONObject()
            for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
                members[name] = .string(withholding.value(text, of: name))
            }
            return .object(members)
        }
    }
}
