/// Bounds that keep a hostile file from using up memory or time; exceeding one is an error diagnostic.
public struct ParseLimits: Sendable, Hashable {
    /// Bytes of the whole file.
    public var fileSize: Int
    /// Bytes of one instruction with its continuation lines (BuildKit stops at 64 KiB a line).
    public var instructionSize: Int
    /// Instructions in the file.
    public var instructions: Int
    /// Here-documents of one instruction.
    public var hereDocuments: Int
    /// Diagnostics kept; the rest is counted only.
    public var diagnostics: Int

    /// Bounds from their parts.
    public init(fileSize: Int, instructionSize: Int, instructions: Int, hereDocuments: Int, diagnostics: Int) {
        self.fileSize = fileSize
        self.instructionSize = instructionSize
        self.instructions = instructions
        self.hereDocuments = hereDocuments
        self.diagnostics = diagnostics
    }

    /// Bounds far above what people write: 16 MiB, 1 MiB, 10,000 instructions, 100 here-documents, 100 diagnostics.
    public static let standard = ParseLimits(
        fileSize: 16 << 20,
        instructionSize: 1 << 20,
        instructions: 10_000,
        hereDocuments: 100,
        diagnostics: 100
    )
}
