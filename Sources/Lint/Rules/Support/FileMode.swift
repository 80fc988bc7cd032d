/// Modes as chmod takes them.
enum FileMode {
    /// Whether others may write where the mode is given: `777`, `0666`, `o+w`, `a+rwx`, `+w` not (it heeds the umask).
    ///
    /// Directories with the sticky bit, as `/tmp` has, are meant to be so: `1777`, `a+rwxt`.
    static func isWorldWritable(_ mode: String) -> Bool {
        if !mode.isEmpty, mode.allSatisfy({ ("0"..."7").contains($0) }) {
            let digits = Array(mode.utf8.map { Int($0) - 0x30 })
            let isSticky = digits.count > 3 && digits[digits.count - 4] & 1 != 0
            return digits.count >= 3 && digits[digits.count - 1] & 2 != 0 && !isSticky
        }
        return mode.split(separator: ",").contains { clause in
            guard let sign = clause.firstIndex(where: { $0 == "+" || $0 == "=" }) else { return false }
            let who = clause[..<sign]
            let rights = clause[clause.index(after: sign)...]
            guard who.allSatisfy({ "ugoa".contains($0) }), rights.allSatisfy({ "rwxXst".contains($0) }) else {
                return false
            }
            return (who.contains("o") || who.contains("a")) && rights.contains("w") && !rights.contains("t")
        }
    }
}
