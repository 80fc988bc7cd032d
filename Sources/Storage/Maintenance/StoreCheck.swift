/// What a check of the store found.
public struct StoreCheck: Hashable, Sendable {
    /// One fault.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// What kind of fault it is.
        public let code: StorageError.Code
        /// What was found, and where.
        public let message: String
        /// What to do about it.
        public let hint: String?

        /// The message.
        public var description: String { message }
    }

    /// The faults: nothing of the store is lost or damaged where there are none.
    public internal(set) var findings: [Finding] = []
    /// Images whose documents and layers were looked at.
    public internal(set) var images = 0
    /// Layers whose directories were archived again and compared.
    public internal(set) var layers = 0
    /// Blobs whose digests were computed.
    public internal(set) var blobs = 0
    /// Layers of images whose archives are made on demand: absent on purpose.
    public internal(set) var madeOnDemand = 0
    /// Blobs of images that were not loaded, as their layers came by files: absent on purpose.
    public internal(set) var leftAway = 0
    /// Files and directories that nothing refers to: no fault, the next collection takes them.
    public internal(set) var garbage = 0
}
