import OCI
import Testing

@Suite struct NumberTests {
    @Test("a number is read from its bytes, the lowest first")
    func bytes() {
        let bytes: [UInt8] = [0x78, 0x56, 0x34, 0x12, 0xF0, 0xDE, 0xBC, 0x9A, 0xFF]
        #expect(UInt32(littleEndianBytes: bytes[..<4]) == 0x1234_5678)
        #expect(UInt64(littleEndianBytes: bytes[..<8]) == 0x9ABC_DEF0_1234_5678)
        #expect(Int64(littleEndianBytes: bytes[..<8]) == Int64(bitPattern: 0x9ABC_DEF0_1234_5678))
        #expect(Int(littleEndianBytes: bytes[..<2]) == 0x5678)
        #expect(Int(littleEndianBytes: [UInt8]()) == 0)
        #expect(UInt8(littleEndianBytes: bytes[8...]) == 0xFF)
    }

    @Test("the place where those end that come before is found in every list, an empty one too")
    func partitionPoint() {
        for count in 0..<20 {
            for limit in 0...count {
                #expect((0..<count).partitionPoint { $0 < limit } == limit)
                let list = Array(100..<100 + count)
                #expect(list[(count / 2)...].partitionPoint { $0 < 100 + limit } == max(count / 2, limit))
            }
        }
    }
}
