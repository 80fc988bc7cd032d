import OCI
import TerminalUI

/// One image or container as `inspect` shows it: docker's fields, with docker's types.
///
/// docker's client applies a template to its own types first, and where they do not have what the template asks for, to the
/// JSON that the daemon sent. The two are not the same: `Config` of an image has fewer fields in the client.
struct Inspection {
    /// What is printed as JSON.
    let document: JSONObject
    /// What templates see first.
    let typed: JSONObject
    /// The Go types of that.
    let types: TemplateTypes

    /// Applies a template.
    func render(_ template: GoTemplate) throws(TerminalUIError) -> String {
        do throws(TerminalUIError) {
            return try template.render(.object(typed), types: types)
        } catch {
            return try template.render(JSONValue.object(document).sortedByKey(), types: .decoded)
        }
    }
}

extension JSONValue {
    /// The value with all objects in the order of their names, as Go holds what it decoded without types.
    fileprivate func sortedByKey() -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.sortedByKey() })
        case .object(let object):
            .object(
                JSONObject(
                    members: object.sortedByKey().members.map { member in
                        JSONObject.Member(key: member.key, value: member.value.sortedByKey())
                    }))
        default: self
        }
    }
}
