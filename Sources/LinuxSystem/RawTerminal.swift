internal import Glibc

/// A terminal whose keys are passed on as they are typed, without echo and without signals, until `restore()`.
public final class RawTerminal: Sendable {
    private let descriptor: Int32
    private let saved: termios

    /// Makes the terminal behind a descriptor raw (cfmakeraw(3)); `nil` where it is none.
    public init?(_ descriptor: Int32) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return nil }
        saved = settings
        self.descriptor = descriptor
        cfmakeraw(&settings)
        guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else { return nil }
    }

    /// Gives the terminal back as it was.
    public func restore() {
        var settings = saved
        tcsetattr(descriptor, TCSADRAIN, &settings)
    }
}
