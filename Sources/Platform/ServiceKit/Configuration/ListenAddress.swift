/// A host and a port to listen on or to connect to, written `host:port`.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or a literal address, IPv6 without brackets.
    public var host: String
    /// 0 asks the system for any free port.
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`, `[::1]:port`, `:port` (every interface, as in Prometheus's flags) or `port`.
    /// - Parameter defaultHost: The host where the text is a port alone.
    public init?(_ text: String, defaultHost: String = "127.0.0.1") {
        let host: String
        let digits: Substring
        if let colon = text.lastIndex(of: ":") {
            digits = text[text.index(after: colon)...]
            let name = text[..<colon]
            if name.isEmpty {
                host = "0.0.0.0"
            } else if name.first == "[", name.last == "]" {
                host = String(name.dropFirst().dropLast())
            } else if name.contains(":") {
                return nil
            } else {
                host = String(name)
            }
        } else {
            host = defaultHost
            digits = text[...]
        }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(digits), port <= 65535
        else { return nil }
        self.init(host: host, port: port)
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// The address a client on the same machine uses: every-interface addresses become loopback.
    public var reachable: ListenAddress {
        switch host {
        case "0.0.0.0", "": ListenAddress(host: "127.0.0.1", port: port)
        case "::": ListenAddress(host: "::1", port: port)
        default: self
        }
    }

    /// `http://host:port`, for a client on the same machine.
    public var url: String { "http://\(reachable)" }
}
