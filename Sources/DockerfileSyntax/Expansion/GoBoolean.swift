/// Booleans as Go reads them (strconv.ParseBool), and so docker and BuildKit.
public enum GoBoolean {
    /// The value; `nil` where the text is neither.
    public static func parse(_ text: String) -> Bool? {
        switch text {
        case "1", "t", "T", "TRUE", "true", "True": true
        case "0", "f", "F", "FALSE", "false", "False": false
        default: nil
        }
    }
}
