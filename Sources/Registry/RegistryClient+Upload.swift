public import OCI
internal import Synchronization
public import Transport

extension RegistryClient {
    /// Makes a blob of another repository of the registry one of this repository; whether that was done.
    ///
    /// It is not where the other repository has no such blob, or who asks may not read it, or the registry does no such thing.
    public func mount(_ digest: Digest, from source: Repository) async throws -> Bool {
        try await run {
            let home = try self.home()
            let query = PercentEncoding.query([("mount", digest.description), ("from", source.path)])
            let response = try await home.send(.push(home.path).adding(readsFrom: source.path)) {
                HTTPRequest(.post, try await home.address("blobs/uploads/?\(query)"), body: HTTPRequest.Body([]))
            }
            if response.status == 202 {
                // The registry has begun an upload instead; `upload` goes on with it.
                let address = try self.location(response)
                self.begun.withLock { $0[digest] = address }
                return false
            }
            guard response.isSuccess else {
                throw Refusal(response).error("mounting", "\(self.repository)@\(digest)", host: home.host)
            }
            return true
        }
    }

    /// Stores a blob: in one request, and where its connection breaks, the rest of it in further ones.
    ///
    /// The registry checks the digest. The body is begun anew for each try.
    public func upload(_ descriptor: Descriptor, body: HTTPRequest.Body) async throws {
        try await run {
            let home = try self.home()
            let known = self.begun.withLock { $0.removeValue(forKey: descriptor.digest) }
            var upload = Upload(size: descriptor.size, body: body)
            upload.address = if let known { known } else { try await self.beginUpload() }
            let response = try await home.send(.push(home.path), progress: { upload.stored }) {
                if upload.isStarted { try await self.resume(&upload) }
                upload.isStarted = true
                return try upload.request(descriptor.digest)
            }
            guard response.isSuccess else {
                throw Refusal(response).error(
                    "storing", "\(self.repository)@\(descriptor.digest)", host: home.host)
            }
        }
    }

    /// Stores a blob whose digest is known only when its bytes have passed; `digest` is asked for it then.
    ///
    /// - Throws: also what `digest` throws. A broken connection ends the call, as the bytes cannot be had again.
    public func upload(_ body: HTTPRequest.Body, digest: () throws -> Digest) async throws {
        try await run {
            let address = try await self.beginUpload()
            let once = try self.home()
            let sent = try await once.send(.push(once.path)) {
                HTTPRequest(.patch, address, headers: ["Content-Type": "application/octet-stream"], body: body)
            }
            guard sent.isSuccess else {
                throw Refusal(sent).error("storing a blob in", "\(self.repository)", host: once.host)
            }
            let end = try self.location(sent)
            let result = try digest()
            let response = try await once.send(.push(once.path)) {
                HTTPRequest(.put, try Upload.closing(end, result), body: HTTPRequest.Body([]))
            }
            guard response.isSuccess else {
                throw Refusal(response).error("storing", "\(self.repository)@\(result)", host: once.host)
            }
        }
    }

    private func beginUpload() async throws -> HTTPAddress {
        let home = try home()
        let response = try await home.send(.push(home.path)) {
            HTTPRequest(.post, try await home.address("blobs/uploads/"), body: HTTPRequest.Body([]))
        }
        guard response.isSuccess else {
            throw Refusal(response).error("beginning an upload to", "\(repository)", host: home.host)
        }
        return try location(response)
    }

    /// Finds out how much of an upload the registry has, and begins anew where it does not know it any more.
    private func resume(_ upload: inout Upload) async throws {
        guard let address = upload.address else { return }
        let home = try home()
        let response = try await home.send(.push(home.path)) { HTTPRequest(.get, address) }
        if response.isSuccess, let stored = Upload.stored(response.headers["Range"]), stored <= upload.size {
            upload.stored = stored
            upload.address = response.headers["Location"] == nil ? address : try location(response)
        } else {
            upload.stored = 0
            upload.address = try await beginUpload()
        }
    }

    /// Where an upload goes on.
    private func location(_ response: HTTPResponse) throws -> HTTPAddress {
        guard let text = response.headers["Location"] else {
            throw RegistryError(.wrongContent, "uploading to \(repository): the registry does not say where to")
        }
        return try home().address(pointing: text, from: response.address)
    }
}

/// A blob on its way to a registry.
private struct Upload {
    let size: Int64
    let body: HTTPRequest.Body
    /// Where its bytes go.
    var address: HTTPAddress?
    /// How many bytes the registry has.
    var stored: Int64 = 0
    /// Whether bytes were sent before.
    var isStarted = false

    /// What goes next: the whole or the rest, and with it the end of the upload (a PUT may bring the last bytes).
    func request(_ digest: Digest) throws -> HTTPRequest {
        guard let address else { preconditionFailure("an upload is begun before it goes on") }
        var request = HTTPRequest(
            .put, try Self.closing(address, digest), headers: ["Content-Type": "application/octet-stream"], body: rest)
        if stored > 0, stored < size { request.headers["Content-Range"] = "\(stored)-\(size - 1)" }
        return request
    }

    /// The address that ends an upload with a digest.
    static func closing(_ address: HTTPAddress, _ digest: Digest) throws -> HTTPAddress {
        let separator = address.text.contains("?") ? "&" : "?"
        return try HTTPAddress(
            parsing: address.text + separator + PercentEncoding.query([("digest", digest.description)]))
    }

    /// How many bytes are stored, by `0-99`. Registries say `0-0` both for nothing and for one byte: then none is counted.
    static func stored(_ range: String?) -> Int64? {
        guard let range else { return 0 }
        guard let last = range.split(separator: "-").last.flatMap({ Int64($0) }) else { return nil }
        return last == 0 ? 0 : last + 1
    }

    /// The body without what the registry has.
    private var rest: HTTPRequest.Body {
        guard stored > 0 else { return body }
        let (body, skipped) = (body, stored)
        return HTTPRequest.Body(size: size - skipped) {
            let reader = try body.begin()
            var left = Int(skipped)
            while left > 0 {
                let count = try withUnsafeTemporaryAllocation(byteCount: min(left, 64 << 10), alignment: 16) {
                    try reader($0)
                }
                guard count > 0 else { break }
                left -= count
            }
            return reader
        }
    }
}
