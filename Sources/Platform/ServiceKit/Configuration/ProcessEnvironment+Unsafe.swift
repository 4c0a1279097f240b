import Glibc

// The process's environment. What keeps it right: it is copied once, before a program starts threads that could
// change it, and nothing in this repository calls `setenv`.

/// The environment variables of this process.
public enum ProcessEnvironment {
    public static let current: [String: String] = {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let pair = unsafe String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            unsafe entry += 1
        }
        return variables
    }()

    /// The name of this machine.
    public static let hostName: String = {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// The id of this process.
    public static var processID: Int { Int(getpid()) }
}
