/// How a command deals with memory, for the allocator to know beforehand.
enum MemoryUse {
    /// Little, or a few large pieces again and again: they are kept.
    case usual
    /// Some megabytes in many small pieces, on several threads.
    case smallPieces
    /// Large pieces on many threads, again and again: what one thread gives back another one takes.
    case streams
    /// Large tables, of which some are thrown away before the next are made: they are given back.
    case largeTables
}
