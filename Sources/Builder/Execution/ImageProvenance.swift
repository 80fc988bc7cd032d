import BuildGraph
import OCI
import Storage

/// How the images of a build were made, as statements about them.
struct ImageProvenance {
    /// What is said about each image, in the order of the plan.
    let predicates: [JSONValue]
    private let provenance: Provenance
    private let plan: BuildPlan
    private let names: [ImageReference]

    /// Takes down what is known of a build whose steps are done.
    ///
    /// With `SOURCE_DATE_EPOCH` there is nothing in it that another run of the same build would say in another way.
    init(of session: BuildSession, _ assembled: [AssembledImage], names: [ImageReference]) {
        plan = session.plan
        self.names = names
        let request = session.request.provenance ?? ProvenanceRequest()
        let epoch = session.sourceDateEpoch
        let content = assembled.map(\.manifest.digest.hex).joined(separator: "\n")
        var provenance = Provenance(
            request: request, options: session.options, source: session.source,
            times: (epoch ?? session.started, epoch ?? .now()),
            invocationID: epoch == nil ? Self.randomName() : String(Digest.of("invocation\n" + content).hex.prefix(25)))
        provenance.fetched = session.remotes.materials(of: session)
        if session.request.provenance != nil {
            provenance.versionControl = ContextRevision(session.request).members(in: session.store)
        }
        provenance.contexts = session.request.namedContexts.reduce(into: [:]) {
            $0[$1.key] = $1.value.shown(as: $1.key)
        }
        self.provenance = provenance
        let layers = Self.layers(of: session)
        predicates = session.plan.images.map { [provenance, plan] in
            provenance.predicate(of: $0, in: plan, layers: layers)
        }
    }

    /// The layers of what each vertex gave, by the descriptors that the image has; nothing of one that is no longer there as a whole.
    private static func layers(of session: BuildSession) -> [VertexID: [Descriptor]] {
        var result: [VertexID: [Descriptor]] = [:]
        var ofBases: [Digest: Descriptor] = [:]
        for case (let id, .image(let base)) in session.plan.vertices.lazy.map({ ($0.id, $0.operation) }) {
            result[id] = base.layers
            for (diffID, layer) in zip(base.configuration.diffIDs, base.layers) { ofBases[diffID] = layer }
        }
        for vertex in session.plan.vertices where result[vertex.id] == nil {
            guard let state = session.result(of: vertex.id), state.isWhole else { continue }
            result[vertex.id] = try? state.layers.map { ofBases[$0.diffID] ?? $0.descriptor }
        }
        return result
    }

    /// The attestations of the images, by the entries that they have in the index.
    ///
    /// - Parameters:
    ///   - others: What else is said of each image, before how it was made.
    ///   - isWanted: How it was made is said at all.
    func attestations(
        of entries: [Descriptor], others: [[(type: String, predicate: JSONValue)]], isWanted: Bool
    ) -> [Attestation] {
        entries.indices.map { place in
            let own = isWanted ? [(type: provenance.request.predicateType, predicate: predicates[place])] : []
            let statements = (others[place] + own).map { type, predicate in
                let json = Provenance.statement(
                    of: type, about: entries[place].digest, names: names, platform: plan.images[place].platform,
                    predicate: predicate)
                return (predicateType: type, json: json)
            }
            return Attestation(about: entries[place], statements: statements)
        }
    }

    /// The predicates by the names that buildx gives them in a metadata file.
    var metadata: [(name: String, predicate: JSONValue)] {
        if predicates.count == 1 { return [("buildx.build.provenance", predicates[0])] }
        return zip(plan.images, predicates).map { ("buildx.build.provenance/\($0.platform)", $1) }
    }

    private static func randomName() -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
        return String((0..<25).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
