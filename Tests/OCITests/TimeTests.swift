import TestRandom
import Testing

@testable import OCI

@Suite("Times and durations")
struct TimeTests {
    static let times: [(text: String, seconds: Int64, nanoseconds: Int32, written: String)] = [
        ("1970-01-01T00:00:00Z", 0, 0, "1970-01-01T00:00:00Z"),
        ("2026-03-14T09:26:53.589793238Z", 1_773_480_413, 589_793_238, "2026-03-14T09:26:53.589793238Z"),
        ("2026-03-14T09:26:53.500Z", 1_773_480_413, 500_000_000, "2026-03-14T09:26:53.5Z"),
        ("2026-03-14T10:26:53+01:00", 1_773_480_413, 0, "2026-03-14T10:26:53+01:00"),
        ("2026-03-14T09:26:53+00:00", 1_773_480_413, 0, "2026-03-14T09:26:53Z"),
        ("2026-03-13T22:56:53-10:30", 1_773_480_413, 0, "2026-03-13T22:56:53-10:30"),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0, "0001-01-01T00:00:00Z"),
        ("1969-12-31T23:59:59.000000001Z", -1, 1, "1969-12-31T23:59:59.000000001Z"),
        ("2024-02-29T00:00:00Z", 1_709_164_800, 0, "2024-02-29T00:00:00Z"),
        ("9999-12-31T23:59:59.999999999999Z", 253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
        ("0000-03-01T00:00:00Z", -62_162_035_200, 0, "0000-03-01T00:00:00Z"),
    ]

    @Test("times of RFC 3339 are read and written as Go does", arguments: times)
    func readsTimes(text: String, seconds: Int64, nanoseconds: Int32, written: String) throws {
        let time = try Timestamp(parsing: text)
        #expect(time.seconds == seconds)
        #expect(time.nanoseconds == nanoseconds)
        #expect(time.description == written)
    }

    @Test(
        "what is no time is refused",
        arguments: [
            "", "2026-03-14", "2026-03-14 09:26:53Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00Zx", "26-01-01T00:00:00Z", "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00+24:00", "２026-01-01T00:00:00Z",
        ])
    func refusedTimes(text: String) {
        let error = #expect(throws: OCIError.self) { _ = try Timestamp(parsing: text) }
        #expect(error?.code == .invalidTimestamp)
    }

    @Test("a moment is the same whatever offset it was written with")
    func offsets() throws {
        let times = try ["2026-03-14T10:26:53+01:00", "2026-03-14T09:26:53Z"].map { try Timestamp(parsing: $0) }
        #expect(times[0] == times[1])
        #expect(Set(times).count == 1)
        #expect(!(times[0] < times[1]))
    }

    @Test("random moments are the same after writing and reading")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2000 {
            let time = Timestamp(
                seconds: Int64.random(in: -62_167_219_200...253_402_300_799, using: &random),
                nanoseconds: Int64.random(in: 0..<1_000_000_000, using: &random))
            #expect(try Timestamp(parsing: time.description) == time)
        }
    }

    @Test("nanoseconds beyond a second are carried, and moments are ordered, clamped and subtracted")
    func arithmetic() {
        #expect(Timestamp(seconds: 1, nanoseconds: -1) == Timestamp(seconds: 0, nanoseconds: 999_999_999))
        #expect(Timestamp(seconds: 1, nanoseconds: 2_500_000_000) == Timestamp(seconds: 3, nanoseconds: 500_000_000))
        #expect(Timestamp(seconds: 5).clamped(to: Timestamp(seconds: 3)) == Timestamp(seconds: 3))
        #expect(Timestamp(seconds: 2).clamped(to: Timestamp(seconds: 3)) == Timestamp(seconds: 2))
        #expect(Timestamp(seconds: 2).clamped(to: nil) == Timestamp(seconds: 2))
        #expect(Timestamp(seconds: 2, nanoseconds: 500_000_000).secondsSince(Timestamp(seconds: 1)) == 1.5)
        #expect(Timestamp(seconds: 2, nanoseconds: 5).truncatedToSeconds == Timestamp(seconds: 2))
        #expect(Timestamp.now() > Timestamp(seconds: 1_700_000_000))
    }

    @Test("SOURCE_DATE_EPOCH is whole seconds")
    func sourceDateEpoch() throws {
        #expect(try Timestamp.sourceDateEpoch("1700000000") == Timestamp(seconds: 1_700_000_000))
        for text in ["", "x", "-1", "1.5", "999999999999999"] {
            let error = #expect(throws: OCIError.self) { _ = try Timestamp.sourceDateEpoch(text) }
            #expect(error?.code == .invalidTimestamp)
            #expect(error?.hint != nil)
        }
    }

    static let durations: [(text: String, nanoseconds: Int64, written: String)] = [
        ("0", 0, "0s"), ("0s", 0, "0s"), ("1ns", 1, "1ns"), ("1500ns", 1500, "1.5µs"), ("2us", 2000, "2µs"),
        ("2µs", 2000, "2µs"),
        ("2μs", 2000, "2µs"), ("1.5ms", 1_500_000, "1.5ms"), ("30s", 30_000_000_000, "30s"),
        ("1m30s", 90_000_000_000, "1m30s"),
        ("1h", 3_600_000_000_000, "1h0m0s"), ("1.5h", 5_400_000_000_000, "1h30m0s"), ("-2m", -120_000_000_000, "-2m0s"),
        ("+.5s", 500_000_000, "500ms"), ("1h2m3.004s", 3_723_004_000_000, "1h2m3.004s"),
        ("100000h", 360_000_000_000_000_000, "100000h0m0s"),
        ("0.3333333333333333333h", 1_200_000_000_000, "20m0s"),
        ("0.100000000000000000000h", 360_000_000_000, "6m0s"),
        ("0.830103483285477580700h", 2_988_372_539_827, "49m48.372539827s"),
    ]

    @Test("durations are read and written as Go does", arguments: durations)
    func readsDurations(text: String, nanoseconds: Int64, written: String) throws {
        #expect(try GoDuration(parsing: text).nanoseconds == nanoseconds)
        #expect(GoDuration(nanoseconds: nanoseconds).description == written)
    }

    @Test(
        "what is no duration is refused",
        arguments: ["", "1", "s", "1x", "1.2.3s", "--1s", "1s2", ".s", "9999999999h", "1 s", "-"])
    func refusedDurations(text: String) {
        let error = #expect(throws: OCIError.self) { _ = try GoDuration(parsing: text) }
        #expect(error?.code == .invalidDuration)
    }
}
