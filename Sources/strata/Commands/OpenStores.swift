import Storage
import Synchronization

/// The stores that a command has opened.
final class OpenStores: Sendable {
    private let stores = Mutex<[Store]>([])

    func add(_ store: Store) -> Store {
        stores.withLock { $0.append(store) }
        return store
    }

    /// Removes what is unfinished in them, and lets them go.
    func end() {
        let open = stores.withLock { stores in
            defer { stores = [] }
            return stores
        }
        for store in open { store.removeWork() }
    }
}
