extension Diagnostic.Code {
    /// Whether it is one of BuildKit's build checks. These bear BuildKit's names, which begin with a capital letter.
    public var isRule: Bool { rawValue.unicodeScalars.first?.properties.isUppercase ?? false }

    /// Whether the rule is heeded only where the file asks for it.
    public var isExperimental: Bool { self == .invalidDefinitionDescription }

    /// Whether the rule is about what a stage does: a build gives its warnings for the stages that it needs only.
    public var concernsStage: Bool {
        switch self {
        case .jsonArgsRecommended, .workdirRelativePath, .multipleInstructionsDisallowed, .secretsUsedInArgOrEnv,
            .legacyKeyValueFormat, .exposeInvalidFormat, .exposeProtoCasing, .redundantTargetPlatform,
            .fromPlatformFlagConstDisallowed:
            true
        default: false
        }
    }

    /// Where docker's manual explains the rule; `nil` for what is no rule, and for one that the manual does not have.
    public var manual: String? {
        guard isRule, self != .baseImagePlatform else { return nil }
        return "https://docs.docker.com/go/dockerfile/rule/\(dashed)/"
    }

    /// The name in small letters, with a dash before each word.
    private var dashed: String {
        var result = ""
        let letters = Array(rawValue.unicodeScalars)
        for (index, letter) in letters.enumerated() {
            let startsWord =
                index > 0 && letter.properties.isUppercase
                && (letters[index - 1].properties.isLowercase
                    || index + 1 < letters.count && letters[index + 1].properties.isLowercase)
            if startsWord { result += "-" }
            result += String(letter).lowercased()
        }
        return result
    }
}
