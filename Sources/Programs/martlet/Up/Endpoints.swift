import Bytes
import ServiceKit

/// What runs where.
struct Endpoints {
    let console: ListenAddress
    /// Fluentd's forward protocol.
    let forward: ListenAddress?
    let parts: [Part]

    struct Part {
        let name: String
        let purpose: String
        let address: ListenAddress
        /// Health and metrics.
        let admin: ListenAddress

        init(_ name: String, _ purpose: String, _ address: ListenAddress, admin: ListenAddress? = nil) {
            self.name = name
            self.purpose = purpose
            self.address = address
            self.admin = admin ?? address
        }
    }

    /// For scripts: each name with its URL.
    var json: JSONValue {
        var object = JSONObject()
        object.append("console", .string(console.url))
        for part in parts {
            object.append(part.name, .string(part.address.url))
            object.append("\(part.name).admin", .string(part.admin.url))
        }
        if let forward {
            object.append("forward", .string("\(forward.reachable)"))
        }
        return .object(object)
    }

    /// For people: what to open, and what is there.
    func banner(data: String, isDemo: Bool) -> String {
        let width = (parts.map(\.name.count).max() ?? 0) + 2
        func line(_ name: String, _ url: String, _ purpose: String) -> String {
            "  " + name.padded(to: width) + url.padded(to: 30) + purpose
        }
        var lines = ["", "Martlet \(Version.current) is up.", ""]
        lines.append(line("console", console.url, "open this"))
        for part in parts {
            lines.append(line(part.name, part.address.url, part.purpose))
        }
        if let forward {
            lines.append(line("forward", "\(forward.reachable)", "send logs here with Fluentd's forward protocol"))
        }
        lines += ["", "Data is in \(data). Ctrl-C stores everything and ends."]
        lines.append(
            isDemo
                ? "The demo is writing; the console shows it within seconds."
                : "Nothing to look at yet? Start with --demo."
        )
        return lines.joined(separator: "\n")
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}
