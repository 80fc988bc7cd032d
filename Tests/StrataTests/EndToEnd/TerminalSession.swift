import OCI

/// Somebody at a terminal.
extension Fixture {
    /// What is done at the terminal: when `text` has appeared, after all that came before, `answer` is typed.
    typealias Answer = (text: String, answer: String)

    /// Runs a shell command on a terminal of its own and types; the output is what the terminal got.
    ///
    /// What does not appear within a minute ends the command.
    func onTerminal(_ command: String, typing answers: [Answer]) throws -> Outcome {
        try write("terminal.py", Self.terminal)
        let list = JSONValue.array(answers.map { .strings([$0.text, $0.answer]) }).compact(escapingHTML: false)
        try write("terminal.json", list)
        try write("terminal.sh", command)
        return try shell("python3 terminal.py")
    }

    private static let terminal = """
        import json, os, pty, select, signal, sys
        answers = json.load(open("terminal.json"))
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ["TERM"] = "xterm"
            os.execvp("sh", ["sh", "terminal.sh"])
        seen, place = b"", 0
        while True:
            if not select.select([terminal], [], [], 60)[0]:
                seen += b"(nothing more came)"
                os.kill(pid, signal.SIGKILL)
                break
            try:
                some = os.read(terminal, 65536)
            except OSError:
                break
            if not some:
                break
            seen += some
            while answers and seen.find(answers[0][0].encode(), place) >= 0:
                text, answer = answers.pop(0)
                place = seen.find(text.encode(), place) + len(text.encode())
                os.write(terminal, answer.encode())
        sys.stdout.buffer.write(seen.replace(b"\\r\\n", b"\\n"))
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        sys.exit(status if status >= 0 else 128 - status)
        """
}
