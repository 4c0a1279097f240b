import Glibc
public import NIOCore

// A TCP port that is already taken. What keeps it right: the descriptor is owned by one value, which either hands it
// over once (`take`) or closes it; `sockaddr` is only read inside of NIO's borrow.

/// A bound and listening TCP socket, before a server runs on it.
///
/// Programs take all of their ports before they start anything, so that a port in use is one clear error instead of a
/// half-started program, and port 0 is known by its real number when others are told of it.
public struct ListeningSocket: ~Copyable, Sendable {
    /// With the real port.
    public let address: ListenAddress
    /// -1 once it was handed over.
    private var descriptor: Int32

    /// - Parameter flag: What the user sets to choose another address, e.g. `--http.port`; named in errors.
    public init(_ address: ListenAddress, flag: String, backlog: Int32 = 1024) throws(StartupError) {
        func failed(_ code: Int32) -> StartupError {
            let reason =
                switch code {
                case EADDRINUSE: "the port is in use by another program; choose another with \(flag)"
                case EACCES: "this user may not listen there; choose another address with \(flag)"
                case EADDRNOTAVAIL: "this machine has no such address; choose another with \(flag)"
                default: unsafe String(cString: strerror(code)) + "; set \(flag)"
                }
            return StartupError("cannot listen on \(address): \(reason)")
        }
        let resolved: SocketAddress
        do {
            resolved = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        } catch {
            throw StartupError("cannot listen on \(address): unknown host; set \(flag)")
        }
        let family = Int32(resolved.protocol == .inet6 ? AF_INET6 : AF_INET)
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failed(errno) }
        var on: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        let bound = unsafe resolved.withSockAddr { unsafe bind(descriptor, $0, socklen_t($1)) }
        guard bound == 0, listen(descriptor, backlog) == 0 else {
            let code = errno
            close(descriptor)
            throw failed(code)
        }
        self.descriptor = descriptor
        self.address = ListenAddress(host: address.host, port: Self.port(of: descriptor) ?? address.port)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Hands the socket over; the receiver closes it.
    public consuming func take() -> NIOBSDSocket.Handle {
        let taken = descriptor
        descriptor = -1
        return taken
    }

    private static func port(of descriptor: Int32) -> Int? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let port: UInt16? = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe getsockname(descriptor, address, &length) == 0 else { return nil }
                // The port stands at the same place in both families.
                return unsafe UnsafeRawPointer(address).load(fromByteOffset: 2, as: UInt16.self).bigEndian
            }
        }
        return port.map(Int.init)
    }
}
