public import OCI

extension KeyParts {
    /// The key of a RUN: the command, the whole execution state, and what the layers below contain (rule 20).
    ///
    /// Proxies, limits, the runtime and the number of jobs do not count; of a mount what ``StepMount/keyText`` says.
    ///
    /// - Parameter mounted: digests of what bind mounts show, by target.
    public static func run(_ step: RunStep, in context: KeyContext, mounted: [String: Digest] = [:]) -> KeyParts {
        let environment = EnvironmentList(step.environment).entries
        let arguments = Set(step.argumentNames)
        var parts = [Part(label: "command", value: .list(step.arguments))]
        if !step.files.isEmpty { parts.append(Part(label: "here-documents", value: .map(digests(of: step.files)))) }
        parts += [
            Part(label: "environment", value: .map(map(environment.filter { !arguments.contains($0.name) }))),
            Part(label: "build arguments", value: .map(map(environment.filter { arguments.contains($0.name) }))),
            Part(label: "user", value: .text(step.user)),
            Part(label: "working directory", value: .text(step.workingDirectory)),
            Part(label: "network", value: .text(step.network.rawValue)),
        ]
        parts += step.sandbox.parts
        if !step.mounts.isEmpty {
            let texts = step.mounts.map { ($0.target, $0.keyText + (mounted[$0.target].map { ", \($0)" } ?? "")) }
            parts.append(Part(label: "mounts", value: .map(Dictionary(texts, uniquingKeysWith: { $1 }))))
        }
        if !step.secrets.isEmpty {
            parts.append(Part(label: "secrets", value: .list(step.secrets.map(\.keyText))))
            // A layer that was not searched is no result for a build that wants it searched.
            if context.allowsSecrets { parts.append(Part(label: "secrets in layers", value: .text("allowed"))) }
        }
        if !step.agents.isEmpty {
            parts.append(Part(label: "ssh agents", value: .list(step.agents.map(\.keyText))))
        }
        if !step.devices.isEmpty {
            parts.append(Part(label: "devices", value: .list(step.devices.map(\.keyText))))
        }
        return KeyParts(kind: "run", parts: parts + context.parts)
    }

    /// The key of a COPY or ADD: its expanded arguments, what it copies, and what the layers below contain.
    ///
    /// A linked copy does not look at what is below, so that does not count for it.
    /// - Parameters:
    ///   - owner: what `--chown` resolves to; `nil` without the flag.
    ///   - contents: digest of the canonical listing of what is copied: path, type, mode, link target, kept attributes and
    ///     digest of the bytes, owner only with `--from`, and never a time.
    ///   - contentsShape: digest of the same listing with sizes in the place of digests.
    public static func copy(
        _ step: CopyStep,
        in context: KeyContext,
        owner: Owner?,
        contents: Digest,
        contentsShape: Digest
    ) -> KeyParts {
        let text = Part(label: contentsLabel, value: .text(contents.description))
        let parts = self.parts(of: step, in: context, owner: owner) + [text]
        return KeyParts(kind: step.isAdd ? "add" : "copy", parts: parts, contentsShape: contentsShape)
    }

    /// The shape of a COPY or ADD whose contents are not hashed yet; equal to ``shape`` of its later key.
    public static func copyShape(
        _ step: CopyStep,
        in context: KeyContext,
        owner: Owner?,
        contentsShape: Digest
    ) -> Digest {
        copy(step, in: context, owner: owner, contents: contentsShape, contentsShape: contentsShape).shape
    }

    /// The key of a WORKDIR: the path, the owner of directories that it makes, and what the layers below contain.
    public static func workdir(_ step: WorkdirStep, in context: KeyContext, owner: Owner) -> KeyParts {
        let parts = [
            Part(label: "path", value: .text(step.path)),
            Part(label: "owner", value: .text(owner.description)),
        ]
        return KeyParts(kind: "workdir", parts: parts + context.parts)
    }

    private static func parts(of step: CopyStep, in context: KeyContext, owner: Owner?) -> [Part] {
        var parts = [
            Part(label: "sources", value: .list(sources(of: step))),
            Part(label: "destination", value: .text(step.destination)),
        ]
        if !step.inlineFiles.isEmpty {
            parts.append(Part(label: "here-documents", value: .map(digests(of: step.inlineFiles))))
        }
        if let owner { parts.append(Part(label: "owner", value: .text(owner.description))) }
        if let permissions = step.permissions { parts.append(Part(label: "mode", value: .text(permissions))) }
        if !step.exclusions.isEmpty { parts.append(Part(label: "exclusions", value: .list(step.exclusions))) }
        if step.keepsParents { parts.append(Part(label: "parents", value: .text("kept"))) }
        if step.isLinked { parts.append(Part(label: "link", value: .text("yes"))) }
        if step.isAdd {
            parts.append(Part(label: "archives", value: .text(step.unpacksArchives ? "unpacked" : "kept")))
        }
        if !step.remotes.isEmpty, step.unpacksFetched {
            parts.append(Part(label: "fetched archives", value: .text("unpacked")))
        }
        return parts + context.parts.filter { !step.isLinked || $0.label != fileSystemLabel }
    }

    /// What is fetched counts by what it is, not by where it lies: that is in no record.
    private static func sources(of step: CopyStep) -> [String] {
        step.sources.enumerated().map { step.remotes[$0] == nil ? $1 : "(fetched)" }
    }

    private static func map(_ entries: [EnvironmentList.Entry]) -> [String: String] {
        Dictionary(entries.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    private static func digests(of files: [InlineFile]) -> [String: String] {
        Dictionary(
            files.map { ($0.name, "\(String($0.mode, radix: 8)) \(Digest.of($0.bytes))") },
            uniquingKeysWith: { $1 }
        )
    }
}
