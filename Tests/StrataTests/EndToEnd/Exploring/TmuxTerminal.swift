import Testing

/// A terminal in which the program runs: a tmux of its own, whose screen is read and whose keys are typed.
final class TmuxTerminal: Sendable {
    private let fixture: Fixture
    private let socket = "strata-test-\(UInt64.random(in: 0 ... .max))"

    /// Runs a command in a terminal of a size. The shell says how the command ended, and waits.
    init(_ fixture: Fixture, _ command: String, columns: Int = 80, rows: Int = 24) throws {
        self.fixture = fixture
        try fixture.write(
            "tmux.conf", "set -g default-terminal screen-256color\nset -g status off\nset -s escape-time 0\n")
        try fixture.write("inside.sh", "\(command)\necho \"ended with $?\"\nstty -a | head -3\nexec sleep 600\n")
        try fixture.shell(
            "LC_ALL=C.UTF-8 tmux -u -L \(socket) -f tmux.conf new-session -d -x \(columns) -y \(rows) sh inside.sh"
        ).succeed()
    }

    deinit {
        // The server ends with its only session; where it has ended already there is nothing to do.
        _ = try? fixture.shell("tmux -L \(socket) kill-server")
    }

    /// The terminal goes away.
    func end() throws { try fixture.shell("tmux -L \(socket) kill-server").succeed() }

    /// Types keys, by tmux's names (`Tab`, `C-f`, `Down`) or as they are.
    func type(_ keys: String...) throws {
        for key in keys { try fixture.shell("tmux -L \(socket) send-keys -- '\(key)'").succeed() }
    }

    /// Types text.
    func write(_ text: String) throws { try fixture.shell("tmux -L \(socket) send-keys -l -- '\(text)'").succeed() }

    /// Gives the terminal another size.
    func resize(columns: Int, rows: Int) throws {
        try fixture.shell("tmux -L \(socket) resize-window -x \(columns) -y \(rows)").succeed()
    }

    /// What stands on the screen.
    func screen() throws -> String { try fixture.shell("tmux -L \(socket) capture-pane -p").succeed() }

    /// The screen as soon as all texts are on it, and no later than after a minute.
    @discardableResult
    func wait(for texts: String..., without: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws
        -> String
    {
        var screen = ""
        for _ in 0..<600 {
            screen = try self.screen()
            if texts.allSatisfy(screen.contains), without.map({ !screen.contains($0) }) ?? true { return screen }
            try fixture.shell("sleep 0.1").succeed()
        }
        Issue.record("no “\(texts.joined(separator: "”, “"))” on: \(screen)", sourceLocation: sourceLocation)
        return screen
    }
}
