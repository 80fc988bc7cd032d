import OCI
import TestRandom
import Testing

@testable import TerminalUI

@Suite("Sizes, times and columns in docker's look")
struct FormatTests {
    @Test(
        "sizes have three significant digits in powers of a thousand",
        arguments: [
            (0, "0B"), (1, "1B"), (999, "999B"), (1000, "1kB"), (1024, "1.02kB"), (1234, "1.23kB"), (1200, "1.2kB"),
            (187_000_000, "187MB"), (187_412_345, "187MB"), (1_870_000_000, "1.87GB"), (77_800_000, "77.8MB"),
            (12_345, "12.3kB"),
            (999_499, "999kB"), (999_999, "1e+03kB"), (4_261_502, "4.26MB"), (1_099_511_627_776, "1.1TB"), (5, "5B"),
            (100_000, "100kB"), (1005, "1kB"), (10_050, "10.1kB"), (1_234_567_890_123_456_789, "1.23EB"),
        ] as [(Int64, String)])
    func sizes(bytes: Int64, text: String) { #expect(ByteFormat.size(bytes) == text) }

    @Test("the short way to round gives what exact digits give, or nothing")
    func roundedNumbers() {
        var generator = SeededGenerator(seed: 7)
        var answered = 0
        let edges = [0, 1, 9.995, 9.9951, 99.95, 99.96, 999.4, 999.5, 999.6, 1.005, 2.675, 1023.4, 0.5, 10_000]
        let random = (0..<4_000).map { _ in
            Double(Int64.random(in: 0...1_100_000, using: &generator))
                / Double([1, 10, 100, 1000, 1024].randomElement(using: &generator) ?? 1)
        }
        for value in edges + random {
            for digits in 1...6 {
                guard let text = RoundedNumber.general(value, significant: digits) else { continue }
                answered += 1
                #expect(text == DecimalExpansion(value).general(significant: digits), "\(value), \(digits) digits")
            }
        }
        #expect(answered > 5_000)
    }

    @Test("four digits and powers of 1024 are there too")
    func otherSizes() {
        #expect(ByteFormat.size(12_345, precision: 4) == "12.35kB")
        #expect(ByteFormat.size(1_234_567, precision: 4) == "1.235MB")
        #expect(ByteFormat.binarySize(1_572_864) == "1.5MiB")
        #expect(ByteFormat.binarySize(512) == "512B")
        #expect(ByteFormat.progressSize(12_345_678) == "12.35MB")
        #expect(ByteFormat.progressSize(77) == "77B")
    }

    @Test(
        "spans are worded as docker words them",
        arguments: [
            (0, "Less than a second"), (0.9, "Less than a second"), (-5, "Less than a second"), (1, "1 second"),
            (1.9, "1 second"), (2, "2 seconds"), (59, "59 seconds"), (60, "About a minute"), (119, "About a minute"),
            (120, "2 minutes"), (3599, "59 minutes"), (3600, "About an hour"), (5399, "About an hour"),
            (5400, "2 hours"),
            (47 * 3600, "47 hours"), (48 * 3600, "2 days"), (13 * 86400, "13 days"), (14 * 86400, "2 weeks"),
            (59 * 86400, "8 weeks"), (60 * 86400, "2 months"), (364 * 86400, "12 months"), (730 * 86400, "2 years"),
            (3650 * 86400, "10 years"),
        ] as [(Double, String)])
    func spans(seconds: Double, text: String) { #expect(TimeFormat.span(seconds) == text) }

    @Test("a moment is so long ago, and Go's zero time is not known")
    func ago() throws {
        let now = try Timestamp(parsing: "2026-03-22T12:00:00Z")
        #expect(TimeFormat.ago(try Timestamp(parsing: "2026-03-01T12:00:00Z"), now: now) == "3 weeks ago")
        #expect(TimeFormat.ago(.zero, now: now) == "N/A")
    }

    @Test("columns are ten characters at least, three spaces apart")
    func table() {
        var table = Table(headers: ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"])
        table.append(["nginx", "latest", "9bea9f2796e2", "13 seconds ago", "187MB"])
        #expect(
            table.render() == """
                REPOSITORY   TAG       IMAGE ID       CREATED          SIZE
                nginx        latest    9bea9f2796e2   13 seconds ago   187MB

                """)
        #expect(
            Table(headers: ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]).render()
                == "REPOSITORY   TAG       IMAGE ID   CREATED   SIZE\n")
    }

    @Test(
        "text is aligned as Go's tabwriter aligns it",
        arguments: [
            ("a\tb\nccccccccccc\td\n", "a             b\nccccccccccc   d\n"),
            ("a\t\tb\n", "a                   b\n"),
            ("no cells\nx\ty\n", "no cells\nx         y\n"),
            ("x\ty\nno cells\nlonger than ten\ty\n", "x         y\nno cells\nlonger than ten   y\n"),
            ("ä\tb\n", "ä         b\n"), ("a\t\n", "a         \n"), ("", ""),
            ("a\tbbbbbbbbbbbb\tc\na\tb\n", "a         bbbbbbbbbbbb   c\na         b\n"),
        ])
    func alignment(text: String, aligned: String) { #expect(TabWriter.format(text) == aligned) }

    @Test("floating-point numbers are rounded correctly, ties to even")
    func rounding() {
        #expect(DecimalExpansion(2.25).fixed(decimals: 1) == "2.2")
        #expect(DecimalExpansion(0.125).fixed(decimals: 2) == "0.12")
        #expect(DecimalExpansion(1.45).fixed(decimals: 1) == "1.4")
        #expect(DecimalExpansion(999.5).general(significant: 3) == "1e+03")
        #expect(DecimalExpansion(0.00001234).general(significant: 3) == "1.23e-05")
        #expect(DecimalExpansion(0.0001234).general(significant: 3) == "0.000123")
        #expect(DecimalExpansion(0).fixed(decimals: 2) == "0.00")
        #expect(DecimalExpansion(-0.04).fixed(decimals: 1) == "-0.0")
        #expect(DecimalExpansion(0.04).fixed(decimals: 1) == "0.0")
        #expect(DecimalExpansion(0.06).fixed(decimals: 1) == "0.1")
        #expect(DecimalExpansion(99.96).fixed(decimals: 1) == "100.0")
        #expect(DecimalExpansion(1e22).fixed(decimals: 0) == "10000000000000000000000")
        #expect(DecimalExpansion(0.1).fixed(decimals: 20) == "0.10000000000000000555")
        #expect(DecimalExpansion(Double.leastNonzeroMagnitude).scientific(decimals: 3) == "4.941e-324")
    }

    @Test("random numbers keep their value through their exact digits")
    func exactDigits() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let value = Double.random(in: -1e9...1e9, using: &random)
            #expect(Double(DecimalExpansion(value).scientific(decimals: 17)) == value)
            #expect(Double(GoFormat.shortest(value)) == value)
        }
    }
}
