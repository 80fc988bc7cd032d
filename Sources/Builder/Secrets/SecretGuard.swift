import BuildGraph
import LayerArchive

/// Keeps a layer that holds a secret from being committed.
struct SecretGuard: Sendable {
    let session: BuildSession
    let vertex: Vertex

    /// A search to make the layer with; `nil` where no secret has been given yet, or where secrets may stay.
    func search() -> LayerSearch? { session.request.allowsSecretsInLayers ? nil : session.secrets.search() }

    /// Looks at what was found.
    ///
    /// - Throws: `BuildError` with `secretInLayer`; nothing of the secret is in it.
    func check(_ search: LayerSearch?) throws {
        guard let search, let first = search.findings.first else { return }
        let places = search.findings.map { place(of: $0) }
        let more = places.count > 1 ? "; also in " + places.dropFirst().joined(separator: ", ") : ""
        var error = BuildError(
            .secretInLayer,
            "the layer of this step would hold the secret \(session.secrets.owner(of: first.pattern)): "
                + "it is in \(places[0])\(more)",
            hint: "remove the file in the same RUN, or do not write the value; "
                + "--allow-secret-in-layer builds the image all the same")
        error.range = vertex.range
        throw error
    }

    /// Where something was found, in words.
    func place(of finding: LayerSearch.Finding, below directory: String = "") -> String {
        directory + "/" + BytePath.text(shownPath(of: finding)) + (finding.isInMetadata ? " (name or attributes)" : "")
    }

    /// A path that is itself the secret is not shown.
    private func shownPath(of finding: LayerSearch.Finding) -> [UInt8] {
        guard finding.isInMetadata else { return finding.path }
        var mask = session.secrets.mask()
        let shown = mask.feed(finding.path)
        return shown + mask.finish()
    }
}
