package import HTTPServer
import LayerArchive
import OCI
import Storage

/// An error as a registry says it (distribution-spec, "Error Codes").
package struct RegistryFault: Error, Sendable, Hashable {
    /// The specification's code.
    package enum Code: String, Sendable, Hashable {
        case blobUnknown = "BLOB_UNKNOWN"
        case uploadInvalid = "BLOB_UPLOAD_INVALID"
        case uploadUnknown = "BLOB_UPLOAD_UNKNOWN"
        case digestInvalid = "DIGEST_INVALID"
        case manifestBlobUnknown = "MANIFEST_BLOB_UNKNOWN"
        case manifestInvalid = "MANIFEST_INVALID"
        case manifestUnknown = "MANIFEST_UNKNOWN"
        case nameInvalid = "NAME_INVALID"
        case nameUnknown = "NAME_UNKNOWN"
        case sizeInvalid = "SIZE_INVALID"
        case unauthorized = "UNAUTHORIZED"
        case denied = "DENIED"
        case unsupported = "UNSUPPORTED"
        case tooManyRequests = "TOOMANYREQUESTS"
        /// Not of the specification: distribution's word for what went wrong inside.
        case unknown = "UNKNOWN"
    }

    /// The status of the answer.
    package let status: Int
    /// The code.
    package let code: Code
    /// What was found.
    package let message: String
    /// Further fields of the answer's header.
    package var headers: [String: String] = [:]

    /// Makes an error.
    package init(_ status: Int, _ code: Code, _ message: String, headers: [String: String] = [:]) {
        (self.status, self.code, self.message, self.headers) = (status, code, message, headers)
    }

    /// The answer that says it.
    package var answer: ServerAnswer {
        let document: JSONValue = [
            "errors": [["code": .string(code.rawValue), "message": .string(message), "detail": .null]]
        ]
        let fields = headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return ServerAnswer(
            status, [("Content-Type", "application/json")] + fields, body: .bytes(Array(document.compact().utf8)))
    }
}

extension RegistryFault {
    /// What went wrong below, as the client is to hear it.
    init(_ error: any Error) {
        switch error {
        case let fault as RegistryFault: self = fault
        case let error as StorageError: self = Self.fault(of: error)
        case let error as OCIError: self.init(400, .manifestInvalid, error.message)
        case is CancellationError: self.init(503, .unknown, "the registry is about to end")
        default: self.init(500, .unknown, "\(error)")
        }
    }

    private static func fault(of error: StorageError) -> RegistryFault {
        switch error.code {
        case .noSpace: RegistryFault(507, .unknown, error.message)
        case .missingBlob: RegistryFault(400, .manifestBlobUnknown, error.message)
        case .invalidArchive: RegistryFault(400, .manifestInvalid, error.message)
        case .conflict: RegistryFault(409, .denied, error.message)
        case .busy: RegistryFault(503, .unknown, error.message, headers: ["Retry-After": "1"])
        default: RegistryFault(500, .unknown, error.message)
        }
    }
}
