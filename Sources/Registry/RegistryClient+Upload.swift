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
            let response = try await home.send(.push(home.path).adding(readsFrom: source.path), isOptional: true) {
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
            try Self.refusePages(response.headers, "mounting \(self.repository)@\(digest)")
            return true
        }
    }

    /// Stores a blob: in one request, and where its connection breaks, the rest of it in further ones.
    ///
    /// The registry checks the digest, and may take some minutes for it. One that takes no request of that size gets the blob in parts.
    /// The body is begun anew for each try.
    public func upload(_ descriptor: Descriptor, body: HTTPRequest.Body) async throws {
        try await run {
            let known = self.begun.withLock { $0.removeValue(forKey: descriptor.digest) }
            var upload = Upload(descriptor, body)
            upload.address = if let known { known } else { try await self.beginUpload() }
            try await self.complete(&upload)
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
            var upload = Upload(descriptor, HTTPRequest.Body(size: descriptor.size, begin: body.begin))
            if let sent, sent.isSuccess {
                (upload.address, upload.stored) = (try self.location(sent, or: address), descriptor.size)
            } else {
                (upload.address, upload.isStarted) = (address, true)
            }
            try await self.complete(&upload)
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
                return Upload.request(.patch, address, body)
            }
            guard [401, 403].contains(response.status) else { return response }
            throw Refusal(response).error("storing a blob in", "\(repository)", host: home.host)
        } catch is Broken {
            return nil
        }
    }

    /// Sends what is left of an upload, and ends it.
    private func complete(_ upload: inout Upload) async throws {
        var response = try await finish(&upload)
        // The upload was ended, and the connection lost before that was told: the end went once more on another one.
        if response.status == 404, !upload.isResumed, try await hasBlob(upload.digest) { return }
        // One that has been started anew, or another one of those behind its name, does not know the upload. And a registry that
        // has not yet noticed that a request broke knows it, and takes nothing more of it.
        if response.status == 404 || upload.isResumed && [400, 409, 416].contains(response.status) {
            (upload.stored, upload.isStarted) = (0, false)
            upload.address = try await beginUpload()
            response = try await finish(&upload)
        }
        if response.status == 413 { response = try await sendParts(of: upload) ?? response }
        guard response.isSuccess else { throw try refused(response, upload.digest) }
    }

    /// What a registry says that does not take a blob.
    func refused(_ response: HTTPResponse, _ digest: Digest) throws -> RegistryError {
        let error = Refusal(response).error("storing", "\(repository)@\(digest)", host: try home().host)
        switch response.status {
        case 404:
            return RegistryError(
                .unavailable, error.message,
                hint: "the registry loses uploads: try again; several servers behind one name need one place for them")
        case 413:
            return RegistryError(
                .refused, error.message + ": a request is too large",
                hint: "its owner has to allow larger ones: client_max_body_size where nginx is before the registry")
        default: return error
        }
    }

    private func finish(_ upload: inout Upload) async throws -> HTTPResponse {
        let home = try home()
        return try await home.send(.push(home.path), progress: { upload.stored }) {
            if upload.isStarted { try await resume(&upload) }
            upload.isStarted = true
            // What was asked for had been done, and only the answer was lost.
            if upload.isDone { return HTTPRequest(.head, try await home.address("blobs/\(upload.digest)")) }
            return try upload.request()
        }
    }

    func beginUpload() async throws -> HTTPAddress { try location(await beginning()) }

    /// The answer to the beginning of an upload.
    func beginning() async throws -> HTTPResponse {
        let home = try home()
        let response = try await home.send(.push(home.path)) {
            HTTPRequest(.post, try await home.address("blobs/uploads/"), body: HTTPRequest.Body([]))
        }
        guard response.isSuccess else {
            throw Refusal(response).error("beginning an upload to", "\(repository)", host: home.host)
        }
        return response
    }

    /// Finds out how much of an upload the registry has. One that does not know it any more may have ended it; else it is begun anew.
    private func resume(_ upload: inout Upload) async throws {
        guard let address = upload.address else { return }
        let home = try home()
        let response = try await home.send(.push(home.path)) { HTTPRequest(.get, address) }
        if response.isSuccess, let stored = Upload.stored(response.headers["Range"]), stored <= upload.size {
            upload.stored = stored
            upload.isResumed = true
            upload.address = try location(response, or: address)
        } else if try await hasBlob(upload.digest) {
            upload.isDone = true
        } else {
            upload.stored = 0
            upload.address = try await beginUpload()
        }
    }

    /// Where an upload goes on: at the same address where the registry names no other.
    func location(_ response: HTTPResponse, or address: HTTPAddress? = nil) throws -> HTTPAddress {
        guard let text = response.headers["Location"] else {
            if let address { return address }
            throw RegistryError(.wrongContent, "uploading to \(repository): the registry does not say where to")
        }
        return try home().address(pointing: text, from: response.address)
    }
}
