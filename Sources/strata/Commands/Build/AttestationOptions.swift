import BuildGraph
import DockerfileSyntax

/// `--attest`, `--provenance` and `--sbom`, as buildx has them; what stands last counts.
struct AttestationOptions {
    var attestations: [String]
    var provenance: String?
    var packages: String?

    /// What provenance the options ask for; `nil` for none.
    func request() throws -> ProvenanceRequest? {
        var result: ProvenanceRequest?
        for text in attestations {
            let fields = try Self.fields(text, "--attest \(text)")
            switch fields["type"] {
            case "provenance": result = try Self.provenance(fields, "--attest \(text)")
            case "sbom": continue
            case let type?:
                throw UsageError(
                    "--attest \(text): there is no type “\(type)”", hint: "write type=provenance or type=sbom")
            case nil: throw UsageError("--attest \(text): type= is missing", hint: "write type=provenance,mode=max")
            }
        }
        guard let text = provenance else { return result }
        switch text {
        case "": return ProvenanceRequest()
        case "min", "max": return try Self.provenance(["mode": text], "--provenance \(text)")
        default: break
        }
        if let isWanted = GoBoolean.parse(text) { return isWanted ? ProvenanceRequest() : nil }
        return try Self.provenance(Self.fields(text, "--provenance \(text)"), "--provenance \(text)")
    }

    /// Whether the options ask for a list of the image's packages.
    var listsPackages: Bool {
        get throws {
            var result = false
            for text in attestations {
                let fields = try Self.fields(text, "--attest \(text)")
                if fields["type"] == "sbom" { result = try Self.listsPackages(fields, "--attest \(text)") }
            }
            switch packages {
            case nil, "": return result
            case let text?:
                return try GoBoolean.parse(text)
                    ?? Self.listsPackages(Self.fields(text, "--sbom \(text)"), "--sbom \(text)")
            }
        }
    }

    private static func listsPackages(_ fields: [String: String], _ option: String) throws -> Bool {
        if let generator = fields["generator"], !generator.isEmpty {
            throw UsageError(
                "\(option): the image \(generator) is not run, as Strata reads the databases of package managers itself",
                hint: "leave out generator=")
        }
        let known = ["type", "disabled", "generator"]
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw UsageError("\(option): there is no field “\(unknown)”", hint: "the field is disabled")
        }
        return try !isDisabled(fields, option)
    }

    private static func fields(_ text: String, _ option: String) throws -> [String: String] {
        var result: [String: String] = [:]
        for field in try OptionFields.split(text, of: option) {
            guard let equals = field.firstIndex(of: "=") else {
                throw UsageError("\(option): “\(field)” is not of the form key=value", hint: "write mode=max")
            }
            result[field[..<equals].lowercased()] = String(field[field.index(after: equals)...])
        }
        return result
    }

    private static func provenance(_ fields: [String: String], _ option: String) throws -> ProvenanceRequest? {
        let known = ["type", "mode", "version", "builder-id", "reproducible", "disabled", "inline-only", "filename"]
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw UsageError(
                "\(option): there is no field “\(unknown)”", hint: "the fields are \(known.joined(separator: ", "))")
        }
        if try isDisabled(fields, option) || fields["mode"] == "false" { return nil }
        var result = ProvenanceRequest()
        if let mode = fields["mode"], mode != "true" {
            // BuildKit knows the second name, too.
            guard let named = mode == "full" ? .max : ProvenanceRequest.Mode(rawValue: mode) else {
                throw UsageError("\(option): the mode “\(mode)” is none", hint: "write mode=min or mode=max")
            }
            result.mode = named
        }
        if let version = fields["version"] {
            guard let named = ProvenanceRequest.Version(rawValue: version) else {
                throw UsageError(
                    "\(option): the version “\(version)” is none", hint: "write version=v1 or version=v0.2")
            }
            result.version = named
        }
        result.builderID = fields["builder-id"] ?? ""
        if let name = fields["filename"] {
            guard !name.contains("/"), !["", ".", ".."].contains(name) else {
                throw UsageError(
                    "\(option): filename=\(name) names no file of the tree's root", hint: "write filename=NAME")
            }
            result.fileName = name
        }
        result.isReproducible = try bool(fields["reproducible"], option) ?? false
        result.isInlineOnly = try bool(fields["inline-only"], option) ?? false
        return result
    }

    private static func isDisabled(_ fields: [String: String], _ option: String) throws -> Bool {
        try bool(fields["disabled"], option) ?? false
    }

    private static func bool(_ text: String?, _ option: String) throws -> Bool? {
        guard let text else { return nil }
        guard let truth = GoBoolean.parse(text) else {
            throw UsageError("\(option): “\(text)” is neither true nor false", hint: "write true or false")
        }
        return truth
    }
}
