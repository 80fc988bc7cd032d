public import OCI

extension BillOfMaterials {
    /// The bill in the form of this program: `{image, digest, platform, created, distribution?, packages, warnings}`.
    public var json: JSONValue {
        var result: JSONObject = [
            "image": .string(subject.name), "digest": .string(subject.digest.description),
            "platform": .string(subject.platform.description), "created": .string(created),
        ]
        if let release = inventory.release {
            var json: JSONObject = ["id": .string(release.id)]
            if let version = release.version { json["version"] = .string(version) }
            if let name = release.prettyName { json["name"] = .string(name) }
            result["distribution"] = .object(json)
        }
        result["packages"] = .array(inventory.packages.map(\.json))
        result["warnings"] = .array(
            inventory.warnings.map { ["path": .string($0.place), "message": .string($0.message)] })
        return .object(result)
    }
}

extension Package {
    /// The package with what is known of it.
    public var json: JSONValue {
        var result: JSONObject = ["type": .string(kind.rawValue), "name": .string(name), "version": .string(version)]
        if let architecture { result["architecture"] = .string(architecture) }
        if let source {
            var json: JSONObject = ["name": .string(source.name)]
            if let version = source.version { json["version"] = .string(version) }
            result["source"] = .object(json)
        }
        if let maintainer { result["maintainer"] = .string(maintainer) }
        if !licences.isEmpty { result["licences"] = .strings(licences) }
        if let summary { result["summary"] = .string(summary) }
        if let homepage { result["homepage"] = .string(homepage) }
        result["purl"] = .string(url)
        result["path"] = .string(place)
        return .object(result)
    }
}
