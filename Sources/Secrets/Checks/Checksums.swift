import OCI

/// What tokens have within them that proves them.
enum Checksums {
    /// GitHub's and npm's: the last six characters are the CRC-32 of the thirty before them, in base 62 with the digits first.
    ///
    /// Of fine-grained tokens it is not said what exactly is summed up: the last part, all behind the prefix and the whole are tried.
    static func hasBase62CRC(_ token: [UInt8]) -> Bool {
        guard token.count > 12, let given = base62(token.suffix(6)) else { return false }
        let body = token.dropLast(6)
        let starts = body.indices.filter { $0 == 0 || body[$0 - 1] == UInt8(ascii: "_") }
        return starts.contains { UInt64(crc32(body[$0...])) == given }
    }

    private static func base62(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var result: UInt64 = 0
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x5A: value = digit - 0x41 + 10
            case 0x61...0x7A: value = digit - 0x61 + 36
            default: return nil
            }
            result = result * 62 + UInt64(value)
        }
        return result
    }

    /// CRC-32 as of gzip (RFC 1952, section 8).
    static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 != 0 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    /// PyPI's: a macaroon of version 2 whose location is pypi.org or test.pypi.org.
    static func isMacaroon(_ text: [UInt8]) -> Bool {
        guard let bytes = base64URL(text), bytes.count > 24, bytes[0] == 2, bytes[1] == 1 else { return false }
        let location = bytes[3...].prefix(Int(bytes[2]))
        guard location.elementsEqual("pypi.org".utf8) || location.elementsEqual("test.pypi.org".utf8) else {
            return false
        }
        return bytes[3 + location.count] == 2
    }

    /// An AWS access key id: sixteen characters of base 32 behind the prefix, of which the first ten hold the account's number.
    static func isAWSKey(_ token: [UInt8]) -> Bool {
        guard token.count == 20 else { return false }
        let body = token.dropFirst(4)
        return body.allSatisfy { (0x41...0x5A).contains($0) || (0x32...0x37).contains($0) }
            && body.contains(where: ByteSet.digits.contains)
    }

    /// Bech32 (BIP 173) with a human-readable part before the last `1`.
    static func isBech32(_ token: [UInt8]) -> Bool {
        let small = token.map(\.smallLetter)
        guard let split = small.lastIndex(of: UInt8(ascii: "1")), small.count - split > 7 else { return false }
        let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        var values = small[..<split].map { UInt32($0 >> 5) } + [0] + small[..<split].map { UInt32($0 & 31) }
        for character in small[(split + 1)...] {
            guard let value = alphabet.firstIndex(of: character) else { return false }
            values.append(UInt32(value))
        }
        let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        var sum: UInt32 = 1
        for value in values {
            let top = sum >> 25
            sum = (sum & 0x1FF_FFFF) << 5 ^ value
            for bit in 0..<5 where top >> UInt32(bit) & 1 != 0 { sum ^= generator[bit] }
        }
        return sum == 1
    }

    /// A seed of NATS: base 32 of two bytes of kind, 32 of seed, and the CRC-16 (XMODEM) of them, low byte first.
    static func isNKey(_ token: [UInt8]) -> Bool {
        guard let bytes = base32(token), bytes.count == 36 else { return false }
        var crc: UInt16 = 0
        for byte in bytes.prefix(34) {
            crc ^= UInt16(byte) << 8
            for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return bytes[34] == UInt8(crc & 0xFF) && bytes[35] == UInt8(crc >> 8)
    }

    private static func base32(_ text: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var word: UInt32 = 0
        var bits = 0
        for character in text {
            switch character {
            case 0x41...0x5A: word = word << 5 | UInt32(character - 0x41)
            case 0x32...0x37: word = word << 5 | UInt32(character - 0x32 + 26)
            default: return nil
            }
            bits += 5
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return result
    }

    /// Whether bytes are base64 or base64url of the beginning of a JSON object.
    static func isJSON(_ text: [UInt8]) -> Bool {
        guard let start = text.firstRange(of: Array("eyJ".utf8))?.lowerBound else { return false }
        let end = text[start...].firstIndex { !ByteSet.base64URL.contains($0) } ?? text.endIndex
        guard let bytes = base64URL(Array(text[start..<end])) else { return false }
        return (try? JSONValue(parsing: bytes)) != nil
            || bytes.starts(with: "{\"".utf8) && bytes.allSatisfy { $0 >= 0x20 }
    }

    /// Base58 whose last four bytes are the beginning of the SHA-256 of the SHA-256 of the rest.
    static func isBase58(_ token: [UInt8]) -> Bool {
        let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
        var bytes: [UInt8] = []
        for character in token {
            guard var carry = alphabet.firstIndex(of: character) else { return false }
            for index in bytes.indices {
                carry += Int(bytes[index]) * 58
                bytes[index] = UInt8(carry & 0xFF)
                carry >>= 8
            }
            while carry > 0 {
                bytes.append(UInt8(carry & 0xFF))
                carry >>= 8
            }
        }
        let decoded = [UInt8](repeating: 0, count: token.prefix { $0 == UInt8(ascii: "1") }.count) + bytes.reversed()
        guard decoded.count > 8 else { return false }
        let digest = sha256(sha256(Array(decoded.dropLast(4))))
        return digest.prefix(4).elementsEqual(decoded.suffix(4))
    }

    private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        Digest.of(bytes).append(to: &result)
        return result
    }

    /// The bytes that base64 or base64url stands for.
    static func base64URL(_ text: [UInt8]) -> [UInt8]? {
        let standard = text.map {
            $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0
        }
        return Base64.decode(String(decoding: standard, as: UTF8.self))
    }
}
