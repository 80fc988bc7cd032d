internal import DockerfileSyntax
internal import OCI

/// The texts of history entries, letter by letter those of BuildKit, so that other tools read them alike.
enum HistoryText {
    /// `RUN |1 name=value /bin/sh -c make # buildkit`.
    static func run(_ arguments: [String], buildArguments: [(name: String, value: String)]) -> String {
        var words = buildArguments.isEmpty ? [] : ["|\(buildArguments.count)"]
        words += buildArguments.map { "\($0.name)=\($0.value)" }
        return "RUN " + (words + arguments).joined(separator: " ") + " # buildkit"
    }

    /// `COPY --chown=1:1 a b /to/ # buildkit`; flags that do not show in the result are left out.
    static func copy(_ step: CopyStep, destination: String) -> String {
        var words = [step.isAdd ? "ADD" : "COPY"]
        if step.keepsParents { words.append("--parents") }
        if let ownership = step.ownership { words.append("--chown=" + ownership) }
        if let permissions = step.permissions { words.append("--chmod=" + permissions) }
        words += step.sources + step.inlineFiles.map { "<<" + $0.name } + [destination]
        return words.joined(separator: " ") + " # buildkit"
    }

    /// `ENV a=b c=d`, `LABEL a=b`.
    static func pairs(_ keyword: Keyword, _ pairs: [(name: String, value: String)]) -> String {
        ([keyword.rawValue] + pairs.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
    }

    /// `CMD ["nginx" "-g"]`: a list of quoted texts.
    static func quoted(_ keyword: Keyword, _ arguments: [String]) -> String {
        "\(keyword.rawValue) [" + arguments.map(GoQuote.quote).joined(separator: " ") + "]"
    }

    /// `EXPOSE [80/tcp 81/tcp]`: a list of texts as they are.
    static func list(_ keyword: Keyword, _ items: [String]) -> String {
        "\(keyword.rawValue) [" + items.joined(separator: " ") + "]"
    }

    /// `HEALTHCHECK {Test:[CMD true] Interval:30s …}`.
    static func healthCheck(_ check: HealthCheck) -> String {
        func text(_ duration: GoDuration?) -> String { (duration ?? GoDuration(nanoseconds: 0)).description }
        return "HEALTHCHECK {Test:[\(check.test.joined(separator: " "))] Interval:\(text(check.interval))"
            + " Timeout:\(text(check.timeout)) StartPeriod:\(text(check.startPeriod))"
            + " StartInterval:\(text(check.startInterval)) Retries:\(check.retries ?? 0)}"
    }
}
