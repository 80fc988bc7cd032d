import Builder
import DockerfileSyntax
import OCI
import Storage

extension BuildCommand {
    /// What `--call` and `--check` ask for.
    func method() throws -> BuildMethod {
        guard check else { return try BuildMethod(parsing: call ?? "build") }
        if let call, try BuildMethod(parsing: call).kind != .check {
            throw UsageError("--check and --call \(call): one of them is meant", hint: "leave one out")
        }
        return try BuildMethod(parsing: call ?? "check")
    }

    /// Tells what is in the Dockerfile; nothing is built.
    func answer(_ method: BuildMethod, _ command: CommandContext) async throws -> ProgramStatus {
        if method.kind == .methods {
            let answer = MethodsReport()
            command.output.write(method.isJSON ? answer.json.indented() + "\n" : answer.text)
            return .success
        }
        let request = try buildRequest(command)
        let report = try await DockerfileCheck(store: try storeIfReadable(command)).report(
            on: request, everyStage: method.kind != .outline)
        switch method.kind {
        case .build, .check, .methods:
            let answer = CheckReport(report: report)
            command.output.write(method.isJSON ? answer.json.indented() + "\n" : answer.text)
            if !report.errors.isEmpty {
                if method.isJSON { return .failure }
                throw report.error
            }
            return report.warnings.isEmpty || method.ignoresStatus ? .success : .failure
        case .targets:
            if report.parsed.hasErrors { throw report.error }
            let answer = TargetsReport(parsed: report.parsed)
            command.output.write(method.isJSON ? answer.json.indented() + "\n" : answer.text)
        case .outline:
            guard let check = report.check, report.errors.isEmpty else { throw report.error }
            let answer = OutlineReport(parsed: report.parsed, check: check, target: request.target)
            command.output.write(method.isJSON ? answer.json.indented() + "\n" : answer.text)
        }
        return .success
    }

    /// The store where this user can read one; a check goes without.
    private func storeIfReadable(_ command: CommandContext) throws -> Store? {
        HostProcess.userID == 0 ? try command.openStore() : nil
    }
}
