import LinuxSystem

/// The Debian packages that only the first of two images has, with their files.
struct LostPackages {
    /// Their names, sorted.
    private(set) var names: [String] = []
    /// Why the change is not to be kept: one of them is needed, or a package is new.
    private(set) var problem: String?
    /// Their files, each with the package that it is of.
    private(set) var owners: [String: String] = [:]

    private static let status = "var/lib/dpkg/status"
    private static let userCommands = ["adduser", "addgroup", "useradd", "groupadd", "systemd-sysusers"]

    init(_ trees: ProofTrees) throws {
        let (before, after) = (
            try ProofTrees.read(Self.status, in: trees.first), try ProofTrees.read(Self.status, in: trees.second)
        )
        guard let before, let after, before != after else { return }
        let (old, new) = (DebianStatus(before), DebianStatus(after))
        let lost = old.packages.filter { !new.names.contains($0.name) }
        names = lost.map(\.name).sorted()
        if let added = new.packages.first(where: { !old.names.contains($0.name) }) {
            problem = "the package \(added.name) is new"
        } else if let changed = new.packages.first(where: { old.version(of: $0.name) != $0.version }) {
            problem = "the package \(changed.name) has another version"
        } else if let (package, clause) = new.firstUnmet(met: old) {
            problem = "the package \(package) needs \(clause), which is lost"
        }
        for package in lost {
            for name in [package.name, "\(package.name):\(package.architecture)"] {
                guard let list = try ProofTrees.read("var/lib/dpkg/info/\(name).list", in: trees.first) else {
                    continue
                }
                for line in list.split(separator: 0x0A) {
                    owners[String(decoding: line.drop { $0 == 0x2F }, as: UTF8.self)] = package.name
                }
            }
        }
    }

    /// The package that a path is of; on merged systems, `/lib` is `/usr/lib`.
    func owner(of path: String) -> String? {
        owners[path] ?? owners["usr/" + path] ?? (path.hasPrefix("usr/") ? owners[String(path.dropFirst(4))] : nil)
    }

    /// Whether it is a record of dpkg that changes with the packages.
    func isRecord(_ path: String) -> Bool {
        if path == Self.status || path == "var/lib/dpkg/triggers/File" || path == "var/lib/dpkg/diversions" {
            return true
        }
        // What `deb-systemd-helper` notes of the units that it has enabled.
        if path.hasPrefix("var/lib/systemd/deb-systemd-") { return true }
        guard path.hasPrefix("var/lib/dpkg/info/") else {
            return path.hasPrefix("var/lib/dpkg/alternatives/") || path == "var/lib/dpkg/alternatives"
        }
        let file = path.dropFirst("var/lib/dpkg/info/".count)
        return names.contains { file.hasPrefix("\($0).") || file.hasPrefix("\($0):") }
    }

    /// Those whose scripts name one of these paths, its last part if that is a long one, or the directory that it is in: what
    /// they made when they were installed stands in no list.
    func writers(of paths: [String], in trees: ProofTrees) throws -> [String] {
        let directories = paths.map { $0.split(separator: "/").dropLast() }.filter { $0.count > 1 }
        let makesUsers = ["/etc/passwd", "/etc/group", "/etc/shadow"].contains(where: paths.contains)
        let names = paths.compactMap { $0.split(separator: "/").last.map(String.init) }.filter { $0.utf8.count > 7 }
        let wanted = Set(
            paths + names + directories.map { "/" + $0.joined(separator: "/") } + (makesUsers ? Self.userCommands : [])
        ).map { Array($0.utf8) }
        return try self.names.filter { name in
            try ["postinst", "triggers"].contains { kind in
                guard let text = try ProofTrees.read("var/lib/dpkg/info/\(name).\(kind)", in: trees.first) else {
                    return false
                }
                return wanted.contains { text.firstRange(of: $0) != nil }
            }
        }
    }

    /// Whether a path is one of theirs, a link or an alternative that leads to one, or a directory with nothing else in it:
    /// scripts make them (`systemctl enable`, `lighty-enable-mod`), and no list has them.
    func owns(_ path: String, in trees: ProofTrees) throws -> Bool {
        if owner(of: path) != nil { return true }
        guard let target = try ProofTrees.link(path, in: trees.first) else {
            let inner = try ProofTrees.paths(below: path, in: trees.first)
            return try !inner.isEmpty && inner.allSatisfy { try owns($0, in: trees) }
        }
        let name = ProofTrees.target(of: target, at: path)
        if owner(of: name) != nil { return true }
        if name.hasPrefix("etc/alternatives/") { return try owns(name, in: trees) }
        return false
    }
}

/// dpkg's list of what is installed (deb-control(5)).
struct DebianStatus {
    struct Package {
        let name: String
        let version: String
        let architecture: String
        let provides: [String]
        /// Each is names of which one has to be there.
        let depends: [[String]]
    }

    let packages: [Package]
    let names: Set<String>

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        var packages: [Package] = []
        var fields: [String: String] = [:]
        let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines + [Substring()] {
            if line.isEmpty {
                if let package = Self.package(fields) { packages.append(package) }
                fields = [:]
            } else if line.first != " ", line.first != "\t", let colon = line.firstIndex(of: ":") {
                fields[String(line[..<colon])] = String(line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
        self.packages = packages
        names = Set(packages.map(\.name))
    }

    private static func package(_ fields: [String: String]) -> Package? {
        guard let name = fields["Package"], fields["Status"]?.hasSuffix(" installed") == true else { return nil }
        let clauses = [fields["Depends"], fields["Pre-Depends"]].compactMap { $0 }.flatMap { $0.split(separator: ",") }
        return Package(
            name: name, version: fields["Version"] ?? "", architecture: fields["Architecture"] ?? "",
            provides: (fields["Provides"] ?? "").split(separator: ",").map { word($0) },
            depends: clauses.map { $0.split(separator: "|").map { word($0) } })
    }

    /// A name without version and architecture.
    private static func word(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.prefix { $0 != " " && $0 != ":" && $0 != "(" })
    }

    func version(of name: String) -> String? { packages.first { $0.name == name }?.version }

    /// A dependency that was met before and is not met here.
    func firstUnmet(met before: DebianStatus) -> (package: String, clause: String)? {
        let (here, there) = (available, before.available)
        for package in packages {
            for clause in package.depends
            where !clause.contains(where: here.contains) && clause.contains(where: there.contains) {
                return (package.name, clause.joined(separator: " or "))
            }
        }
        return nil
    }

    private var available: Set<String> { names.union(packages.flatMap(\.provides)) }
}
