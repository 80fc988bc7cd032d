import BuildGraph
import Builder
import ContainerRuntime
import LayerArchive
import LinuxSystem
import OCI
import Storage
import TerminalUI

// The errors of all modules have the same parts; here they are said to be reportable.

extension BuildError: ReportableError {
    var kind: String? { "BuildError.\(code)" }
}

extension BuildGraphError: ReportableError {
    var kind: String? { "BuildGraphError.\(code)" }
}

extension ContainerError: ReportableError {
    var kind: String? { "ContainerError.\(code)" }
}

extension LayerArchiveError: ReportableError {
    var cause: (any Error)? { nil }
    var kind: String? { "LayerArchiveError.\(code)" }
}

extension OCIError: ReportableError {
    var kind: String? { "OCIError.\(code)" }
}

extension OverlayError: ReportableError {
    var kind: String? { "OverlayError.\(code)" }
}

extension StorageError: ReportableError {
    var kind: String? { "StorageError.\(code)" }
}

extension TerminalUIError: ReportableError {
    var kind: String? { "TerminalUIError.\(code)" }
}
