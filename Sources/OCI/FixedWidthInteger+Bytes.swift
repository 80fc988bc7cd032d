extension FixedWidthInteger {
    /// The number that bytes stand for, the lowest first: as many as it has, or fewer.
    @inlinable
    public init(littleEndianBytes bytes: some BidirectionalCollection<UInt8>) {
        self = bytes.reversed().reduce(0) { $0 << 8 | Self(truncatingIfNeeded: $1) }
    }
}
