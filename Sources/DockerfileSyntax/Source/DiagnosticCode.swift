extension Diagnostic {
    /// The rules of the parser. Raw values are stable; warnings that BuildKit's checks also give bear BuildKit's names.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // The text.
        /// The file, or a trigger, has nothing in it.
        ///
        /// To do: begin with `FROM image`.
        case noInstructions = "no-instructions"
        /// A part of the file that must be text is not UTF-8.
        ///
        /// To do: save the file as UTF-8; COPY bytes instead of writing them into the Dockerfile.
        case invalidEncoding = "invalid-encoding"
        /// The file, a line or a here-document is larger than is read.
        ///
        /// To do: COPY large texts instead of writing them into the Dockerfile.
        case tooLarge = "too-large"
        /// A parser directive such as `# escape=` stands twice.
        ///
        /// To do: keep one.
        case duplicateDirective = "duplicate-directive"
        /// `# escape=` names neither backslash nor backtick.
        ///
        /// To do: write `# escape=\` or `` # escape=` ``.
        case invalidEscape = "invalid-escape"
        /// `# syntax=`, or the build argument BUILDKIT_SYNTAX, names a dialect that is not carried out.
        ///
        /// To do: leave it out; the dialect of docker/dockerfile is carried out in every version.
        case unknownFrontend = "unknown-frontend"
        /// `# check=`, or the build argument BUILDKIT_DOCKERFILE_CHECK, has an option that there is not.
        ///
        /// To do: write `skip=RULE,RULE`, `experimental=RULE` or `error=true`, with a semicolon between them.
        case checkOption = "check-option"

        // Here-documents.
        /// A here-document has no line that ends it.
        ///
        /// To do: write its word alone on a line after its text.
        case unterminatedHereDocument = "unterminated-here-document"
        /// A here-document stands where the instruction takes none.
        ///
        /// To do: use here-documents with RUN, COPY and ADD.
        case misplacedHereDocument = "misplaced-here-document"

        // Instructions and their order.
        /// A line begins with a word that is no instruction.
        ///
        /// To do: mend the word; a long instruction goes on after a backslash at the end of the line.
        case unknownInstruction = "unknown-instruction"
        /// An instruction other than ARG stands before the first FROM.
        ///
        /// To do: put it behind a FROM.
        case instructionBeforeStage = "instruction-before-stage"
        /// The file has no FROM.
        ///
        /// To do: begin with `FROM image`, or `FROM scratch`.
        case noStage = "no-stage"
        /// The name of a stage is none, or a stage number is out of range.
        ///
        /// To do: begin with a letter; use letters, digits, `-`, `_` and `.`.
        case stageName = "stage-name"
        /// ONBUILD has a trigger that cannot be one.
        ///
        /// To do: write an instruction other than FROM, MAINTAINER and ONBUILD.
        case onbuildTrigger = "onbuild-trigger"

        // Flags.
        /// An instruction has a flag that it does not know.
        ///
        /// To do: mend it; the hint lists those that it knows.
        case unknownFlag = "unknown-flag"
        /// A flag stands twice.
        ///
        /// To do: keep one of them.
        case duplicateFlag = "duplicate-flag"
        /// The value of a flag means nothing, or is missing.
        ///
        /// To do: write it as the hint says.
        case flagValue = "flag-value"
        /// A `--mount` of RUN is wrong.
        ///
        /// To do: write it as the hint says.
        case mount = "mount"

        // Arguments.
        /// An instruction lacks what it needs.
        ///
        /// To do: write what the message names.
        case missingArgument = "missing-argument"
        /// An instruction has more than it takes.
        ///
        /// To do: remove it, or quote what belongs together.
        case extraArgument = "extra-argument"
        /// A variable or a label has an empty name.
        ///
        /// To do: write a name before the equals sign.
        case blankName = "blank-name"
        /// ENV, LABEL or ARG has a word without an equals sign.
        ///
        /// To do: write `NAME=value`; quote values with blanks.
        case notKeyValue = "not-key-value"
        /// A JSON form is no list of texts.
        ///
        /// To do: write `["word", "word"]`, with double quotes.
        case notJSONStrings = "not-json-strings"
        /// A `${…}` is wrong, or a variable that must be set is not.
        ///
        /// To do: mend it, or give the variable a value with ARG or ENV.
        case expansion = "expansion"

        // What planning a build finds.
        /// `--from` or `from=` names neither a stage nor an image.
        ///
        /// To do: mend the name; stages are named by `FROM … AS name`.
        case unknownStage = "unknown-stage"
        /// A stage copies from one that comes after it.
        ///
        /// To do: put the stage that is copied from first.
        case forwardStage = "forward-stage"
        /// Stages copy from each other in a circle, or one from itself.
        ///
        /// To do: take one of the copies out.
        case stageCycle = "stage-cycle"
        /// A base image is not in the store.
        ///
        /// To do: import or load it: `strata import`, `strata load`.
        case missingImage = "missing-image"
        /// The name behind FROM is empty once its variables are expanded.
        ///
        /// To do: give the ARG before FROM a default, or pass `--build-arg`.
        case emptyBaseName = "empty-base-name"
        /// `--platform` is no platform, or the image has another.
        ///
        /// To do: write `os/architecture`, as in `linux/amd64`.
        case platform = "platform"
        /// The instruction or flag is known, and this version does not carry it out.
        ///
        /// To do: docs/dockerfile.md lists what is carried out; see the hint.
        case notCarriedOut = "not-carried-out"
        /// RUN asks for rights that the caller has not allowed.
        ///
        /// To do: build with `--allow security.insecure`, if you trust the Dockerfile with all rights.
        case entitlement = "entitlement"
        /// A source of COPY or ADD cannot be one.
        ///
        /// To do: write a path below the context, or `--from`.
        case copySource = "copy-source"
        /// `--chmod` is no mode.
        ///
        /// To do: write an octal number (`0755`) or changes (`u=rwX,go=rX`).
        case permissions = "permissions"
        /// EXPOSE has something that is no port.
        ///
        /// To do: write `port[/tcp|udp|sctp]`.
        case port = "port"
        /// STOPSIGNAL is no signal.
        ///
        /// To do: write a name such as `SIGTERM`, or a number from 1 to 64.
        case signal = "signal"
        /// A path of VOLUME cannot be one.
        ///
        /// To do: write an absolute path.
        case volume = "volume"
        /// A `--build-arg` that no ARG takes.
        ///
        /// To do: add `ARG NAME` to the Dockerfile, or leave the option out.
        case unusedBuildArgument = "unused-build-argument"

        // Patterns of .dockerignore and --exclude.
        /// A pattern of `.dockerignore` or `--exclude` is wrong.
        ///
        /// To do: mend the pattern; `\` takes the meaning from a character.
        case ignorePattern = "ignore-pattern"

        // Warnings named as BuildKit's checks are.
        /// The name of a stage has capital letters.
        ///
        /// To do: write it in lower case.
        case stageNameCasing = "StageNameCasing"
        /// FROM and AS are written in different cases.
        ///
        /// To do: write both in capitals or both in small letters.
        case fromAsCasing = "FromAsCasing"
        /// An empty line stands within a continued instruction.
        ///
        /// To do: remove it, or put `#` there.
        case noEmptyContinuation = "NoEmptyContinuation"
        /// Instructions are written in different cases.
        ///
        /// To do: write all as most are.
        case consistentInstructionCasing = "ConsistentInstructionCasing"
        /// Two stages have one name.
        ///
        /// To do: give one of them another.
        case duplicateStageName = "DuplicateStageName"
        /// A stage is called `scratch` or `context`.
        ///
        /// To do: give it another name.
        case reservedStageName = "ReservedStageName"
        /// CMD or ENTRYPOINT is in shell form: the shell gets the signals.
        ///
        /// To do: write `["program", "argument"]`.
        case jsonArgsRecommended = "JSONArgsRecommended"
        /// MAINTAINER is of old.
        ///
        /// To do: write `LABEL org.opencontainers.image.authors="…"`.
        case maintainerDeprecated = "MaintainerDeprecated"
        /// ENV or LABEL is written with a blank for the equals sign.
        ///
        /// To do: write `NAME=value`.
        case legacyKeyValueFormat = "LegacyKeyValueFormat"
        /// CMD, ENTRYPOINT or HEALTHCHECK stands twice in a stage; the last one counts.
        ///
        /// To do: remove the others.
        case multipleInstructionsDisallowed = "MultipleInstructionsDisallowed"
        /// WORKDIR is relative and nothing absolute comes before it.
        ///
        /// To do: write an absolute path.
        case workdirRelativePath = "WorkdirRelativePath"
        /// An ARG or ENV seems to hold a credential, which stays in the image for all to read.
        ///
        /// To do: use `RUN --mount=type=secret`.
        case secretsUsedInArgOrEnv = "SecretsUsedInArgOrEnv"
        /// EXPOSE has an address or a mapping, which counts for nothing.
        ///
        /// To do: write `port[/protocol]` alone.
        case exposeInvalidFormat = "ExposeInvalidFormat"
        /// The protocol of EXPOSE has capital letters.
        ///
        /// To do: write `tcp`, `udp` or `sctp`.
        case exposeProtoCasing = "ExposeProtoCasing"
        /// `FROM --platform=$TARGETPLATFORM` says what holds anyway.
        ///
        /// To do: leave it out.
        case redundantTargetPlatform = "RedundantTargetPlatform"
        /// `FROM --platform` is a constant: the image is for that platform alone.
        ///
        /// To do: leave it out, or use `$BUILDPLATFORM`.
        case fromPlatformFlagConstDisallowed = "FromPlatformFlagConstDisallowed"
        /// A variable is used that nothing has set.
        ///
        /// To do: mend the name, or set it with ARG or ENV.
        case undefinedVariable = "UndefinedVar"
        /// FROM uses a variable that no ARG before it declares.
        ///
        /// To do: add `ARG NAME=value` before the first FROM.
        case undefinedArgumentInFrom = "UndefinedArgInFrom"
        /// Without `--build-arg`, the name behind FROM is empty or no name of an image.
        ///
        /// To do: give the ARG before FROM a default.
        case invalidDefaultArgumentInFrom = "InvalidDefaultArgInFrom"
        /// A COPY or ADD names a file that `.dockerignore` leaves out.
        ///
        /// To do: copy another file, or mend `.dockerignore`.
        case copyIgnoredFile = "CopyIgnoredFile"
        /// The comment above an ARG or FROM does not begin with the name that it describes. Asked for with
        /// `# check=experimental=InvalidDefinitionDescription`.
        ///
        /// To do: write `# NAME text`, or put an empty line below the comment.
        case invalidDefinitionDescription = "InvalidDefinitionDescription"
        /// The base image is for another platform than the one that is built for.
        ///
        /// To do: load an image for that platform, or pass `--platform`.
        case baseImagePlatform = "InvalidBaseImagePlatform"
    }
}
