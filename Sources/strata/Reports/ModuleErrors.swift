import BuildGraph
import Builder
import ContainerRuntime
import Inspection
import LayerArchive
import LinuxSystem
import OCI
import Registry
import Storage
import TerminalUI
import Transport

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

extension InspectionError: ReportableError {
    var kind: String? { "InspectionError.\(code)" }
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

extension RegistryError: ReportableError {
    var kind: String? { "RegistryError.\(code)" }
}

extension StorageError: ReportableError {
    var kind: String? { "StorageError.\(code)" }
}

extension TerminalUIError: ReportableError {
    var kind: String? { "TerminalUIError.\(code)" }
}

extension TransportError: ReportableError {
    var kind: String? { "TransportError.\(code)" }
}
