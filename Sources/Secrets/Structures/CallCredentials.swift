/// Passwords among the arguments of functions that take them by place: `mysqli_connect($host, 'app', '…')`.
enum CallCredentials {
    /// The calls, and which argument is the password.
    private static let calls: [String: Int] = [
        "mysqli_connect(": 2, "mysql_connect(": 2, "new mysqli(": 2, "new PDO(": 2, "DriverManager.getConnection(": 2,
        "MySQLdb.connect(": 2, "pymysql.connect(": 2, "pymssql.connect(": 2, "ftplib.FTP(": 2, "smtp.PlainAuth(": 2,
        "NetworkCredential(": 1, "UsernamePasswordCredentials(": 1, "PasswordAuthentication(": 1, "HTTPBasicAuth(": 1,
        "SetBasicAuth(": 1, "setBasicAuth(": 1, "auth=(": 1, ".login(": 1,
    ]

    /// What is looked for.
    static let keywords = calls.keys.sorted()

    /// The password of the call that begins at a keyword.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard let number = calls[view.text(keyword)],
            let range = argument(number, from: keyword.upperBound, in: view)
        else { return nil }
        let value = view[range]
        let isChosen = !context.isLibrary && !context.isManual && GenericAssignment.isMixed(value, least: 8)
        guard isChosen || GenericAssignment.isRandom(value), !Placeholder.isLikely(value),
            !URLCredentials.isCommon(value)
        else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }

    /// The argument of a number, if it is a literal, without its quotes.
    private static func argument(_ number: Int, from start: Int, in view: SourceView) -> Range<Int>? {
        var place = start
        var rest = number
        var depth = 0
        while place < start + 512 {
            let byte = view[place]
            if depth == 0, rest == 0, !ByteSet(" \t\r\n").contains(byte) { return literal(at: place, in: view) }
            switch byte {
            case 0: return nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                place = view.end(ofLiteralAt: place)
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                if depth < 0 { return nil }
            case UInt8(ascii: ",") where depth == 0: rest -= 1
            default: break
            }
            place += 1
        }
        return nil
    }

    private static func literal(at place: Int, in view: SourceView) -> Range<Int>? {
        guard ByteSet("\"'").contains(view[place]) else { return nil }
        let end = view.end(ofLiteralAt: place)
        let next = view.end(of: ByteSet(" \t\r\n"), from: end + 1, atMost: 64)
        // What is put together is no password of its own.
        guard view[end] == view[place], ByteSet(",).").contains(view[next]) else { return nil }
        return place + 1..<end
    }
}

extension SourceView {
    /// Where the quote stands that ends the literal which one at a place begins; where the line ends without it.
    fileprivate func end(ofLiteralAt place: Int) -> Int {
        var end = place + 1
        while self[end] != self[place], self[end] != 0, self[end] != UInt8(ascii: "\n") {
            end += self[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return end
    }
}
