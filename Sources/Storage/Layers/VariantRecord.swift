internal import OCI

/// A layer whose archive leaves out directories has one directory for each state of things below it (layer rule 8).
///
/// Number 0 is `layers/<id>` itself, the others are `layers/<id>.<number>`.
enum VariantRecord {
    static func name(_ layer: LayerID, _ number: Int64) -> String {
        number == 0 ? layer.name : "\(layer.name).\(String(number, radix: 36))"
    }

    /// Names what lies below: the digest of the diff-ids in their order.
    static func parents(_ layers: [Layer]) -> Digest { Digest.of(layers.flatMap(\.diffID.bytes)) }

    static func number(_ connection: Connection, layer: LayerID, parents: Digest) throws(DatabaseError) -> Int64? {
        try connection.first("SELECT number FROM variants WHERE layer = ? AND parents = ?", layer.rawValue, parents) {
            row throws(DatabaseError) in row.integer(0)
        }
    }

    /// The directory made where the same was found at the implied parents.
    static func number(_ connection: Connection, layer: LayerID, facts: Digest) throws(DatabaseError) -> Int64? {
        try connection.first("SELECT number FROM variants WHERE layer = ? AND facts = ?", layer.rawValue, facts) {
            row throws(DatabaseError) in row.integer(0)
        }
    }

    static func next(_ connection: Connection, layer: LayerID) throws(DatabaseError) -> Int64 {
        try connection.integer("SELECT coalesce(max(number) + 1, 0) FROM variants WHERE layer = ?", layer.rawValue)
    }

    /// The names of all directories of a layer.
    static func names(_ connection: Connection, of layer: LayerID) throws(DatabaseError) -> [String] {
        try connection.query("SELECT DISTINCT number FROM variants WHERE layer = ?", layer.rawValue) {
            name(layer, $0.integer(0))
        }
    }

    static func insert(
        _ connection: Connection, layer: LayerID, parents: Digest, facts: Digest, number: Int64
    ) throws(DatabaseError) {
        try connection.run(
            "INSERT OR REPLACE INTO variants (layer, parents, facts, number) VALUES (?, ?, ?, ?)", layer.rawValue,
            parents,
            facts, number)
    }
}
