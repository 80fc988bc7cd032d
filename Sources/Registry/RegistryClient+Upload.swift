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
            let known = self.begun.withLock { $0.removeValue(forKey: descriptor.digest) }
            var upload = Upload(size: descriptor.size, body: body)
            upload.address = if let known { known } else { try await self.beginUpload() }
            try await self.complete(&upload, descriptor.digest)
        }
    }

    /// Stores a blob whose bytes are still being made: in one request that ends with them.
    ///
    /// Where that breaks, or the registry does not take it, what the registry lacks goes when all bytes are there.
    ///
    /// - Parameters:
    ///   - body: Its size is not known. It is begun anew for each try.
    ///   - descriptor: Waits for the end of the bytes, and says what they are.
    public func upload(_ body: HTTPRequest.Body, descriptor: () throws -> Descriptor) async throws {
        try await run {
            let address = try await self.beginUpload()
            let sent = try await self.stream(body, to: address)
            let descriptor = try descriptor()
            var upload = Upload(size: descriptor.size, body: HTTPRequest.Body(size: descriptor.size, begin: body.begin))
            if let sent, sent.isSuccess {
                (upload.address, upload.stored) = (try self.location(sent), descriptor.size)
            } else {
                (upload.address, upload.isStarted) = (address, true)
            }
            try await self.complete(&upload, descriptor.digest)
        }
    }

    /// Sends bytes as they come; the answer, or `nil` where the connection broke or the registry has a problem.
    private func stream(_ body: HTTPRequest.Body, to address: HTTPAddress) async throws -> HTTPResponse? {
        struct Broken: Error {}
        let home = try home()
        var isSent = false
        do {
            let response = try await home.send(.push(home.path)) {
                if isSent { throw Broken() }
                isSent = true
                return HTTPRequest(
                    .patch, address, headers: ["Content-Type": "application/octet-stream"], body: body)
            }
            guard [401, 403].contains(response.status) else { return response }
            throw Refusal(response).error("storing a blob in", "\(repository)", host: home.host)
        } catch is Broken {
            return nil
        }
    }

    /// Sends what is left of an upload, and ends it.
    private func complete(_ upload: inout Upload, _ digest: Digest) async throws {
        let home = try home()
        var response = try await finish(&upload, digest)
        // A registry that has not yet noticed that a request broke knows the upload, and takes nothing more of it.
        if upload.isResumed, [400, 404, 409, 416].contains(response.status) {
            upload.stored = 0
            upload.isStarted = false
            upload.address = try await beginUpload()
            response = try await finish(&upload, digest)
        }
        guard response.isSuccess else {
            throw Refusal(response).error("storing", "\(repository)@\(digest)", host: home.host)
        }
    }

    private func finish(_ upload: inout Upload, _ digest: Digest) async throws -> HTTPResponse {
        let home = try home()
        return try await home.send(.push(home.path), progress: { upload.stored }) {
            if upload.isStarted { try await resume(&upload) }
            upload.isStarted = true
            return try upload.request(digest)
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
            upload.isResumed = true
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
    /// Whether an upload goes on that an earlier request began.
    var isResumed = false

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
        if stored == 0 { return body }
        if stored == size { return HTTPRequest.Body([]) }
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
