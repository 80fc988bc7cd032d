internal import OCI
internal import Transport

extension RegistryClient {
    /// So many tags of a repository are read, whatever the registry sends.
    private static let tagLimit = 100_000

    /// All tags of the repository, in the registry's order: page by page, as its `Link` headers lead.
    ///
    /// - Throws: `notFound` where there is no such repository; `tooLarge` for a list without an end.
    public func tags() async throws -> [String] {
        try await run {
            var result: [String] = []
            var next: HTTPAddress? = try await self.home.address("tags/list?n=1000")
            while let address = next {
                var bytes: [UInt8] = []
                let response = try await self.home.send(
                    .pull(self.home.path),
                    onHead: { _, headers in
                        bytes = []
                        try Self.refusePages(headers, "the tags of \(self.repository)")
                    },
                    to: { part in
                        guard bytes.count + part.count <= Self.manifestLimit else {
                            throw RegistryError(
                                .tooLarge, "listing the tags of \(self.repository): a page has more than 4 MiB")
                        }
                        bytes.append(contentsOf: part)
                    }
                ) { HTTPRequest(.get, address) }
                guard response.isSuccess else {
                    throw Refusal(response).error("listing the tags of", "\(self.repository)", host: self.home.host)
                }
                guard let document = try? JSONValue(parsing: bytes) else {
                    throw RegistryError(
                        .wrongContent, "listing the tags of \(self.repository): what the registry sends is no list")
                }
                let page = document["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
                result += page
                if result.count > Self.tagLimit {
                    throw RegistryError(.tooLarge, "listing the tags of \(self.repository): there is no end of them")
                }
                next = page.isEmpty ? nil : try self.next(response)
            }
            return result
        }
    }

    /// The address of `Link: </v2/…>; rel="next"`.
    private func next(_ response: HTTPResponse) throws -> HTTPAddress? {
        guard let link = response.headers["Link"],
            link.lowercased().contains("rel=\"next\"") || link.contains("rel=next"),
            let start = link.firstIndex(of: "<"), let end = link[start...].firstIndex(of: ">")
        else { return nil }
        return try home.address(pointing: String(link[link.index(after: start)..<end]), from: response.address)
    }
}
