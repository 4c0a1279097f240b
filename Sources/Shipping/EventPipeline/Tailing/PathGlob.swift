internal import Storage

/// Finds the files that a path with `*`, `?`, `[…]` and `**` names.
public struct PathGlob {
    /// How many folders deep `**` goes.
    static let depthLimit = 16

    public let pattern: String
    private let components: [[UInt8]]
    private let isAbsolute: Bool

    public init(_ pattern: String) {
        self.pattern = pattern
        isAbsolute = pattern.hasPrefix("/")
        components = pattern.split(separator: "/").map { Array($0.utf8) }
    }

    private static func isPattern(_ component: [UInt8]) -> Bool {
        component.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// The files, in the order of their names. Folders that cannot be read hold none.
    public func files() -> [String] {
        var found: [String] = []
        expand(isAbsolute ? "/" : "", 0, depth: 0, &found)
        return found
    }

    private func expand(_ directory: String, _ index: Int, depth: Int, _ found: inout [String]) {
        guard index < components.count else { return }
        let component = components[index]
        let isLast = index == components.count - 1
        func path(_ name: String) -> String {
            directory.isEmpty ? name : directory.hasSuffix("/") ? directory + name : directory + "/" + name
        }
        guard Self.isPattern(component) else {
            let next = path(String(decoding: component, as: UTF8.self))
            if isLast {
                if let status = try? FileSystem.status(next), status.isRegularFile { found.append(next) }
            } else {
                expand(next, index + 1, depth: depth, &found)
            }
            return
        }
        let names = (try? FileSystem.contents(of: directory.isEmpty ? "." : directory)) ?? []
        if component == Array("**".utf8) {
            guard !isLast, depth < Self.depthLimit else { return }
            expand(directory, index + 1, depth: depth, &found)
            for name in names where !name.hasPrefix(".") && FileSystem.isDirectory(path(name)) {
                expand(path(name), index, depth: depth + 1, &found)
            }
            return
        }
        for name in names where Self.matches(component[...], Array(name.utf8)[...]) {
            if name.hasPrefix("."), component.first != UInt8(ascii: ".") { continue }
            if isLast {
                if let status = try? FileSystem.status(path(name)), status.isRegularFile { found.append(path(name)) }
            } else if FileSystem.isDirectory(path(name)) {
                expand(path(name), index + 1, depth: depth, &found)
            }
        }
    }

    /// Whether a whole path fits; `*` does not cross a slash.
    func matches(_ path: String) -> Bool {
        guard path.hasPrefix("/") == isAbsolute else { return false }
        return Self.matches(components[...], path.split(separator: "/").map { Array($0.utf8) }[...])
    }

    private static func matches(_ pattern: ArraySlice<[UInt8]>, _ path: ArraySlice<[UInt8]>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == Array("**".utf8) {
            if matches(pattern.dropFirst(), path) { return true }
            return !path.isEmpty && matches(pattern, path.dropFirst())
        }
        guard let name = path.first, matches(first[...], name[...]) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    /// Whether a name fits one component of a pattern; going back to the last star only, which is enough.
    static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var at = pattern.startIndex
        var position = name.startIndex
        var star: (pattern: Int, name: Int)?
        while position < name.endIndex {
            if at < pattern.endIndex {
                switch pattern[at] {
                case UInt8(ascii: "*"):
                    star = (at + 1, position)
                    at += 1
                    continue
                case UInt8(ascii: "?"):
                    at += 1
                    position += 1
                    continue
                case UInt8(ascii: "["):
                    if let (isMember, end) = set(pattern, at, contains: name[position]), isMember {
                        at = end
                        position += 1
                        continue
                    }
                case name[position]:
                    at += 1
                    position += 1
                    continue
                default: break
                }
            }
            guard let last = star else { return false }
            star = (last.pattern, last.name + 1)
            at = last.pattern
            position = last.name + 1
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// Reads `[a-z]` or `[^a-z]`; nil where it has no end.
    private static func set(_ pattern: ArraySlice<UInt8>, _ start: Int, contains byte: UInt8) -> (Bool, Int)? {
        var at = start + 1
        var isNegated = false
        if at < pattern.endIndex, pattern[at] == UInt8(ascii: "^") || pattern[at] == UInt8(ascii: "!") {
            isNegated = true
            at += 1
        }
        var isMember = false
        let first = at
        while at < pattern.endIndex, pattern[at] != UInt8(ascii: "]") || at == first {
            let low = pattern[at]
            var high = low
            if at + 2 < pattern.endIndex, pattern[at + 1] == UInt8(ascii: "-"), pattern[at + 2] != UInt8(ascii: "]") {
                high = pattern[at + 2]
                at += 2
            }
            if low <= byte, byte <= high { isMember = true }
            at += 1
        }
        guard at < pattern.endIndex else { return nil }
        return (isMember != isNegated, at + 1)
    }
}
