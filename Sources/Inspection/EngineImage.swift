internal import LinuxSystem
internal import OCI
internal import Storage
internal import SystemPackage
internal import Transport

/// An image of a docker or podman that runs: its archive is asked for through the engine's socket (`GET /images/get` of the Docker
/// Engine API, which podman speaks too), and written into a work directory, as it names what it holds at its end.
struct EngineImage {
    let name: String
    let environment: [String: String]

    /// Fetches the archive and opens it; it goes with the work directory, which the image holds.
    func open(
        _ source: ImageSource, store: Store, _ open: (FilePath, WorkDirectory) throws -> InspectedImage
    ) async throws -> InspectedImage {
        let work = try store.makeWorkDirectory()
        let path = work.path.appending("image.tar")
        try await fetch(to: FileHandle.open(path, OpenFlags.newFile))
        return try open(path, work)
    }

    private func fetch(to file: FileHandle) async throws {
        let socket = try socket()
        var settings = HTTPClient.Settings(environment: [:])
        settings.socketPath = socket
        // An engine may put an image together for minutes before the first byte comes.
        settings.stallSeconds = 600
        let query = PercentEncoding.query([("names", name)])
        let address = try HTTPAddress(parsing: "http://localhost/images/get?\(query)")
        let response: HTTPResponse
        do {
            response = try await HTTPClient(settings).send(HTTPRequest(.get, address), to: { try file.write($0) })
        } catch let error as TransportError {
            throw InspectionError(
                .badSource, "the engine at \(socket) does not answer", hint: "is it running, and may this user ask it?",
                cause: error)
        }
        guard response.status == 200 else { throw refusal(response.status, socket, response.refusal) }
    }

    /// What an engine says instead of an archive, as `{"message": "…"}`; podman has the status 500 for what it does not know.
    private func refusal(_ status: Int, _ socket: String, _ body: [UInt8]) -> InspectionError {
        let message = (try? JSONValue(parsing: body))?["message"]?.stringValue ?? ""
        if status == 404 || message.hasSuffix("image not known") {
            return InspectionError(
                .badSource, "the engine at \(socket) has no image \(name)",
                hint: "`docker images`, or `podman images`, lists what it has")
        }
        return InspectionError(
            .badSource, "the engine at \(socket) does not give the image \(name): \(message) (status \(status))",
            hint: "see what `docker save \(name)` says, or look into the engine's log")
    }

    /// `$DOCKER_HOST` where it is a socket of this machine; else the first of docker's and podman's that is there.
    private func socket() throws -> String {
        if let host = environment["DOCKER_HOST"], !host.isEmpty {
            guard host.hasPrefix("unix://") else {
                throw InspectionError(
                    .badSource, "DOCKER_HOST is \(host), and only sockets of this machine are asked",
                    hint: "`docker save \(name) -o FILE`, then docker-archive:FILE")
            }
            return String(host.dropFirst(7))
        }
        let user = environment["XDG_RUNTIME_DIR"].map { [$0 + "/podman/podman.sock"] } ?? []
        let places = ["/var/run/docker.sock"] + user + ["/run/podman/podman.sock"]
        for place in places where (try? DirectoryHandle.open("/").status(of: Array(place.dropFirst().utf8))) != nil {
            return place
        }
        throw InspectionError(
            .badSource, "no docker or podman runs here: none of \(places.joined(separator: ", ")) is there",
            hint: "start it, or name its socket in DOCKER_HOST=unix:///PATH")
    }
}
