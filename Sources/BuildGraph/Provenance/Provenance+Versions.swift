internal import DockerfileSyntax
internal import OCI

/// The two forms of SLSA's predicate.
extension Provenance {
    /// slsa.dev/spec/v1.1/provenance
    func firstVersion(_ facts: ProvenanceFacts) -> JSONValue {
        let definitions = "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md"
        var internalParameters: JSONObject = ["builderPlatform": .string(options.buildPlatform.description)]
        if request.mode == .max { internalParameters["buildConfig"] = facts.steps }
        var metadata: JSONObject = [
            "invocationId": .string(invocationID), "startedOn": .string(times.started.description),
            "finishedOn": .string(times.finished.description),
        ]
        let details = details(facts)
        if !details.isEmpty { metadata["buildkit_metadata"] = .object(details) }
        let isKnown = facts.locals.isEmpty
        if isKnown, !facts.hasNetwork { metadata["buildkit_hermetic"] = true }
        metadata["buildkit_completeness"] = ["request": .bool(isComplete), "resolvedDependencies": .bool(isKnown)]
        if request.isReproducible { metadata["buildkit_reproducible"] = true }
        return [
            "buildDefinition": [
                "buildType": .string(definitions),
                "externalParameters": [
                    "configSource": configurationSource("path"), "request": .object(parameters(facts)),
                ],
                "internalParameters": .object(internalParameters),
                "resolvedDependencies": .array(facts.materials),
            ],
            "runDetails": ["builder": ["id": .string(request.builderID)], "metadata": .object(metadata)],
        ]
    }

    /// slsa.dev/spec/v0.2/provenance
    func earlyVersion(_ facts: ProvenanceFacts) -> JSONValue {
        let own = "https://mobyproject.org/buildkit@v1"
        var metadata: JSONObject = [
            "buildInvocationID": .string(invocationID), "buildStartedOn": .string(times.started.description),
            "buildFinishedOn": .string(times.finished.description),
            "completeness": [
                "parameters": .bool(isComplete), "environment": true, "materials": .bool(facts.locals.isEmpty),
            ],
            "reproducible": .bool(request.isReproducible),
        ]
        if facts.locals.isEmpty, !facts.hasNetwork { metadata["\(own)#hermetic"] = true }
        let details = details(facts)
        if !details.isEmpty { metadata["\(own)#metadata"] = .object(details) }
        var result: JSONObject = [
            "builder": ["id": .string(request.builderID)], "buildType": .string(own),
            "materials": .array(facts.materials),
            "invocation": [
                "configSource": configurationSource("entryPoint"), "parameters": .object(parameters(facts)),
                "environment": ["platform": .string(options.buildPlatform.description)],
            ],
        ]
        if request.mode == .max { result["buildConfig"] = facts.steps }
        result["metadata"] = .object(metadata)
        return .object(result)
    }
}
