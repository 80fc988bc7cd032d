import LayerArchive
import LinuxSystem
import Secrets

/// Searches files for credentials on threads of its own, while somebody gives their bytes.
///
/// What is found is told in the order in which the files came, whatever the threads. At most ``waitingBlocks`` and two for each thread of
/// ``SearchLoad/blockSize`` bytes wait for them: who gives more waits, too. Belongs to one thread.
final class FileSearch {
    /// How many blocks wait at most, beside two for each thread.
    static let waitingBlocks = 8

    /// What was found in a file; nothing where all of it is let stand, or the file could not be opened.
    typealias Outcome = (file: [UInt8], found: [SearchedFile.Found])

    private let names: SearchedFile
    private let work: SearchWork
    private let threads: WorkThreads<SearchLoad>
    private var outcomes: [Int: Outcome] = [:]
    private var load: SearchLoad?
    private var block = SearchLoad.Block()
    private var loads = 0
    private var number = 0
    /// What could not be opened, or not to its end, of all files so far.
    private(set) var problems: [ScanProblem] = []

    /// - Parameter threads: How many files are searched at once.
    init(threads: Int, _ makeScanner: @escaping @Sendable () -> SecretScanner) {
        names = SearchedFile(makeScanner())
        let work = SearchWork(places: Self.waitingBlocks + 2 * threads)
        self.work = work
        self.threads = WorkThreads(threads) {
            let search = SearchedFile(makeScanner())
            return { work.search($0, with: search) }
        }
    }

    deinit { threads.stop() }

    /// Begins with an entry: what its own name, the target of a link, and its attributes hold.
    func begin(_ path: [UInt8], target: [UInt8] = [], attributes: [ExtendedAttribute] = []) {
        number += 1
        let found = names.begin(path, target: target, attributes: attributes)
        if names.isSuspect { outcomes[number] = (path, found) }
    }

    /// Has the content of a file searched, whose bytes `pieces` gives.
    ///
    /// - Throws: what `pieces` throws; what came before is searched.
    func search(_ path: [UInt8], _ pieces: (_ take: (UnsafeRawBufferPointer) -> Void) throws -> Void) throws {
        number += 1
        block.begin(path, number)
        defer { endFile() }
        try pieces { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                if block.room == 0 { send() }
                rest = rest.dropFirst(block.add(UnsafeRawBufferPointer(rebasing: rest)))
            }
        }
    }

    private func endFile() {
        block.end()
        if load != nil || block.room == 0 { finishLoad() }
    }

    /// Hands the block over; the thread that takes it takes what comes behind it, too, until the load is finished.
    private func send() {
        work.waitForPlace()
        block.close()
        if let load {
            load.add(block)
        } else {
            let load = SearchLoad(block)
            self.load = load
            loads += 1
            threads.add(load)
        }
        block = SearchLoad.Block()
    }

    private func finishLoad() {
        send()
        load?.finish()
        load = nil
    }

    /// Waits until all files are searched: what was found since the last time, in the order of the files.
    func finish() -> [Outcome] {
        if !block.isEmpty { finishLoad() }
        for result in work.results(of: loads) {
            outcomes[result.number] = (result.path, result.found)
            problems += result.problems.map { $0.at(names.shown($0.path)) }
        }
        loads = 0
        defer { outcomes = [:] }
        return outcomes.sorted { $0.key < $1.key }.map { _, outcome in
            (outcome.file, outcome.found.map { found in found.at(names.shown(found.path)) })
        }
    }

    /// Remembers a file that could not be read.
    func note(_ message: String, at path: [UInt8]) {
        problems.append(ScanProblem(path: names.shown(path), message: message, isUnread: true))
    }

    /// A text with what may be shown of each credential in its place.
    func masked(_ text: String) -> String { names.masked(text) }
}
