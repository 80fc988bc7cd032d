public import OCI

/// Spans of time in docker's words.
public enum TimeFormat {
    /// A span as docker's `units.HumanDuration` says it: `3 weeks`, `About an hour`, `Less than a second`.
    public static func span(_ seconds: Double) -> String {
        let whole = Int(seconds.clamped(to: -9e15...9e15))
        if whole < 1 { return "Less than a second" }
        if whole == 1 { return "1 second" }
        if whole < 60 { return "\(whole) seconds" }
        let minutes = whole / 60
        if minutes == 1 { return "About a minute" }
        if minutes < 60 { return "\(minutes) minutes" }
        let hours = Int((seconds.clamped(to: 0...9e15) / 3600 + 0.5).rounded(.down))
        if hours == 1 { return "About an hour" }
        if hours < 48 { return "\(hours) hours" }
        if hours < 24 * 7 * 2 { return "\(hours / 24) days" }
        if hours < 24 * 30 * 2 { return "\(hours / 24 / 7) weeks" }
        if hours < 24 * 365 * 2 { return "\(hours / 24 / 30) months" }
        return "\(whole / 3600 / 24 / 365) years"
    }

    /// How long ago a moment was: `3 weeks ago`; `N/A` for a time that is not known.
    public static func ago(_ time: Timestamp, now: Timestamp) -> String {
        time == .zero ? "N/A" : span(now.secondsSince(time)) + " ago"
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
