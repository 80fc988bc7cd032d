/// Where in a command's line the cursor stands: behind an option that wants a value, or at which argument.
struct CompletionState {
    /// How many arguments stand before the cursor.
    private(set) var argumentCount = 0
    /// Nothing that follows is an option of the command.
    private(set) var areOptionsOver = false
    private var pendingOption: String?

    /// Reads the words between the command and the cursor.
    init(_ words: [String], shape: CommandShape) {
        for word in words {
            if pendingOption != nil {
                pendingOption = nil
            } else if areOptionsOver {
                argumentCount += 1
            } else if word == "--" {
                areOptionsOver = true
            } else if word.hasPrefix("--") {
                let name = String(word.dropFirst(2))
                if shape.option(name)?.takesValue == true { pendingOption = name }
            } else if word.hasPrefix("-"), word.count > 1 {
                pendingOption = Self.pending(letters: word.dropFirst(), shape)
            } else {
                argumentCount += 1
                areOptionsOver = shape.endsAtFirstArgument
            }
        }
    }

    /// The option that wants its value at the cursor.
    mutating func takePendingOption() -> String? {
        defer { pendingOption = nil }
        return pendingOption
    }

    /// `-it` wants nothing, `-f` its value, `-fpath` has it.
    private static func pending(letters: Substring, _ shape: CommandShape) -> String? {
        var rest = letters
        while let letter = rest.popFirst() {
            guard let option = shape.option(letter: letter) else { return nil }
            if option.takesValue { return rest.isEmpty ? option.name : nil }
        }
        return nil
    }
}
