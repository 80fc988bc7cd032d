/// rpm's databases: SQLite (`rpmdb.sqlite`, from 4.16), ndb (`Packages.db`, SUSE) and BerkeleyDB (`Packages`, before).
enum RPMDatabase {
    /// The packages of a database, whichever kind it is.
    ///
    /// - Throws: `DamagedFile`.
    static func packages(_ bytes: [UInt8], place: String) throws(DamagedFile) -> [Package] {
        let headers: [[UInt8]]
        if bytes.starts(with: SQLiteImage.magic) {
            headers = try SQLiteImage.blobs(of: bytes, table: "Packages", column: "blob")
        } else if NDBImage.isOne(bytes) {
            headers = try NDBImage.blobs(of: bytes)
        } else if let image = BerkeleyHashImage(bytes) {
            headers = try image.values()
        } else if bytes.isEmpty {
            headers = []
        } else {
            throw DamagedFile("it is a database of none of rpm's kinds")
        }
        return headers.compactMap { RPMHeader.package($0, place: place) }
    }
}
