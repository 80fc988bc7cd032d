/// Gives the redirections of a text their here-documents.
struct ShellDocuments {
    private let ranges: [Range<Int>]

    init(_ ranges: [Range<Int>]) { self.ranges = ranges }

    /// Fills in the documents of the commands of a list, those within compound commands included, those within substitutions not.
    func fill(_ list: inout ShellList) { visit(&list) }

    private func visit(_ list: inout ShellList) {
        for item in list.items.indices {
            for pipeline in list.items[item].pipelines.indices {
                for command in list.items[item].pipelines[pipeline].commands.indices {
                    visit(&list.items[item].pipelines[pipeline].commands[command])
                }
            }
        }
    }

    private func visit(_ command: inout ShellCommand) {
        switch command.kind {
        case .simple(var simple):
            take(&simple.redirections)
            command.kind = .simple(simple)
        case .subshell(var list):
            visit(&list)
            command.kind = .subshell(list)
        case .group(var list):
            visit(&list)
            command.kind = .group(list)
        case .compound(let keyword, let words, var bodies):
            for index in bodies.indices { visit(&bodies[index]) }
            command.kind = .compound(keyword: keyword, words: words, bodies: bodies)
        }
        take(&command.redirections)
    }

    private func take(_ redirections: inout [ShellRedirection]) {
        for index in redirections.indices where redirections[index].isHereDocument {
            let number = redirections[index].number
            redirections[index].document = ranges.indices.contains(number) ? ranges[number] : nil
        }
    }
}
