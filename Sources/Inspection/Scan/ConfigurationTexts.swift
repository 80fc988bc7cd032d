import OCI

/// The texts of an image's configuration that may hold credentials, each with its key.
struct ConfigurationTexts {
    let texts: [(key: String, text: String)]

    init(_ configuration: ImageConfiguration) {
        var texts: [(key: String, text: String)] = []
        let config = configuration.config
        for variable in config.environment {
            texts.append(("config.Env.\(variable.prefix { $0 != "=" })", variable))
        }
        for (name, value) in config.labels.sorted(by: { $0.key < $1.key }) {
            texts.append(("config.Labels.\(name)", "\(name)=\(value)"))
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
        self.texts = texts.filter { !$0.text.isEmpty }
    }

    /// An instruction without what the classic builder wrote before it.
    private static func plain(_ text: String) -> String {
        let mark = "/bin/sh -c #(nop) "
        guard text.hasPrefix(mark) else { return text }
        return String(text.dropFirst(mark.count).drop { $0 == " " })
    }
}
