import OCI
import Storage
import TerminalUI

/// A build as a row of `builds ls`.
struct BuildRow {
    let build: BuildRecord
    var isCut = true
    let now: Timestamp

    /// The fields, by the names that templates use.
    var fields: JSONObject {
        let name = build.name.replacing("\t", with: " ")
        return [
            "CachedSteps": .int(build.cachedCount),
            "CreatedAt": .string(build.started.description),
            "CreatedSince": .string(TimeFormat.ago(build.started.truncatedToSeconds, now: now)),
            "Duration": .string(Self.span(build.duration)),
            "Error": .string(build.error ?? ""),
            "ID": .string(build.id),
            "Image": .string(build.manifest?.description ?? ""),
            "Name": .string(isCut ? ShortText.cut(name, to: 36) : name),
            "Platform": .string(build.platform),
            "Ref": .string(build.id),
            "Status": .string(Self.status(build)),
            "Steps": .string("\(build.cachedCount)/\(build.stepCount)"),
            "TotalSteps": .int(build.stepCount),
        ]
    }

    /// buildx's word.
    static func status(_ build: BuildRecord) -> String {
        switch build.outcome {
        case .completed: "Completed"
        case .error: "Error"
        case .canceled: "Canceled"
        case .interrupted: "Interrupted"
        }
    }

    /// `0.3s`, `1m 12s`.
    static func span(_ seconds: Double) -> String {
        if seconds < 60 {
            let tenths = Int((max(0, seconds) * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)s"
        }
        let whole = Int(seconds)
        return whole < 3600 ? "\(whole / 60)m \(whole % 60)s" : "\(whole / 3600)h \(whole / 60 % 60)m"
    }
}
