/// Takes bytes as they come by.
protocol UnpackingStage: AnyObject {
    /// - Throws: `UnpackingStop`; what is wrong with the bytes, after which no more of them are given.
    func feed(_ bytes: UnsafeRawBufferPointer) throws
    /// - Throws: as ``feed(_:)``.
    func finish() throws
}

/// A file whose form is not known yet: its first bytes decide what takes it.
final class ContentStage {
    private static let headLength = 512
    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var head: [UInt8] = []
    private var stage: (any UnpackingStage)?
    private var isDamaged = false

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) {
        self.unpacker = unpacker
        self.place = place
    }

    /// Goes on with the file.
    func feed(_ bytes: UnsafeRawBufferPointer) throws(UnpackingStop) {
        if isDamaged || bytes.isEmpty { return }
        if stage != nil { return try pass(bytes) }
        if head.isEmpty, bytes.count >= Self.headLength { return try begin(bytes) }
        let part = min(bytes.count, Self.headLength - head.count)
        head.append(contentsOf: bytes[..<part])
        guard head.count == Self.headLength else { return }
        try beginWithHead()
        if part < bytes.count { try feed(UnsafeRawBufferPointer(rebasing: bytes[part...])) }
    }

    /// Ends the file.
    func finish() throws(UnpackingStop) {
        if stage == nil, !isDamaged { try beginWithHead() }
        guard !isDamaged, let stage else { return }
        do { try stage.finish() } catch { try take(error) }
    }

    private func beginWithHead() throws(UnpackingStop) {
        let head = head
        self.head = []
        do { try head.withUnsafeBytes { try begin($0) } } catch { try take(error) }
    }

    /// Decides by the first bytes, and gives them to what was decided upon.
    private func begin(_ bytes: UnsafeRawBufferPointer) throws(UnpackingStop) {
        let form =
            unpacker.opens(place.depth)
            ? ContentForm(UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.headLength)), path: place.path) : .plain
        do { stage = try makeStage(form) } catch { return try take(error) }
        try pass(bytes)
    }

    private func makeStage(_ form: ContentForm) throws -> any UnpackingStage {
        switch form {
        case .plain: PlainStage(unpacker, place)
        case .foreign(let program): PlainStage(unpacker, place, saying: "is an archive of \(program): not opened")
        case .compressed(let compression):
            try DecompressionStage(unpacker, place, StreamDecoding.decoder(for: compression), compression)
        case .tar: TarStage(unpacker, place)
        case .zip(let start): ZipStage(unpacker, place, startingAt: start)
        case .ar: ArStage(unpacker, place)
        case .cpio: CpioStage(unpacker, place)
        case .rpm: RPMStage(unpacker, place)
        case .gitObject: try GitObjectStage(unpacker, place)
        case .gitPack: try GitPackStage(unpacker, place)
        case .utf16(let isBig): UTF16Stage(unpacker, place, isBigEndian: isBig)
        }
    }

    private func pass(_ bytes: UnsafeRawBufferPointer) throws(UnpackingStop) {
        guard let stage else { return }
        do { try stage.feed(bytes) } catch { try take(error) }
    }

    private func take(_ error: any Error) throws(UnpackingStop) {
        if let stop = error as? UnpackingStop { throw stop }
        isDamaged = true
        stage = nil
        unpacker.close()
        let message = (error as? LayerArchiveError)?.message ?? "\(error)"
        unpacker.note("is not opened to its end: \(message)", at: place)
    }
}

/// A file that is handed over as it is.
final class PlainStage: UnpackingStage {
    private let unpacker: FileUnpacker

    init(_ unpacker: FileUnpacker, _ place: ContentPlace, saying note: String? = nil) {
        self.unpacker = unpacker
        if let note { unpacker.note(note, at: place) }
        unpacker.open(place)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) { unpacker.files.feed(bytes) }

    func finish() { unpacker.close() }
}
