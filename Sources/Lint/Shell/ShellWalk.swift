/// Goes through a shell's commands in the order of the text.
struct ShellWalk {
    var commands: [SimpleCommand] = []
    var pipelines: [ShellPipeline] = []

    mutating func visit(_ list: ShellList) {
        for pipeline in list.items.flatMap(\.pipelines) {
            pipelines.append(pipeline)
            for command in pipeline.commands { visit(command) }
        }
    }

    private mutating func visit(_ command: ShellCommand) {
        switch command.kind {
        case .simple(let simple): visit(simple)
        case .subshell(let list), .group(let list): visit(list)
        case .compound(_, let words, let bodies):
            for word in words { visit(word.parts) }
            for body in bodies { visit(body) }
        }
        for redirection in command.redirections { visit(redirection.target.parts) }
    }

    private mutating func visit(_ command: SimpleCommand) {
        commands.append(command)
        for assignment in command.assignments {
            for word in assignment.value { visit(word.parts) }
        }
        for word in command.words { visit(word.parts) }
        for redirection in command.redirections { visit(redirection.target.parts) }
    }

    mutating func visit(_ parts: [CommandWord.Part]) {
        for part in parts {
            switch part {
            case .doubleQuoted(let parts): visit(parts)
            case .variable(_, let lists): for list in lists { visit(list) }
            case .substitution(let list): visit(list)
            case .literal, .quoted, .arithmetic: break
            }
        }
    }
}
