/// Which file it is, whatever its name: a renamed file keeps it, a file newly created under the old name has another.
///
/// A file system may give the inode of a removed file to a new one.
public struct FileIdentity: Sendable, Hashable, CustomStringConvertible {
    public var device: UInt64
    public var inode: UInt64

    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    public var description: String {
        "\(device):\(inode)"
    }
}
