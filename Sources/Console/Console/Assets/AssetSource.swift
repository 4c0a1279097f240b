import NIOPosix
import ServiceKit
import Storage

/// Where the page's files come from.
public enum AssetSource: Sendable, Equatable {
    /// This program itself.
    case embedded
    /// A folder, read anew for each request: for working on the page.
    case directory(String)
}

/// The page's files by path.
struct AssetLibrary: Sendable {
    /// Names the content of all files together; `nil` when they may change at any time.
    let edition: String?

    private let embedded: [String: Asset]
    private let directory: String?

    init(_ source: AssetSource) throws(StartupError) {
        switch source {
        case .embedded:
            var assets: [String: Asset] = [:]
            var hashes = ""
            for (path, bytes) in EmbeddedAssets.all() {
                guard let asset = Asset(path: path, bytes: bytes, compress: true) else { continue }
                assets[path] = asset
                hashes += "\(path) \(asset.hash)\n"
            }
            embedded = assets
            edition = Asset(path: "edition.html", bytes: Array(hashes.utf8), compress: false)?.hash
            directory = nil
        case .directory(let path):
            guard FileSystem.exists("\(path)/index.html") else {
                throw StartupError("there is no index.html in \(path); set --ui-dir to the folder of the page")
            }
            embedded = [:]
            edition = nil
            directory = path
        }
    }

    /// - Parameter path: As it came from the client.
    func asset(_ path: String) async throws -> Asset? {
        guard let directory else { return embedded[path] }
        guard Self.isPlain(path) else { return nil }
        let file = "\(directory)/\(path)"
        return try await NIOThreadPool.singleton.runIfActive { () -> Asset? in
            guard FileSystem.exists(file), !FileSystem.isDirectory(file) else { return nil }
            return Asset(path: path, bytes: try FileSystem.read(file, limit: 16 << 20), compress: false)
        }
    }

    /// Names of letters, digits, `-`, `_` and `.`, none of them hidden: nothing that leads out of the folder.
    private static func isPlain(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { name in
            name.first != "." && !name.isEmpty
                && name.utf8.allSatisfy { PlainPath.isUnreserved($0) && $0 != UInt8(ascii: "~") }
        }
    }
}
