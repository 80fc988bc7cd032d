import LinuxSystem
import TerminalUI

/// The lines that `--debug` adds to standard error: `debug: 0.012s store: …`.
enum DebugLines {
    /// Writes every note from now on, with the seconds since the program began, credentials masked.
    static func begin(words: [String], environment: [String: String]) {
        let mask = SecretMask(words: words, environment: environment)
        let start = ContinuousClock.now
        DebugLog.begin { topic, text in
            let microseconds = start.duration(to: .now) / .microseconds(1)
            let time = String(Int(microseconds) + 1_000_000).dropFirst()
            let seconds = Int(microseconds) / 1_000_000
            StandardStream.talk.print(
                mask.masked("debug: \(seconds).\(time.suffix(6).prefix(4))s \(topic): \(Self.oneLine(text))"))
        }
    }

    /// Control characters are shown, not sent to the terminal.
    private static func oneLine(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if LogText.isControl(scalar) {
                result.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
