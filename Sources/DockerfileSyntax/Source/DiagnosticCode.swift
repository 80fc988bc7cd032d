extension Diagnostic {
    /// The rules of the parser. Raw values are stable; warnings that BuildKit's checks also give bear BuildKit's names.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // The text.
        case noInstructions = "no-instructions"
        case invalidEncoding = "invalid-encoding"
        case tooLarge = "too-large"
        case duplicateDirective = "duplicate-directive"
        case invalidEscape = "invalid-escape"
        // Here-documents.
        case unterminatedHereDocument = "unterminated-here-document"
        case misplacedHereDocument = "misplaced-here-document"
        // Instructions and their order.
        case unknownInstruction = "unknown-instruction"
        case instructionBeforeStage = "instruction-before-stage"
        case noStage = "no-stage"
        case stageName = "stage-name"
        case onbuildTrigger = "onbuild-trigger"
        // Flags.
        case unknownFlag = "unknown-flag"
        case duplicateFlag = "duplicate-flag"
        case flagValue = "flag-value"
        case mount = "mount"
        // Arguments.
        case missingArgument = "missing-argument"
        case extraArgument = "extra-argument"
        case blankName = "blank-name"
        case notKeyValue = "not-key-value"
        case notJSONStrings = "not-json-strings"
        case expansion = "expansion"
        // What planning a build finds.
        case unknownStage = "unknown-stage"
        case forwardStage = "forward-stage"
        case stageCycle = "stage-cycle"
        case missingImage = "missing-image"
        case emptyBaseName = "empty-base-name"
        case platform = "platform"
        case notCarriedOut = "not-carried-out"
        case copySource = "copy-source"
        case permissions = "permissions"
        case port = "port"
        case signal = "signal"
        case volume = "volume"
        case unusedBuildArgument = "unused-build-argument"
        // Patterns of .dockerignore and --exclude.
        case ignorePattern = "ignore-pattern"
        // Warnings named as BuildKit's checks are.
        case stageNameCasing = "StageNameCasing"
        case fromAsCasing = "FromAsCasing"
        case noEmptyContinuation = "NoEmptyContinuation"
        case consistentInstructionCasing = "ConsistentInstructionCasing"
        case duplicateStageName = "DuplicateStageName"
        case reservedStageName = "ReservedStageName"
        case jsonArgsRecommended = "JSONArgsRecommended"
        case maintainerDeprecated = "MaintainerDeprecated"
        case legacyKeyValueFormat = "LegacyKeyValueFormat"
        case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
        case workdirRelativePath = "WorkdirRelativePath"
        case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
        case exposeInvalidFormat = "ExposeInvalidFormat"
        case redundantTargetPlatform = "RedundantTargetPlatform"
        case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
        case undefinedVariable = "UndefinedVar"
        case undefinedArgumentInFrom = "UndefinedArgInFrom"
        case baseImagePlatform = "InvalidBaseImagePlatform"
    }
}
