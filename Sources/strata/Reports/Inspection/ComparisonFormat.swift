import Inspection
import OCI

/// The forms in which a comparison of images is written.
enum ComparisonFormat: String {
    case text
    case json
    case html

    /// The document, its last line ended.
    func text(of comparison: ImageComparison, isWhole: Bool) -> String {
        switch self {
        case .text: ComparisonText(comparison, isWhole: isWhole).text
        case .json: ComparisonDocument(comparison).json.indented(escapingHTML: false) + "\n"
        case .html: ComparisonPage(comparison, isWhole: isWhole).html
        }
    }
}
