internal import LinuxSystem
internal import OCI
internal import Transport

extension RegistryClient {
    /// How large parts are, where a registry, or a proxy before it, takes no request of a blob's size. The first is the bound of
    /// what is kept in memory of each upload, the second what nginx lets pass where nobody told it otherwise.
    private static let partSizes = [8 << 20, 1 << 20]
    /// How large a part is at most where the registry wants larger ones.
    private static let partLimit = 64 << 20
    /// How often parts are begun anew where the registry does not say what it has of them.
    private static let partTries = 3

    /// Sends a blob in one request after the other (distribution-spec, "Pushing a blob in chunks"); the answer to the last one, or
    /// `nil` where parts are no better.
    func sendParts(of upload: Upload) async throws -> HTTPResponse? {
        for size in Self.partSizes where upload.size > size {
            DebugLog.note("registry", "\(repository)@\(upload.digest) goes in parts of \(size) bytes")
            for _ in 0..<Self.partTries {
                do {
                    if let response = try await sendParts(of: upload, size) { return response }
                    break
                } catch is LostParts { continue }
            }
        }
        return nil
    }

    /// `nil` where parts of that size are too large.
    private func sendParts(of upload: Upload, _ size: Int) async throws -> HTTPResponse? {
        let home = try home()
        let beginning = try await beginning()
        var address = try location(beginning)
        let least = beginning.headers["OCI-Chunk-Min-Length"].flatMap { Int($0) } ?? 0
        guard least <= Self.partLimit else { return nil }
        let size = max(size, least)
        let read = try upload.body.begin()
        var stored: Int64 = 0
        while stored < upload.size {
            let part = try Self.part(of: size, read)
            let (target, range) = (address, stored..<stored + Int64(part.count))
            if range.isEmpty { break }
            var isSent = false
            let response = try await home.send(.push(home.path)) {
                // A part may have arrived, and only the answer was lost: not every registry notices one that comes twice.
                if isSent {
                    let stored = try await self.stored(at: target)
                    if stored == range.upperBound { return HTTPRequest(.get, target) }
                    if stored != range.lowerBound { throw LostParts() }
                }
                isSent = true
                var request = Upload.request(.patch, target, HTTPRequest.Body(part))
                request.headers["Content-Range"] = "\(range.lowerBound)-\(range.upperBound - 1)"
                return request
            }
            if response.status == 413 { return nil }
            guard response.isSuccess else { throw try refused(response, upload.digest) }
            address = try location(response, or: target)
            stored = range.upperBound
        }
        let closing = try Upload.closing(address, upload.digest)
        return try await home.send(.push(home.path)) { Upload.request(.put, closing, HTTPRequest.Body([])) }
    }

    /// How much of an upload the registry has; `nil` where it does not say.
    private func stored(at address: HTTPAddress) async throws -> Int64? {
        let home = try home()
        let response = try await home.send(.push(home.path)) { HTTPRequest(.get, address) }
        return response.isSuccess ? Upload.stored(response.headers["Range"]) : nil
    }

    private static func part(of size: Int, _ read: HTTPRequest.Body.Reader) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while filled < size {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let count = try read(rest)
                if count == 0 { return }
                filled += count
            }
        }
    }
}

/// What a registry has of an upload is not known.
private struct LostParts: Error {}
