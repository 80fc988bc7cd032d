import BuildGraph
import DockerfileSyntax
import LayerArchive
import OCI

/// Keeps an image from being made whose configuration or annotations hold a secret that was given to one of its steps: by a build
/// argument, say, that has the same value.
///
/// What stands in the Dockerfile itself, or in the base image, was not brought there by this build: a word of that value, such as
/// `production`, is no secret there.
struct ConfigurationSearch: Sendable {
    let session: BuildSession
    /// The base image; `nil`: scratch.
    let base: BaseImage?

    /// Looks at the documents of an image.
    ///
    /// - Throws: `BuildError` with `secretInLayer`; nothing of the secret is in it.
    func check(_ image: AssembledImage) throws {
        guard !session.request.allowsSecretsInLayers, let patterns = session.secrets.searchedPatterns else { return }
        try check(JSONValue(parsing: image.configuration.bytes), in: [], patterns)
        try check(JSONValue(parsing: image.manifest.bytes), in: [], patterns)
    }

    private func check(_ value: JSONValue, in place: [String], _ patterns: TextPatterns) throws {
        switch value {
        case .string(let text): try check(text: text, in: place, patterns)
        case .array(let values): for value in values { try check(value, in: place, patterns) }
        case .object(let object):
            for member in object.members {
                try check(text: member.key, in: place, patterns)
                // A list of objects is named by itself: `history`, not what is in one of its entries.
                try check(member.value, in: place.first == "history" ? place : place + [member.key], patterns)
            }
        case .null, .bool, .number: break
        }
    }

    private func check(text: String, in place: [String], _ patterns: TextPatterns) throws {
        guard let found = patterns.first(in: Array(text.utf8)) else { return }
        let form = patterns.patterns[found]
        let inherited = base.map { Array($0.configuration.json.compact(escapingHTML: false).utf8) } ?? []
        if session.source.bytes.firstRange(of: form) != nil || inherited.firstRange(of: form) != nil { return }
        throw BuildError(
            .secretInLayer,
            "the configuration of the image would hold the secret \(session.secrets.owner(of: found)): "
                + "it is in \(place.joined(separator: "."))",
            hint: "give it to RUN alone, by --secret; --allow-secret-in-layer builds the image all the same")
    }
}
