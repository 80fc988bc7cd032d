extension RandomAccessCollection {
    /// Where those elements end that come before, by halving (binary search): the first one for which `isBefore` says no, `endIndex`
    /// where there is none. All elements for which it says yes stand before all others.
    @inlinable
    public func partitionPoint<Failure: Error>(
        where isBefore: (Element) throws(Failure) -> Bool
    ) throws(Failure) -> Index {
        var (first, left) = (startIndex, count)
        while left > 0 {
            let middle = index(first, offsetBy: left / 2)
            if try isBefore(self[middle]) {
                (first, left) = (index(after: middle), left - left / 2 - 1)
            } else {
                left /= 2
            }
        }
        return first
    }
}
