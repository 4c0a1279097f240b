import CAssets

// Reads the files that the compiler put into this program. What keeps it right: `casset_at` gives a pointer below
// `casset_count` and only there, its fields point to constants that live as long as the program, and `count` is the
// size of the array behind `bytes`.

enum EmbeddedAssets {
    /// Path and content of each file, in the order of the paths.
    static func all() -> [(path: String, bytes: [UInt8])] {
        (0..<casset_count()).compactMap { index in
            guard let asset = unsafe casset_at(index)?.pointee else { return nil }
            let content = unsafe UnsafeBufferPointer(start: asset.bytes, count: asset.count)
            return unsafe (String(cString: asset.path), Array(content))
        }
    }
}
