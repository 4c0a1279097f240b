internal import Glibc

// Unsafe because socket addresses are passed by address. What keeps it right: the structure is a local variable that
// outlives the call, and its true size is passed with it.

/// Ports of 127.0.0.1 that nobody listens on.
public enum FreePort {
    /// A port that was free a moment ago.
    ///
    /// Better is a program that takes port 0 and says which one it got; this is for programs that cannot.
    public static func next() throws -> Int {
        try next(1)[0]
    }

    /// So many different ports.
    public static func next(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for socket in sockets { _ = close(socket) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else { throw TestFiles.Failure(operation: "socket", path: "", code: errno) }
            sockets.append(descriptor)
            return try bindAnyPort(descriptor)
        }
    }

    /// The status code with which a server of this machine answers `GET path`; nil where it does not answer. Blocks.
    static func httpStatus(port: Int, path: String) -> Int? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var limit = timeval(tv_sec: 2, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        var address = loopback(port: UInt16(port))
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe connect(descriptor, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return nil }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
        let sent = unsafe request.withUnsafeBytes { bytes in
            unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.count else { return nil }
        // "HTTP/1.1 200 …"
        var answer: [UInt8] = []
        while answer.count < 12 {
            var block = [UInt8](repeating: 0, count: 512)
            let count = unsafe block.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            guard count > 0 else { return nil }
            answer += block[..<count]
        }
        guard answer.starts(with: "HTTP/1.".utf8) else { return nil }
        return Int(String(decoding: answer[9..<12], as: UTF8.self))
    }

    private static func bindAnyPort(_ descriptor: Int32) throws -> Int {
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, size) == 0 && getsockname(descriptor, pointer, &size) == 0
            }
        }
        guard status else { throw TestFiles.Failure(operation: "bind", path: "127.0.0.1", code: errno) }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
