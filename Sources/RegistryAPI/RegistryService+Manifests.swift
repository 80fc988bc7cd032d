import HTTPServer
import LinuxSystem
import OCI
import Storage

/// Manifests by tag and by digest.
extension RegistryService {
    /// How large a manifest may be (distribution-spec, "Pushing Manifests": at least 4 MiB).
    static let manifestLimit = 4 << 20

    func manifest(_ path: RegistryPath, _ text: String) throws -> ServerAnswer {
        guard let found = try find(path, text) else {
            throw RegistryFault(404, .manifestUnknown, "\(path.text) has no manifest \(text)")
        }
        return ServerAnswer(
            200,
            [
                ("Content-Type", found.mediaType.rawValue), ("Docker-Content-Digest", found.digest.description),
                ("ETag", "\"\(found.digest)\""),
            ], body: .bytes(found.bytes))
    }

    private func find(_ path: RegistryPath, _ text: String) throws -> ServedManifest? {
        if text.contains(":") {
            let digest = try Self.digest(text)
            if let kept = try store.servedManifest(digest, in: path.repository) { return kept }
            return try outgoingManifest(digest, in: path.repository)?.manifest
        }
        let reference = try Self.reference(path, text)
        switch try store.servedName(reference) {
        case nil: return nil
        case .manifest(let digest)?: return try store.servedManifest(digest, in: path.repository)
        case .image(let image)?: return try documents(of: image, reference).last
        }
    }

    /// The documents with which an image goes out, what its name stands for last.
    private func documents(of image: Image, _ reference: ImageReference) throws -> [ServedManifest] {
        if let known = outgoing.documents(reference, image) { return known }
        let made = try using { [store, encoding] in
            try await store.servedManifests(of: image, named: reference, encoding: encoding)
        }
        outgoing.remember(made, reference, image)
        return made
    }

    /// A document with which an image of the repository goes out, and the name that led there. Nothing is compressed to find it.
    private func outgoingManifest(
        _ digest: Digest, in repository: RepositoryName
    ) throws -> (manifest: ServedManifest, names: [ImageReference])? {
        var found: ServedManifest?
        var names: [ImageReference] = []
        for tag in try store.servedTags(of: repository) ?? [] {
            let reference = try ImageReference(repository: repository, taggedBy: tag)
            guard case .image(let image)? = try store.servedName(reference) else { continue }
            guard
                try outgoing.documents(reference, image) != nil
                    || store.isEncoded(image, named: reference, encoding: encoding)
            else { continue }
            let documents = try documents(of: image, reference)
            if documents.last?.digest == digest { names.append(reference) }
            found = found ?? documents.first { $0.digest == digest }
        }
        return found.map { ($0, names) }
    }

    func removeManifest(_ path: RegistryPath, _ text: String) throws -> ServerAnswer {
        let isGone: Bool
        if text.contains(":") {
            let digest = try Self.digest(text)
            let names = try outgoingManifest(digest, in: path.repository)?.names ?? []
            isGone = try store.removeServedManifest(digest, in: path.repository, names: names)
        } else {
            isGone = try store.removeServedTag(Self.reference(path, text))
        }
        if !isGone { throw RegistryFault(404, .manifestUnknown, "\(path.text) has no manifest \(text)") }
        return ServerAnswer(202)
    }

    func takeManifest(_ path: RegistryPath, _ text: String, _ request: ServerRequest) throws -> ServerReply {
        let digest = text.contains(":") ? try Self.digest(text) : nil
        let reference = digest == nil ? try Self.reference(path, text, isNew: true) : nil
        if let length = request.contentLength, length > Int64(Self.manifestLimit) { throw ManifestBody.tooLarge }
        let type = request.header("Content-Type")
        return .read(
            ManifestBody { [self] bytes in
                try keep(bytes, type, path, digest: digest, tag: reference?.tag)
            })
    }

    private func keep(
        _ bytes: [UInt8], _ type: String?, _ path: RegistryPath, digest: Digest?, tag: String?
    ) throws -> ServerAnswer {
        if let digest, Digest.of(bytes) != digest {
            throw RegistryFault(400, .digestInvalid, "the manifest's bytes do not have the digest \(digest)")
        }
        let pushed: PushedManifest
        do { pushed = try PushedManifest(bytes: bytes, mediaType: type) } catch {
            throw RegistryFault(400, .manifestInvalid, RegistryFault(error).message)
        }
        let kind = try using { [store] in
            try await store.keepManifest(pushed, in: path.repository, tag: tag)
        }
        DebugLog.note("registry", "\(path.text): \(pushed.digest) is kept as \(kind.rawValue)")
        var headers = [
            ("Location", "/v2/\(path.text)/manifests/\(pushed.digest)"),
            ("Docker-Content-Digest", pushed.digest.description),
        ]
        if let subject = pushed.subject { headers.append(("OCI-Subject", subject.digest.description)) }
        return ServerAnswer(201, headers)
    }

    /// - Parameter isNew: What cannot be a tag is wrong where one is to be made, and otherwise not there.
    static func reference(
        _ path: RegistryPath, _ tag: String, isNew: Bool = false
    ) throws(RegistryFault) -> ImageReference {
        do throws(OCIError) { return try ImageReference(repository: path.repository, taggedBy: tag) } catch {
            throw isNew
                ? RegistryFault(400, .manifestInvalid, error.message)
                : RegistryFault(404, .manifestUnknown, error.message)
        }
    }

    static func digest(_ text: String) throws(RegistryFault) -> Digest {
        do throws(OCIError) { return try Digest(parsing: text) } catch {
            throw RegistryFault(400, .digestInvalid, error.message)
        }
    }
}

/// Takes a manifest; no more of it than a manifest may have.
private final class ManifestBody: ServerBody {
    static var tooLarge: RegistryFault {
        RegistryFault(413, .sizeInvalid, "a manifest has \(RegistryService.manifestLimit >> 20) MiB at most")
    }

    private var bytes: [UInt8] = []
    private var isTooLarge = false
    private let keep: ([UInt8]) throws -> ServerAnswer

    init(_ keep: @escaping ([UInt8]) throws -> ServerAnswer) { self.keep = keep }

    func take(_ part: UnsafeRawBufferPointer) -> Bool {
        isTooLarge = isTooLarge || bytes.count + part.count > RegistryService.manifestLimit
        if isTooLarge { bytes = [] } else { bytes.append(contentsOf: part) }
        return !isTooLarge
    }

    func finish() -> ServerAnswer {
        do {
            if isTooLarge { throw Self.tooLarge }
            return RegistryService.marked(try keep(bytes))
        } catch {
            return RegistryService.answer(to: error)
        }
    }

    func abandon() {}
}
