import ArgumentParser

/// `strata completion`.
struct CompletionCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the script by which a shell completes strata's command lines.",
        discussion: """
            The script asks strata itself, so that commands, options and the names of images and containers are always those of \
            the program and the store at hand.

              source <(strata completion bash)
              strata completion bash > /etc/bash_completion.d/strata
              strata completion zsh > "${fpath[1]}/_strata"
              strata completion fish > ~/.config/fish/completions/strata.fish
            """
    )
    static let shape = CommandShape([])
    static let needsSettings = false

    @Argument(
        help: ArgumentHelp("bash, zsh or fish.", valueName: "shell"),
        completion: .list(CompletionScript.allCases.map(\.rawValue)))
    var shell: String

    func run(in context: CommandContext) async throws -> ProgramStatus {
        guard let script = CompletionScript(rawValue: shell) else {
            throw UsageError("there is no completion for the shell '\(shell)'", hint: "one of bash, zsh, fish")
        }
        context.output.write(script.text)
        return .success
    }
}
