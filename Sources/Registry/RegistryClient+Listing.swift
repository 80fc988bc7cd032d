public import OCI
internal import Transport

extension RegistryClient {
    /// How large one page of a list may be.
    private static let pageLimit = 16 << 20
    /// How large all pages may be together: a quarter of a million tags.
    private static let listLimit = 24 << 20
    /// How many pages are asked for at most.
    private static let pageCount = 10_000

    /// All tags of the repository, sorted, whatever order and pages the registry has.
    ///
    /// - Throws: `notFound` where the registry has no such repository.
    public func tags() async throws -> [String] {
        try await run {
            var result: [String] = []
            try await pages("tags/list?n=1000", "the tags of \(self.repository)") { page in
                result += (page["tags"]?.arrayValue ?? []).compactMap(\.stringValue)
            }
            return Set(result).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The manifests that name another as their subject (distribution-spec, "Listing Referrers"); where the registry does not list
    /// them, those that the tag `sha256-…` lists.
    public func referrers(of digest: Digest, artifactType: String? = nil) async throws -> [Descriptor] {
        try await run {
            var result: [Descriptor] = []
            let query = artifactType.map { "?" + PercentEncoding.query([("artifactType", $0)]) } ?? ""
            do {
                try await pages("referrers/\(digest)\(query)", "what refers to \(self.repository)@\(digest)") { page in
                    for item in page["manifests"]?.arrayValue ?? [] { result.append(try Descriptor(json: item)) }
                }
            } catch let error as RegistryError where [.notFound, .refused, .wrongContent].contains(error.code) {
                result = try await fallbackIndex(of: digest)
            }
            guard let artifactType else { return result }
            return result.filter { $0.artifactType == artifactType }
        }
    }

    /// The tag that lists what refers to a manifest, where the registry does not.
    static func fallbackTag(of digest: Digest) -> ManifestReference { .tag("sha256-\(digest.hex)") }

    /// Whether a tag is one of those lists: `sha256-` and the hexadecimal digits of a digest, and nothing else (distribution-spec,
    /// "Referrers Tag Schema").
    public static func isReferrersTag(_ tag: String) -> Bool {
        tag.hasPrefix("sha256-") && Digest("sha256:" + tag.dropFirst("sha256-".count)) != nil
    }

    /// The entries of that list; none where there is none. Mirrors are not asked, as for the registry's own list: it is written again.
    func fallbackIndex(of digest: Digest) async throws -> [Descriptor] {
        do {
            let manifest = try await manifest(Self.fallbackTag(of: digest), atHome: true)
            return try ImageIndex(json: try JSONValue(parsing: manifest.bytes)).manifests
        } catch let error as RegistryError where error.code == .notFound {
            return []
        }
    }

    private func pages(_ first: String, _ subject: String, _ body: (JSONValue) throws -> Void) async throws {
        let home = try home()
        var next: HTTPAddress? = try await home.address(first)
        var size = 0
        for _ in 0..<Self.pageCount {
            guard let address = next else { return }
            let tooLarge = RegistryError(.tooLarge, "listing \(subject): the answer has more than 16 MiB")
            let (response, bytes) = try await Self.text(
                of: subject, at: home, limit: Self.pageLimit, beyond: tooLarge
            ) { HTTPRequest(.get, address) }
            guard response.isSuccess else { throw Refusal(response).error("listing", subject, host: home.host) }
            size += bytes.count
            guard size <= Self.listLimit else {
                throw RegistryError(.tooLarge, "listing \(subject): the list has more than 24 MiB")
            }
            guard case .object(let page)? = try? JSONValue(parsing: bytes) else {
                throw RegistryError(.wrongContent, "listing \(subject): the registry sends no list")
            }
            try body(.object(page))
            next = try Self.next(response, home)
            // Whoever else is named there is shown nothing and asked nothing.
            if let next, next.origin != address.origin || next == address {
                throw RegistryError(.wrongContent, "listing \(subject): the list goes on at \(next)")
            }
        }
        throw RegistryError(.tooLarge, "listing \(subject): the list does not end")
    }

    /// Where a list goes on, which is at the registry itself: behind a proxy it is known to leave out its port.
    private static func next(_ response: HTTPResponse, _ home: Endpoint) throws -> HTTPAddress? {
        let links = response.headers.values(of: "Link").flatMap(WebLink.parse)
        guard let link = links.first(where: { $0.relations.contains("next") }) else { return nil }
        let address = try home.address(pointing: link.target, from: response.address)
        let own = response.address.origin
        guard address.origin.host == own.host else { return address }
        return try HTTPAddress(parsing: "\(own.scheme)://\(own.host):\(own.port)\(address.target)")
    }
}

extension RegistryClient {
    /// Asks whether a registry is there and accepts who asks (distribution-spec, "Determining Support").
    func ping() async throws {
        try await run {
            let home = try self.home()
            let response = try await home.send(.none) { HTTPRequest(.get, try await home.base()) }
            guard response.isSuccess else {
                throw Refusal(response).error("asking", home.host, host: home.host)
            }
        }
    }
}
