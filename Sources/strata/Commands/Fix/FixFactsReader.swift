import DockerfileSyntax
import Fixes
import OCI
import Registry
import Storage
import SystemPackage

/// Finds out what rules ask for: the context, and what base images are now.
struct FixFactsReader: Sendable {
    let target: FixTarget
    let command: CommandContext
    let isOffline: Bool

    /// All that is known. A base image of which nothing is known is left as it is; a line of standard error says why.
    func read() async throws -> FixFacts {
        let listing = try HostContext(target.context)
        var facts = FixFacts(
            context: listing, ignoreFile: (target.ignorePath.string, target.ignoreBytes),
            sharesContext: listing.hasOtherDockerfile(than: target.path.lastComponent?.string ?? ""))
        if ContextClutter.matters(to: dockerfile) { facts.clutter = try listing.clutter() }
        let store = HostProcess.userID == 0 ? try command.openStore() : nil
        for name in names {
            if let known = try store.flatMap({ try base(name, in: $0) }) {
                facts.bases[name] = known
            } else if !isOffline, let reference = try? ImageReference(parsing: name) {
                facts.bases[name] = try await ask(reference.withDefaultTag())
            }
        }
        return facts
    }

    private var dockerfile: Dockerfile { Dockerfile.parse(target.bytes, name: target.name).dockerfile }

    /// The images behind FROM, as they are written.
    private var names: [String] {
        let dockerfile = dockerfile
        var names: [String] = []
        for (index, stage) in dockerfile.stages.enumerated() {
            let name = stage.baseName.text
            if dockerfile.stageIndex(named: name, before: index) == nil, !name.contains("$"),
                name.lowercased() != "scratch", !names.contains(name)
            {
                names.append(name)
            }
        }
        return names
    }

    /// What the store knows of an image; a digest only where a registry has the image under it.
    private func base(_ name: String, in store: Store) throws -> FixFacts.Base? {
        guard let reference = try? ImageReference(parsing: name), let image = try store.image(named: name) else {
            return nil
        }
        let known = try store.repositoryDigests(of: image).filter { $0.repository == reference.repository }
        let index = image.indexes[reference.withDefaultTag()]?.digest
        let digest = known.compactMap(\.digest).last { index == nil || $0 == index }
        let triggers = try store.configuration(of: image).value.config.onBuild
        return FixFacts.Base(digest: digest, triggers: triggers)
    }

    /// What a registry says of an image.
    private func ask(_ reference: ImageReference) async throws -> FixFacts.Base? {
        do {
            let remote = RemoteImage(reference, command.registries)
            let manifest = try await remote.manifest(platform: nil)
            let image = try await remote.document(of: remote.manifest(platform: "\(Platform.host)"))
            let triggers = image["Config"]?["OnBuild"]?.arrayValue?.compactMap(\.stringValue)
            return FixFacts.Base(digest: manifest.digest, triggers: triggers ?? [])
        } catch let error as any ReportableError {
            command.talk.print("\(reference.familiar) is not pinned: \(error.message)")
            return nil
        }
    }
}
