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
                return true
            } catch let error as RegistryError where error.code == .noAnswer && !isAlways {
                return false
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
