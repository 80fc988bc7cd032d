/// The words of a command line that holds nothing but options of the command's shape, values where they belong, and arguments.
struct PlainWords {
    /// What stands after the options.
    let arguments: [String]
    private var switches: [(name: String, isOn: Bool)] = []
    private var options: [(name: String, value: String)] = []

    /// Reads what `ArgumentNormalizer.normalize` made; `nil` where a word is unknown, lacks its value or has one too many.
    init?(_ normalized: [String], for shape: CommandShape) {
        guard let end = normalized.firstIndex(of: "--") else { return nil }
        arguments = Array(normalized[(end + 1)...])
        var rest = normalized[..<end]
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--help" else { return nil }
            let text = word.dropFirst(2)
            if let equals = text.firstIndex(of: "=") {
                guard let option = shape.option(text[..<equals]), option.takesValue else { return nil }
                options.append((option.name, String(text[text.index(after: equals)...])))
            } else if let option = shape.option(text) {
                guard option.takesValue else {
                    switches.append((option.name, true))
                    continue
                }
                // Only an empty value stands apart.
                guard rest.popFirst() == "" else { return nil }
                options.append((option.name, ""))
            } else if text.hasPrefix("no-"), let option = shape.option(text.dropFirst(3)), option.isOnByDefault {
                switches.append((option.name, false))
            } else {
                return nil
            }
        }
    }

    /// Whether a switch is on; `isOn` where it is not there.
    func isOn(_ name: String, default isOn: Bool = false) -> Bool {
        switches.last { $0.name == name }?.isOn ?? isOn
    }

    /// The value of an option, the last where it is given several times.
    func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

    /// All values of an option, in order.
    func values(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }
}
