import BuildGraph
import Builder
import Distribution
import OCI
import Registry
import Storage
import TerminalUI

extension ImagePull {
    /// Pulls base images from registries.
    init(_ distribution: Distribution, isAlways: Bool) {
        self.init { name, platform, progress in
            do {
                _ = try await distribution.pull(name, platform: platform) { event in
                    guard case .layer(let id, let state) = event, let line = TransferDisplay.lines(state).last else {
                        return
                    }
                    let numbers = line.bytes.map { " \($0.done)/\($0.total)" } ?? ""
                    progress(id, line.status + numbers, line.isLast)
                }
            } catch let error as RegistryError where error.code == .noAnswer && !isAlways {
                let reason = (error.cause as? any ReportableError)?.message ?? error.message
                throw UnreadableImage(
                    message: "the image \(name.familiar) is not in the store and cannot be pulled: \(reason)",
                    hint: "import or load it first, name an earlier stage, or check the network and HTTPS_PROXY")
            } catch let error as StorageError where error.code == .wrongPlatform {
                throw MissingPlatform(message: error.message, hint: error.hint)
            } catch let error as any ReportableError {
                throw UnreadableImage(
                    message: "the image \(name.familiar) cannot be pulled: \(error.message)", hint: error.hint)
            }
        }
        self.isAlways = isAlways
    }
}
