import OCI
import Storage

/// A blob that is copied.
struct CopyBlob: Sendable {
    /// Where its bytes are.
    enum Content: Sendable {
        /// Where the image comes from.
        case origin
        /// Here.
        case bytes([UInt8])
        /// In a work directory, compressed for this copy.
        case encoded(EncodedBlob)
    }

    let descriptor: Descriptor
    let content: Content
}
