extension RunMountFlag {
    /// Splits the value of `--mount` into fields: comma-separated values, quoted as in RFC 4180.
    init(parsing value: ShellWord, in text: SourceText) throws(Diagnostic) {
        range = value.range
        fields = try CommaSeparated.split(value, in: text).map { field in
            guard let split = field.text.firstIndex(of: "=") else {
                return Field(key: field.text.lowercased(), value: nil, range: field.range)
            }
            var content = field
            content.text = String(field.text[field.text.index(after: split)...])
            return Field(key: field.text[..<split].lowercased(), value: content, range: field.range)
        }
    }

    /// Checks what can be checked before variables have values.
    func checkForm() throws(Diagnostic) {
        var hasVariables = false
        for field in fields {
            guard let value = field.value else { continue }
            if let fault = value.formError { throw fault }
            hasVariables = hasVariables || value.text.contains("$")
            if field.key == "from", value.text.contains("$") {
                throw .error(
                    .mount,
                    "from does not expand variables",
                    hint: "define a stage with FROM \(value.text) AS NAME and name that",
                    at: field.range
                )
            }
        }
        if !hasVariables { _ = try resolve { _ in nil } }
    }
}

extension RunDevice {
    /// Reads `NAME[,required]` or `name=NAME[,required=BOOLEAN]`; a name may hold an equals sign itself.
    init(parsing value: ShellWord, in text: SourceText) throws(Diagnostic) {
        var name: ShellWord?
        var isRequired = false
        for field in try CommaSeparated.split(value, in: text) {
            let split = field.text.firstIndex(of: "=")
            var content = field
            content.text = split.map { String(field.text[field.text.index(after: $0)...]) } ?? ""
            switch (field.text[..<(split ?? field.text.endIndex)].lowercased(), split != nil) {
            case ("required", false): isRequired = true
            case ("required", true):
                guard let flag = GoBoolean.parse(content.text) else {
                    throw .error(.flagValue, "required is '\(content.text)', not true or false", at: field.range)
                }
                isRequired = flag
            case ("name", true) where name == nil: name = content
            case _ where name == nil: name = field
            default:
                let hint = "write --device=NAME or --device=NAME,required"
                throw .error(.flagValue, "--device does not know '\(field.text)'", hint: hint, at: field.range)
            }
        }
        guard let name, !name.text.isEmpty else {
            throw .error(.flagValue, "--device names no device", hint: "write --device=NAME", at: value.range)
        }
        self.init(name: name, isRequired: isRequired)
    }
}
