internal import DockerfileSyntax

extension StagePlanner {
    /// A secret of a RUN.
    func secret(_ mount: RunMount, _ flag: RunMountFlag) throws(Diagnostic) -> StepSecret {
        let written = mount.target.flatMap { $0.isEmpty ? nil : $0 }
        let name = mount.id ?? mount.source ?? ""
        let id = name.isEmpty ? Self.lastComponent(of: written ?? "") : name
        guard !id.isEmpty else {
            throw .error(.mount, "a secret mount names no secret", hint: "write id=NAME", at: flag.range)
        }
        let variable = mount.environmentName.flatMap { $0.isEmpty ? nil : $0 }
        let target = written ?? (variable == nil ? "/run/secrets/" + Self.lastComponent(of: id) : nil)
        return StepSecret(
            id: id, target: try target.map { path throws(Diagnostic) in try self.target(path, flag) },
            variable: variable, isRequired: mount.isRequired, attributes: attributes(of: mount, mode: 0o400),
            range: flag.range)
    }

    /// An agent of a RUN, which has so many before it.
    func agent(_ mount: RunMount, _ flag: RunMountFlag, number: Int) throws(Diagnostic) -> StepAgent {
        if let source = mount.source, !source.isEmpty {
            throw .error(
                .mount, "an ssh mount has no source", hint: "name the agent with id=\(source)", at: flag.range)
        }
        let target = mount.target.flatMap { $0.isEmpty ? nil : $0 } ?? "/run/buildkit/ssh_agent.\(number)"
        return StepAgent(
            id: mount.id.flatMap { $0.isEmpty ? nil : $0 } ?? "default", target: try self.target(target, flag),
            isRequired: mount.isRequired, attributes: attributes(of: mount, mode: 0o600), range: flag.range)
    }

    private func attributes(of mount: RunMount, mode: UInt16) -> StepMount.Attributes {
        StepMount.Attributes(
            mode: mount.mode.map { UInt16(truncatingIfNeeded: $0 & 0o777) } ?? mode,
            owner: Owner(user: mount.userID ?? 0, group: mount.groupID ?? 0))
    }

    private static func lastComponent(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}
