extension Key {
    /// The key of one control character; `nil` for other bytes and for the escape.
    init?(controlByte byte: UInt8) {
        switch byte {
        case 0: self = .control(" ")
        case 8, 127: self = .backspace
        case 9: self = .tab
        case 10, 13: self = .enter
        case 1...26: self = .control(Unicode.Scalar(byte + 0x60))
        case 0x1C...0x1E: self = .control(Unicode.Scalar(byte + 0x40))
        // Control and slash, on most keyboards.
        case 0x1F: self = .control("/")
        default: return nil
        }
    }

    /// The key of a sequence that ends in a byte; `nil` where none is meant that is known.
    init?(finalByte byte: UInt8, numbers: [Int] = []) {
        switch byte {
        case UInt8(ascii: "A"): self = .up
        case UInt8(ascii: "B"): self = .down
        case UInt8(ascii: "C"): self = .right
        case UInt8(ascii: "D"): self = .left
        case UInt8(ascii: "H"): self = .home
        case UInt8(ascii: "F"): self = .end
        case UInt8(ascii: "M"): self = .enter
        case UInt8(ascii: "Z"): self = .backTab
        case UInt8(ascii: "P")...UInt8(ascii: "S"): self = .function(Int(byte) - 0x4F)
        case UInt8(ascii: "~"): self.init(number: numbers.first ?? 0)
        case UInt8(ascii: "u"):
            self.init(code: numbers.first ?? 0, modifiers: numbers.count > 1 ? numbers[1] : 1)
        default: return nil
        }
    }

    /// The key that a terminal of DEC's kind numbers so.
    private init?(number: Int) {
        switch number {
        case 1, 7: self = .home
        case 2: self = .insert
        case 3: self = .delete
        case 4, 8: self = .end
        case 5: self = .pageUp
        case 6: self = .pageDown
        case 11...15: self = .function(number - 10)
        case 17...21: self = .function(number - 11)
        case 23, 24: self = .function(number - 12)
        default: return nil
        }
    }

    /// A key told by its character and what is held with it ("CSI u"): so Ctrl+M and Enter are two.
    private init?(code: Int, modifiers: Int) {
        guard let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init) else { return nil }
        let isControl = (modifiers - 1) & 4 != 0
        switch code {
        case 27: self = .escape
        case 13: self = .enter
        case 9: self = (modifiers - 1) & 1 != 0 ? .backTab : .tab
        case 127: self = .backspace
        case 0x20...0x7E: self = isControl ? .control(scalar) : .character(scalar)
        case 0xA0..<0xE000: self = .character(scalar)
        default: return nil
        }
    }
}
