/// Every file name that the store writes: docs/format/search-log.md.
enum StoreFiles {
    static let magic = Array("MRTSRLOG".utf8)

    static func lock(_ root: String) -> String { root + "/LOCK" }
    /// The identity of the whole: 22 characters, the `cluster_uuid`.
    static func identity(_ root: String) -> String { root + "/IDENTITY" }
    static func indices(_ root: String) -> String { root + "/indices" }
    static func index(_ root: String, uuid: String) -> String { indices(root) + "/" + uuid }
    static func documents(_ indexDirectory: String) -> String { indexDirectory + "/documents.log" }
}
