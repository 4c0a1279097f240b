internal import Telemetry

/// The standard output, one write at a time.
enum StandardOutput {
    static func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        LogDestination.standardOutput.write(bytes)
    }
}
