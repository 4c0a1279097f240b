internal import Bytes
internal import EventPipeline
internal import Storage

/// Writes chunks to files.
struct FileOutput: Output {
    let path: ChunkTemplate
    let suffix: String
    /// One file for a time slice, that chunks are added to; else a file for each chunk.
    let appends: Bool
    let compresses: Bool
    let formatter: EventFormatter
    let zone: TimeZoneRule

    func deliver(
        _ chunk: ChunkHandle,
        _ reader: ChunkReader,
        _ progress: DeliveryProgress
    ) async throws(DeliveryError) {
        // A chunk goes into one file for each path: its tag may be part of it.
        var contents: [String: [UInt8]] = [:]
        try await reader.forEach { (parts) async throws(DeliveryError) in
            for part in parts {
                let target = path.text(chunk, tag: part.tag, zone: zone)
                guard !target.split(separator: "/").contains("..") else {
                    var letters: [(ordinal: Int, letter: DeadLetterFile.Letter)] = []
                    for index in part.batch.entries.indices where !progress.done.contains(part.first + index) {
                        letters.append(
                            (part.first + index, part.letter(index, "the path '\(target)' leaves its folder"))
                        )
                    }
                    try await progress.reject(letters)
                    continue
                }
                var bytes: [UInt8] = []
                for index in part.batch.entries.indices where !progress.done.contains(part.first + index) {
                    formatter.append(part.batch, index, tag: part.tag, to: &bytes)
                }
                contents[target, default: []].append(contentsOf: bytes)
            }
        }
        for (target, bytes) in contents.sorted(by: { $0.key < $1.key }) where !bytes.isEmpty {
            try await write(bytes, to: target)
        }
        progress.deliver(0..<chunk.count)
    }

    private func write(_ bytes: [UInt8], to target: String) async throws(DeliveryError) {
        let (suffix, appends, compresses) = (suffix, appends, compresses)
        do {
            try await BlockingWork.run {
                let content = compresses ? Gzip.compress(bytes) : bytes
                try FileSystem.createDirectory(FileSystem.directory(of: target))
                if appends {
                    let file = try File.open(target + suffix, .append)
                    let before = try file.size()
                    do {
                        try file.write(content)
                        try file.synchronizeData()
                    } catch {
                        // Half of a chunk must not stay, for all of it comes again.
                        try? File.open(target + suffix, .readWrite).truncate(to: before)
                        throw error
                    }
                } else {
                    var number = 0
                    while FileSystem.exists("\(target)_\(number)\(suffix)") { number += 1 }
                    try FileSystem.publish(content, to: "\(target)_\(number)\(suffix)")
                }
            }
        } catch {
            throw .destination("\(error)")
        }
    }
}
