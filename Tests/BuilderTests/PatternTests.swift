import SystemPackage
import Testing

@testable import Builder

@Suite("Globs and modes")
struct PatternTests {
    @Test(
        "a glob matches as Go's filepath.Match does",
        arguments: [
            ("abc", "abc", true), ("*", "abc", true), ("*c", "abc", true), ("a*", "a", true), ("a*", "ab/c", false),
            ("a*b*c", "aXbYc", true), ("a?c", "abc", true), ("a?c", "a/c", false), ("a?c", "aäc", true),
            ("[a-c]", "b", true), ("[^a-c]", "b", false), ("[^a-c]", "d", true), ("[]a]", "]", false),
            ("[[]x]", "[x]", true), ("\\*", "*", true), ("\\*", "a", false), ("a[", "a", false), ("**", "ab", true),
            ("[a", "a", false), ("[-x]", "x", false), ("[\\-x]", "-", true), ("", "", true), ("", "a", false),
        ])
    func globs(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(PathPattern(Array(pattern.utf8)).matches(Array(name.utf8)) == matches)
    }

    @Test(
        "--chmod changes a mode as chmod(1) does",
        arguments: [
            ("0755", UInt16(0o600), false, UInt16(0o755)), ("4711", 0o600, false, 0o4711),
            ("u=rwX,go=rX", 0o600, true, 0o755),
            ("u=rwX,go=rX", 0o600, false, 0o644), ("a+x", 0o644, false, 0o755), ("go-rwx", 0o755, false, 0o700),
            ("+t", 0o755, true, 0o1755), ("u+s,g+s", 0o755, false, 0o6755), ("g=u", 0o640, false, 0o660),
        ])
    func modes(_ text: String, _ before: UInt16, _ isDirectory: Bool, _ after: UInt16) throws {
        #expect(try FileMode(parsing: text).applied(to: before, isDirectory: isDirectory) == after)
    }

    @Test("what is no mode is refused", arguments: ["", "rwx", "u", "0999", "77777", "u+q"])
    func noModes(_ text: String) {
        #expect(throws: BuildError.self) { try FileMode(parsing: text) }
    }

    @Test(
        "--output takes docker's texts",
        arguments: [
            ("type=oci,dest=a.tar", BuildOutput(kind: .oci, destination: .path("a.tar"))),
            ("type=oci", BuildOutput(kind: .oci, destination: .standardOutput)),
            ("type=docker", BuildOutput(kind: .docker, destination: .store)),
            ("type=image", BuildOutput(kind: .image, destination: .store)),
            ("type=tar,dest=-", BuildOutput(kind: .tar, destination: .standardOutput)),
            ("out", BuildOutput(kind: .local, destination: .path("out"))),
            ("-", BuildOutput(kind: .tar, destination: .standardOutput)),
        ])
    func outputs(_ text: String, _ output: BuildOutput) throws {
        #expect(try BuildOutput(parsing: text) == output)
    }

    @Test(
        "what is no output is refused",
        arguments: ["type=zip,dest=x", "type=local", "dest=x", "type=local,dest=-", "a=b"])
    func noOutputs(_ text: String) {
        #expect(throws: BuildError.self) { try BuildOutput(parsing: text) }
    }
}
