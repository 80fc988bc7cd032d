import DockerfileSyntax

/// The fields of an option's value, as Go's reader of comma-separated values gives them to docker.
enum OptionFields {
    /// - Throws: `UsageError` where a quote stands within a field.
    static func split(_ text: String, of option: String) throws -> [String] {
        if let fields = CommaSeparated.split(text) { return fields }
        throw UsageError(
            "\(option) \(text): a quote stands within a field",
            hint: "put the whole field into quotes, and double quotes within it")
    }
}
