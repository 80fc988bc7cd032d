internal import Glibc

/// An extended regular expression over bytes (POSIX, regcomp(3)): names of files need not be UTF-8.
public final class ByteExpression: @unchecked Sendable {
    // Unchecked: the compiled form is only read after `init`; regexec(3) is safe on several threads.
    private var compiled = regex_t()

    /// Reads an expression.
    ///
    /// - Returns: `nil` and why in `reason` where the text is none.
    public init?(_ text: String, ignoringCase: Bool = false, reason: inout String) {
        let status = regcomp(&compiled, text, REG_EXTENDED | REG_NOSUB | (ignoringCase ? REG_ICASE : 0))
        guard status != 0 else { return }
        var message = [CChar](repeating: 0, count: 200)
        regerror(status, &compiled, &message, message.count)
        reason = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return nil
    }

    deinit { regfree(&compiled) }

    /// Whether it is found anywhere in the bytes. A byte 0 ends nothing.
    public func isFound(in bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(buffer.count))
            // SAFETY: with REG_STARTEND, regexec reads the range alone, which is the buffer; an empty one gets a byte to stand on.
            guard let base = buffer.baseAddress else { return regexec(&compiled, "", 0, nil, 0) == 0 }
            return regexec(&compiled, base.assumingMemoryBound(to: CChar.self), 1, &range, REG_STARTEND) == 0
        }
    }
}
