/// The forms of tokens that their makers gave a beginning of their own.
enum TokenForm {
    private static var beginnings: [(text: StaticString, count: Int)] {
        [
            ("ghp_", 36), ("gho_", 36), ("ghu_", 36), ("ghs_", 36), ("ghr_", 36), ("github_pat_", 22), ("glpat-", 20),
            ("xoxb-", 20), ("xoxp-", 20), ("sk_live_", 20), ("rk_live_", 20), ("AKIA", 16), ("ASIA", 16), ("AIza", 35),
            ("npm_", 36), ("hf_", 30), ("dckr_pat_", 20), ("pypi-AgEI", 20), ("dop_v1_", 60), ("SG.", 40),
            ("sk-ant-", 20),
        ]
    }

    /// The place of the first token in a text; `nil` where there is none.
    static func range(in bytes: [UInt8]) -> Range<Int>? {
        if let key = privateKey(in: bytes) { return key }
        let beginnings = beginnings
        var index = 0
        while index < bytes.count {
            guard isOfToken(bytes[index]) else {
                index += 1
                continue
            }
            let end = bytes[index...].firstIndex { !isOfToken($0) } ?? bytes.count
            if end - index >= 20, beginnings.contains(where: { begins(bytes[index..<end], $0) }) { return index..<end }
            index = end
        }
        return nil
    }

    private static func begins(_ word: ArraySlice<UInt8>, _ form: (text: StaticString, count: Int)) -> Bool {
        form.text.withUTF8Buffer { beginning in
            word.count >= beginning.count + form.count && word.prefix(beginning.count).elementsEqual(beginning)
        }
    }

    private static func privateKey(in bytes: [UInt8]) -> Range<Int>? {
        let mark = Array("-----BEGIN ".utf8)
        var index = 0
        while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
            if bytes[dash...].starts(with: mark) {
                let line = bytes[dash...].prefix { $0 != 0x0A }
                if String(decoding: line.prefix(64), as: UTF8.self).contains("PRIVATE KEY-----") {
                    return dash..<line.endIndex
                }
            }
            index = dash + 1
        }
        return nil
    }

    private static func isOfToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
