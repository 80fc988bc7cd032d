import BuildGraph
import ContainerRuntime
import LinuxSystem
import OCI
import SystemPackage
import YAML

/// The descriptions of the machine's devices: JSON and YAML files of the Container Device Interface
/// (container-device-interface, SPEC.md, version 0.8).
struct DeviceDescriptions {
    /// What a container needs for a device.
    private struct Device {
        let name: String
        let edits: [JSONValue]
        let file: FilePath
    }

    private var devices: [Device] = []
    /// Files that say nothing, and why.
    private var unread: [String] = []

    /// Reads the files of some directories; those of a later one count. A file that cannot be read is told where a device lacks.
    init(in directories: [FilePath]) {
        for path in directories {
            // A machine without devices has no such directory.
            guard let directory = try? DirectoryHandle.open(path), let entries = try? directory.entries() else {
                continue
            }
            let names = entries.map { String(decoding: $0.name, as: UTF8.self) }.sorted()
            for name in names {
                if DeviceFile.isDescription(name) { read(path.appending(name)) }
            }
        }
    }

    private mutating func read(_ file: FilePath) {
        do {
            let json = try DeviceFile.read(file)
            guard let kind = json["kind"]?.stringValue else {
                unread.append("\(file) has no kind")
                return
            }
            let common = [json["containerEdits"]].compactMap { $0 }
            for device in json["devices"]?.arrayValue ?? [] {
                guard let name = device["name"]?.stringValue else { continue }
                let whole = "\(kind)=\(name)"
                devices.removeAll { $0.name == whole }
                devices.append(
                    Device(name: whole, edits: common + [device["containerEdits"]].compactMap { $0 }, file: file))
            }
        } catch let fault as YAMLValue.Fault {
            unread.append("\(file), line \(fault.line): \(fault.message)")
        } catch {
            unread.append("\(file): \(error)")
        }
    }

    /// Gives a container what the devices of a step need.
    ///
    /// - Throws: `BuildError` with `stepNotCarriedOut` at the flag, for a device that lacks and is required, and for one that wants
    ///   what is not known here.
    func add(_ wanted: [StepDevice], to request: inout ContainerRequest) throws {
        for device in wanted {
            let found = named(device.name)
            if found.isEmpty, device.isRequired { throw missing(device) }
            for found in found {
                do {
                    for edits in found.edits { try DeviceEdits(edits).apply(to: &request) }
                } catch var error as BuildError {
                    error = BuildError(
                        .stepNotCarriedOut, "the device \(found.name) of \(found.file): \(error.message)",
                        hint: error.hint)
                    error.range = device.range
                    throw error
                }
            }
        }
    }

    private func named(_ name: String) -> [Device] {
        if name.hasSuffix("=*") { return devices.filter { $0.name.hasPrefix(name.dropLast()) } }
        if name.contains("=") { return devices.filter { $0.name == name } }
        return devices.first { $0.name.hasPrefix(name + "=") }.map { [$0] } ?? []
    }

    private func missing(_ device: StepDevice) -> BuildError {
        let known = devices.map(\.name).sorted().prefix(8).joined(separator: ", ")
        var error = BuildError(
            .stepNotCarriedOut, "the device \(device.name) is required, and no file describes it",
            hint: unread.isEmpty
                ? (known.isEmpty
                    ? "descriptions are JSON or YAML files in /etc/cdi and /var/run/cdi" : "described are \(known)")
                : unread.joined(separator: "; "))
        error.range = device.range
        return error
    }
}
