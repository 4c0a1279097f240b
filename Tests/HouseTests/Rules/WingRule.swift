/// Programs know wings, wings know Platform, Platform knows the C libraries; no wing knows another.
struct WingRule: HouseRule {
    let name = "no wing imports another wing, and nothing looks up"

    /// What each wing may import besides itself. Tests see everything.
    static let mayKnow: [String: Set<String>] = [
        "Programs": ["Services", "Shipping", "Metrics", "Search", "Console", "Platform"],
        "Services": ["Platform"],
        "Shipping": ["Platform"],
        "Metrics": ["Platform"],
        "Search": ["Platform"],
        "Console": ["Platform"],
        "Platform": ["CLibraries"],
        "CLibraries": [],
    ]

    /// A C library that one target alone uses is not worth a room in Platform.
    static let ownLibraries: [String: Set<String>] = [
        "Console": ["CAssets"],
        "UserService": ["CSodium"],
    ]

    /// In Platform the order is from left to right: each knows only those before it.
    static let platformOrder = ["Bytes", "Storage", "Expressions", "Telemetry", "ServiceKit"]

    /// What only the Services wing has, and who else may know it: `martlet up` says where the databases are.
    static let onlyServices: [String: Set<String>] = [
        "SQLDatabase": ["martlet"],
        "EventBus": [],
    ]

    func violations(in tree: SourceTree) -> [Violation] {
        let wings = tree.wings
        var found: [Violation] = []
        for (file, swift) in tree.swiftFiles {
            guard let wing = file.wing, wing != "Tests", let target = file.target else { continue }
            guard let known = Self.mayKnow[wing] else {
                found.append(Violation(path: file.path, message: "\(wing) is none of the wings"))
                continue
            }
            for entry in swift.imports {
                guard let other = wings[entry.module] else { continue }
                if let message = refusal(of: entry.module, in: other, to: target, in: wing, known) {
                    found.append(Violation(path: file.path, line: entry.line, message: message))
                }
            }
        }
        return found
    }

    private func refusal(
        of module: String,
        in other: String,
        to target: String,
        in wing: String,
        _ known: Set<String>
    ) -> String? {
        if let others = Self.onlyServices[module], wing != "Services", !others.contains(target) {
            return "\(target) imports \(module), which belongs to the services alone"
        }
        if wing == "Platform", other == "Platform", let own = Self.platformOrder.firstIndex(of: target),
            let theirs = Self.platformOrder.firstIndex(of: module), theirs > own
        {
            return "\(target) imports \(module), which stands above it"
        }
        if other == wing || known.contains(other) || Self.ownLibraries[target]?.contains(module) == true { return nil }
        return "\(target) of \(wing) imports \(module) of \(other)"
    }
}
