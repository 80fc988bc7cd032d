/// Where the children of each directory begin, in a tree that is numbered breadth-first: kept for those alone that have some.
struct ChildTable: Hashable, Sendable {
    /// The numbers of the directories that have children, in order.
    private(set) var directories: [UInt32] = []
    /// The number of the first child of each. The last one ends where that of the next directory begins.
    private(set) var firsts: [UInt32] = []

    /// How many directories have children.
    var count: Int { directories.count }

    /// Adds the next directory, which is not there yet and comes after those that are.
    mutating func append(_ directory: Int, first: Int) {
        directories.append(UInt32(directory))
        firsts.append(UInt32(first))
    }

    /// The children of a directory that has some, in a tree of so many entries.
    func children(of directory: Int, count: Int) -> Range<Int> {
        let place = place(of: directory)
        let end = place + 1 < firsts.count ? Int(firsts[place + 1]) : count
        return Int(firsts[place])..<end
    }

    /// Which one a directory is among those that have children; it is one of them. By binary search.
    func place(of directory: Int) -> Int {
        let wanted = UInt32(directory)
        var (low, high) = (0, directories.count)
        while low < high {
            let middle = (low + high) / 2
            if directories[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
