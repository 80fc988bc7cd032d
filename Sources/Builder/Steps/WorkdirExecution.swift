import BuildGraph
import ContainerRuntime
import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Carries out a WORKDIR: makes the directory, with the user of the moment as its owner, where it is missing.
struct WorkdirExecution: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: WorkdirStep

    /// The stack with the step's layer on top, from the cache where it is there.
    func execute() async throws -> StackState {
        let parent = session.stack(of: step.parent)
        var view: DirectoryHandle?
        if !step.user.isEmpty { view = try session.view(of: parent) }
        let owner = try self.owner(in: view)
        let parts = KeyParts.workdir(step, in: session.keyContext(on: parent, of: vertex), owner: owner)
        return try await StepCache(session: session, vertex: vertex, parent: parent).result(of: parts) { _ in
            try make(over: parent, owner: owner)
        }
    }

    private func make(over parent: StackState, owner: Owner) throws -> CommittedLayer {
        let destination = CopyDestination(base: try session.view(of: parent), owner: owner)
        _ = try destination.directory(try destination.resolve(BytePath.components(Array(step.path.utf8))))
        let plan = LayerPlan(root: destination.root, madeAt: Timestamp.now().seconds)
        return try LayerWriting(session: session, parent: parent, plan: plan, sources: []).commit().committed
    }

    /// The user's numbers. A user whom the image does not know counts as root here, as in BuildKit; RUN refuses it.
    private func owner(in view: DirectoryHandle?) throws -> Owner {
        guard let view else { return .root }
        do throws(ContainerError) {
            let account = try AccountLookup.account(step.user, in: view)
            return Owner(user: account.userID, group: account.groupID)
        } catch {
            guard error.code == .unknownUser else { throw error }
            return .root
        }
    }
}
