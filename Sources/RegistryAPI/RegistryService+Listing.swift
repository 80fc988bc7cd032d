import HTTPServer
import OCI
import Storage

/// Tags, repositories, and what belongs to a manifest.
extension RegistryService {
    /// So many names at once where nobody says how many, and at most.
    private static let pageSize = 1000

    func tags(of path: RegistryPath, _ request: ServerRequest) throws -> ServerAnswer {
        guard let tags = try store.servedTags(of: path.repository) else {
            throw RegistryFault(404, .nameUnknown, "there is no repository \(path.text)")
        }
        let page = try page(of: tags, request)
        return Self.json(
            ["name": .string(path.text), "tags": .strings(page.names)],
            page.link("/v2/\(path.text)/tags/list"))
    }

    func catalog(_ request: ServerRequest) throws -> ServerAnswer {
        let names = try store.servedRepositories().compactMap { RegistryPath.shown($0) }
        let page = try page(of: names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }, request)
        return Self.json(["repositories": .strings(page.names)], page.link("/v2/_catalog"))
    }

    private static func json(_ value: JSONValue, _ link: String?) -> ServerAnswer {
        json(value, link.map { [("Link", $0)] } ?? [])
    }

    private static func json(_ value: JSONValue, _ headers: [(String, String)]) -> ServerAnswer {
        json(value, type: "application/json", headers)
    }

    /// Some of the names, and whether more follow.
    private struct Page {
        let names: [String]
        let count: Int
        let hasMore: Bool

        /// The header field that leads to the next ones (RFC 8288).
        func link(_ place: String) -> String? {
            guard hasMore, let last = names.last else { return nil }
            return "<\(place)?n=\(count)&last=\(PercentEncoding.encode(last))>; rel=\"next\""
        }
    }

    private func page(of names: [String], _ request: ServerRequest) throws(RegistryFault) -> Page {
        var rest = names[...]
        if let last = request.query("last"), !last.isEmpty {
            rest = names.drop { !last.utf8.lexicographicallyPrecedes($0.utf8) }
        }
        var count = Self.pageSize
        if let text = request.query("n") {
            guard let wanted = Int(text), wanted >= 0 else {
                throw RegistryFault(400, .unsupported, "n=\(text) is no number of names")
            }
            count = min(wanted, Self.pageSize)
        }
        return Page(names: Array(rest.prefix(count)), count: count, hasMore: count > 0 && rest.count > count)
    }

    func referrers(_ path: RegistryPath, _ text: String, _ request: ServerRequest) throws -> ServerAnswer {
        let subject = try Self.digest(text)
        var found = try store.referrers(of: subject, in: path.repository)
        var headers: [(String, String)] = []
        if let type = request.query("artifactType"), !type.isEmpty {
            found.removeAll { $0.artifactType != type }
            headers.append(("OCI-Filters-Applied", "artifactType"))
        }
        return Self.json(ImageIndex(manifests: found).json, type: MediaType.ociIndex.rawValue, headers)
    }
}
