/// Instructions in few columns.
enum InstructionText {
    /// The text of a history entry without what is the same in most of them: the shell, and the builder's mark.
    static func short(_ text: String) -> String {
        var result = text.hasSuffix(" # buildkit") ? String(text.dropLast(11)) : text
        for (long, short) in [("RUN /bin/sh -c ", "RUN "), ("/bin/sh -c #(nop) ", ""), ("/bin/sh -c ", "RUN ")] {
            if result.hasPrefix(long) { result = short + result.dropFirst(long.count).drop { $0 == " " } }
        }
        return result
    }
}
