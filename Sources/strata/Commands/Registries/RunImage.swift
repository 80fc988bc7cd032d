import Distribution
import OCI
import Storage

/// When `run` pulls its image.
enum PullPolicy: String, CaseIterable {
    case always, missing, never
}

extension CommandContext {
    /// Has the image of a container in the store, as the policy says; talks about it as docker does.
    ///
    /// - Throws: what a pull throws. An image that is not there is left to whoever looks it up.
    func provide(_ text: String, platform: String?, _ policy: PullPolicy, isQuiet: Bool, in store: Store) async throws {
        guard policy != .never, try policy == .always || !store.hasImage(text, platform),
            let reference = try? ImageReference(parsing: text).withDefaultTag()  // an ID is no name
        else { return }
        if policy == .missing { talk.print("Unable to find image '\(reference.familiar)' locally") }
        let wanted = try platform.map { try Platform(parsing: $0) }
        let distribution = Distribution(store: store, settings: registries)
        let display = TransferDisplay(isQuiet ? nil : talk, quietly: talk)
        let pulled = try await interruptible {
            try await distribution.pull(reference, platform: wanted) { display.show($0) }
        }
        if isQuiet { return }
        talk.print("Digest: \(pulled.digest)")
        talk.print(pulled.statusLine)
    }
}

extension Store {
    /// Whether a name or an ID means an image here, on the wanted platform.
    fileprivate func hasImage(_ text: String, _ platform: String?) throws -> Bool {
        do {
            guard let platform else { return try image(named: text) != nil }
            return try image(named: text, for: Platform(parsing: platform)) != nil
        } catch let error as StorageError where error.code == .wrongPlatform {
            return false
        }
    }
}
