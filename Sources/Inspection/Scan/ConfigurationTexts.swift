import OCI

/// The texts of an image's configuration and of its annotations that may hold credentials, each with its key.
struct ConfigurationTexts {
    let texts: [(key: String, text: String)]

    init(_ configuration: ImageConfiguration, annotations: [String: String] = [:]) {
        var texts: [(key: String, text: String)] = []
        let config = configuration.config
        for variable in config.environment {
            texts.append(("config.Env.\(variable.prefix { $0 != "=" })", variable))
        }
        for (name, value) in config.labels.sorted(by: { $0.key < $1.key }) {
            texts.append(("config.Labels.\(name)", "\(name)=\(value)"))
        }
        for (name, value) in annotations.sorted(by: { $0.key < $1.key }) {
            texts.append(("annotations.\(name)", "\(name)=\(value)"))
        }
        texts.append(("config.Entrypoint", (config.entrypoint ?? []).joined(separator: " ")))
        texts.append(("config.Cmd", (config.command ?? []).joined(separator: " ")))
        texts.append(("config.Healthcheck", (config.healthCheck?.test ?? []).joined(separator: " ")))
        for (number, instruction) in config.onBuild.enumerated() {
            texts.append(("config.OnBuild[\(number)]", instruction))
        }
        for (number, entry) in configuration.history.enumerated() {
            if let text = entry.createdBy { texts.append(("history[\(number)].created_by", Self.plain(text))) }
            if let text = entry.comment { texts.append(("history[\(number)].comment", text)) }
        }
        texts.append(("config.Shell", (config.shell ?? []).joined(separator: " ")))
        texts.append(("config.User", config.user))
        texts.append(("config.WorkingDir", config.workingDirectory))
        texts += config.volumes.sorted().map { ("config.Volumes", $0) }
        texts.append(("author", configuration.author ?? ""))
        // What the specification does not name: `container_config` of the classic builder, what BuildKit says of a build.
        var others = Self.texts(of: .object(configuration.otherMembers), "")
        others += Self.texts(of: .object(config.otherMembers), "config")
        for (number, entry) in configuration.history.enumerated() {
            others += Self.texts(of: .object(entry.otherMembers), "history[\(number)]")
        }
        // Much of it says again what stands in its place.
        let known = Set(texts.map(\.text))
        self.texts = (texts + others.filter { !known.contains($0.text) }).filter { !$0.text.isEmpty }
    }

    /// All texts in a value, with the names that lead to each.
    static func texts(of value: JSONValue, _ key: String, depth: Int = 0) -> [(key: String, text: String)] {
        guard depth < 32 else { return [] }
        switch value {
        case .string(let text):
            // BuildKit's `moby.buildkit.buildinfo.v1` is JSON in base64.
            if text.hasPrefix("ey"), let bytes = Base64.decode(text), let inner = try? JSONValue(parsing: bytes) {
                return texts(of: inner, key, depth: depth + 1)
            }
            return [(key, assignment(key, text))]
        case .array(let elements):
            let strings = elements.compactMap(\.stringValue)
            if strings.count == elements.count, !key.hasSuffix(".Env") {
                return [(key, strings.joined(separator: " "))]
            }
            return elements.enumerated().flatMap { number, element in
                element.stringValue.map { [("\(key)[\(number)]", $0)] }
                    ?? texts(of: element, "\(key)[\(number)]", depth: depth + 1)
            }
        case .object(let object):
            return object.members.flatMap { member in
                texts(of: member.value, key.isEmpty ? member.key : "\(key).\(member.key)", depth: depth + 1)
            }
        case .null, .bool, .number: return []
        }
    }

    /// A text as the value of the last of the names that lead to it, which says what it is.
    private static func assignment(_ key: String, _ text: String) -> String {
        let name = key.split(separator: ".").last ?? ""
        return name.isEmpty || text.contains("=") ? text : "\(name)=\(text)"
    }

    /// An instruction without what the classic builder wrote before it.
    private static func plain(_ text: String) -> String {
        let mark = "/bin/sh -c #(nop) "
        guard text.hasPrefix(mark) else { return text }
        return String(text.dropFirst(mark.count).drop { $0 == " " })
    }
}

extension ImageConfiguration {
    /// The instruction of the history that a key of ``ConfigurationTexts`` is of, and the layer that it made.
    func instruction(of key: String) -> (text: String, layer: Int?)? {
        guard key.hasPrefix("history["), let number = Int(key.dropFirst("history[".count).prefix { $0 != "]" }),
            history.indices.contains(number), let text = history[number].createdBy
        else { return nil }
        let layer = history[..<number].count { !$0.isEmptyLayer }
        return (text, history[number].isEmptyLayer ? nil : layer)
    }
}
