extension ErrorProducer {
    /// What the parser refuses or warns of.
    static let parsing: [ErrorProducer] = [
        ErrorProducer("Diagnostic.noInstructions", building: "# nothing"),
        ErrorProducer(
            "Diagnostic.invalidEncoding", "printf 'FROM busybox\\nLABEL a=\\377\\n' > Dockerfile; strata build ."),
        ErrorProducer("Diagnostic.duplicateDirective", building: "# escape=`\n# escape=`\nFROM busybox"),
        ErrorProducer("Diagnostic.invalidEscape", building: "# escape=x\nFROM busybox"),
        ErrorProducer("Diagnostic.checkOption", building: "# check=nothing=1\nFROM busybox"),
        ErrorProducer("Diagnostic.unterminatedHereDocument", building: "FROM busybox\nRUN <<EOF\necho"),
        ErrorProducer("Diagnostic.misplacedHereDocument", building: "FROM busybox\nCOPY b <<EOF\nEOF"),
        ErrorProducer("Diagnostic.unknownInstruction", building: "FROM busybox\nRUNN x"),
        ErrorProducer("Diagnostic.instructionBeforeStage", building: "RUN x\nFROM busybox"),
        ErrorProducer("Diagnostic.noStage", building: "ARG a"),
        ErrorProducer("Diagnostic.stageName", building: "FROM busybox AS 1x"),
        ErrorProducer("Diagnostic.onbuildTrigger", building: "FROM busybox\nONBUILD FROM x"),
        ErrorProducer("Diagnostic.unknownFlag", building: "FROM busybox\nCOPY --nope a b"),
        ErrorProducer("Diagnostic.duplicateFlag", building: "FROM busybox\nCOPY --chmod=1 --chmod=2 a b"),
        ErrorProducer("Diagnostic.flagValue", building: "FROM busybox\nCOPY --link=maybe a b"),
        ErrorProducer("Diagnostic.mount", building: "FROM busybox\nRUN --mount=type=nope true"),
        ErrorProducer("Diagnostic.missingArgument", building: "FROM busybox\nCOPY x"),
        ErrorProducer("Diagnostic.extraArgument", building: "FROM busybox b"),
        ErrorProducer("Diagnostic.blankName", building: "FROM busybox\nENV =b"),
        ErrorProducer("Diagnostic.notKeyValue", building: "FROM busybox\nENV a=b c"),
        ErrorProducer("Diagnostic.notJSONStrings", building: "FROM busybox\nSHELL bash -c"),
        ErrorProducer("Diagnostic.expansion", building: "FROM busybox\nWORKDIR /${x"),
        ErrorProducer(
            "Diagnostic.ignorePattern",
            "echo '[' > .dockerignore; printf 'FROM busybox\\nCOPY . /x\\n' > Dockerfile; strata build ."),
        ErrorProducer("Diagnostic.stageNameCasing", building: "FROM busybox AS Big"),
        ErrorProducer("Diagnostic.fromAsCasing", building: "FROM busybox as small"),
        ErrorProducer("Diagnostic.noEmptyContinuation", building: "FROM busybox\nRUN true \\\n\n  && true"),
        ErrorProducer("Diagnostic.consistentInstructionCasing", building: "FROM busybox\nrun true\nENV a=b"),
        ErrorProducer("Diagnostic.duplicateStageName", building: "FROM busybox AS a\nFROM busybox AS a"),
        ErrorProducer("Diagnostic.reservedStageName", building: "FROM busybox AS scratch"),
        ErrorProducer("Diagnostic.jsonArgsRecommended", building: "FROM busybox\nCMD echo"),
        ErrorProducer("Diagnostic.maintainerDeprecated", building: "FROM busybox\nMAINTAINER me"),
        ErrorProducer("Diagnostic.legacyKeyValueFormat", building: "FROM busybox\nENV a b"),
        ErrorProducer("Diagnostic.multipleInstructionsDisallowed", building: "FROM busybox\nCMD [\"a\"]\nCMD [\"b\"]"),
        ErrorProducer("Diagnostic.workdirRelativePath", building: "FROM busybox\nWORKDIR x"),
        ErrorProducer("Diagnostic.secretsUsedInArgOrEnv", building: "FROM busybox\nENV API_TOKEN=x"),
        ErrorProducer("Diagnostic.exposeInvalidFormat", building: "FROM busybox\nEXPOSE 80:80"),
        ErrorProducer("Diagnostic.exposeProtoCasing", building: "FROM busybox\nEXPOSE 80/TCP"),
        ErrorProducer("Diagnostic.redundantTargetPlatform", building: "FROM --platform=$TARGETPLATFORM busybox"),
        ErrorProducer("Diagnostic.fromPlatformFlagConstDisallowed", building: "FROM --platform=linux/amd64 busybox"),
        ErrorProducer("Diagnostic.undefinedVariable", building: "FROM busybox\nCOPY $nope /x"),
        ErrorProducer("Diagnostic.undefinedArgumentInFrom", building: "FROM busybox$nope"),
        ErrorProducer(
            "Diagnostic.invalidDefaultArgumentInFrom", building: "ARG base\nFROM $base", "--build-arg base=busybox"),
        ErrorProducer(
            "Diagnostic.invalidDefinitionDescription",
            building: "# check=experimental=InvalidDefinitionDescription\n# something else\nARG a=b\nFROM busybox"),
    ]

    /// What the planner refuses or warns of.
    static let planning: [ErrorProducer] = [
        ErrorProducer("Diagnostic.unknownFrontend", building: "# syntax=example.org/other:1\nFROM busybox"),
        ErrorProducer("Diagnostic.unknownStage", building: "FROM busybox\nCOPY --from=3 /a /b"),
        ErrorProducer(
            "Diagnostic.forwardStage", building: "FROM busybox AS a\nCOPY --from=b /x /\nFROM busybox AS b",
            "--target a"),
        ErrorProducer("Diagnostic.stageCycle", building: "FROM busybox AS a\nCOPY --from=a /x /"),
        ErrorProducer("Diagnostic.emptyBaseName", building: "ARG a\nFROM $a"),
        ErrorProducer("Diagnostic.platform", building: "FROM --platform=a/b/c/d busybox"),
        ErrorProducer("Diagnostic.entitlement", building: "FROM busybox\nRUN --security=insecure true"),
        ErrorProducer("Diagnostic.copySource", building: "FROM busybox\nCOPY https://example.org/x /"),
        ErrorProducer("Diagnostic.permissions", building: "FROM busybox\nCOPY --chmod=zz a /"),
        ErrorProducer("Diagnostic.port", building: "FROM busybox\nEXPOSE 70000"),
        ErrorProducer("Diagnostic.signal", building: "FROM busybox\nSTOPSIGNAL SIGNOPE"),
        ErrorProducer("Diagnostic.volume", building: "FROM busybox\nARG v\nVOLUME /a$v \"\""),
        ErrorProducer("Diagnostic.unusedBuildArgument", building: "FROM busybox", "--build-arg nope=1"),
        ErrorProducer(
            "Diagnostic.baseImagePlatform",
            "strata import --platform linux/arm64 \"$BUSYBOX\" arm; echo FROM arm > Dockerfile; strata build ."),
        ErrorProducer("BuildGraphError.unknownTarget", building: "FROM busybox", "--target nope"),
    ]

    /// What ends a build.
    static let building: [ErrorProducer] = [
        ErrorProducer("BuildError.dockerfile", building: "FROM busybox\nNOPE"),
        ErrorProducer("BuildError.dockerfileMissing", "strata build -f nope ."),
        ErrorProducer(
            "BuildError.contextUnreadable", "echo FROM busybox > Dockerfile; strata build -f Dockerfile nope"),
        ErrorProducer("BuildError.sourceNotFound", building: "FROM busybox\nCOPY nope /"),
        ErrorProducer(
            "BuildError.sourceIgnored",
            "echo x > x; echo x > .dockerignore; printf 'FROM busybox\\nCOPY x /\\n' > Dockerfile; strata build ."),
        ErrorProducer("BuildError.sourceOutsideContext", building: "FROM busybox\nCOPY ../x /"),
        ErrorProducer("BuildError.badDestination", building: "FROM busybox\nCOPY Dockerfile /bin/sh/"),
        ErrorProducer("BuildError.badOwner", building: "FROM busybox\nCOPY --chown=nobody-there Dockerfile /"),
        ErrorProducer(
            "BuildError.contextChanged",
            "printf 'FROM scratch\\nCOPY enabled /x\\n' | strata build -f - /sys/kernel/mm/transparent_hugepage"),
        ErrorProducer("BuildError.notCached", building: "FROM busybox\nRUN echo $$ > /x", "--require-cached"),
        ErrorProducer(
            "BuildError.cacheNotWritten", building: "FROM busybox\nRUN true",
            "--cache-to type=registry,ref=127.0.0.1:9/app"
        ),
        ErrorProducer("BuildError.stepFailed", building: "FROM busybox\nRUN exit 3"),
        ErrorProducer(
            "BuildError.stepNotCarriedOut",
            "printf 'FROM busybox\\nRUN true\\n' > Dockerfile; rm -rf store/layers/1/*; rmdir store/layers/1; strata build ."
        ),
        ErrorProducer(
            "BuildError.badArchive",
            "head -c 100000 /dev/urandom > r; tar -czf x.tar.gz r; truncate -s 50000 x.tar.gz; "
                + "printf 'FROM busybox\\nADD x.tar.gz /\\n' > Dockerfile; strata build ."),
        ErrorProducer("BuildError.notFetched", building: "FROM busybox\nADD http://127.0.0.1:1/x /"),
        ErrorProducer(
            "BuildError.wrongChecksum",
            """
            echo x > f
            python3 -c '
            from http.server import HTTPServer, SimpleHTTPRequestHandler
            server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
            print(server.server_port, flush=True)
            server.serve_forever()' > port 2>/dev/null &
            until [ -s port ]; do sleep 0.1; done
            printf 'FROM scratch\\nADD --checksum=sha256:%064d http://127.0.0.1:%s/f /\\n' 0 $(cat port) > Dockerfile
            strata build .; kill $!
            """),
        ErrorProducer("BuildError.badOption", building: "FROM busybox", "--output type=nope"),
        ErrorProducer(
            "BuildError.noSpace",
            onSmallDisk:
                "printf 'FROM busybox\\nCOPY big /\\n' > Dockerfile; head -c 9000000 /dev/urandom > big; strata build ."
        ),
        ErrorProducer("BuildError.secretMissing", building: "FROM busybox\nRUN --mount=type=secret,id=x,required true"),
        ErrorProducer("BuildError.agentMissing", building: "FROM busybox\nRUN --mount=type=ssh,required true"),
        ErrorProducer(
            "BuildError.secretInLayer",
            "echo password-of-many > s; printf 'FROM busybox\\nRUN --mount=type=secret,id=s cp /run/secrets/s /s\\n' > Dockerfile; "
                + "strata build --secret id=s,src=s ."),
    ]

    /// Runs a script whose store lies on a disk of eight megabytes that holds busybox already.
    init(_ kind: String, onSmallDisk script: String) {
        self.init(
            kind,
            "mkdir small; export script=\(Self.quoted(script)); unshare -m sh -c 'mount -t tmpfs -o size=8m tmpfs small; "
                + "export STRATA_ROOT=$PWD/small/store; strata import \"$BUSYBOX\" busybox; eval \"$script\"'")
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
