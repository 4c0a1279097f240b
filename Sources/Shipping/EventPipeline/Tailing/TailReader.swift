public import Bytes
internal import Storage

/// Follows files and gives their lines to a pipeline: a state machine without threads or a clock of its own.
///
/// A file is its inode, device and first line, so that it is followed through renaming and truncation. Each `pass`
/// looks for new files when that is due, for rotation, and reads a block of each file. A line counts as read when the
/// pipeline has taken it. Not thread-safe: one caller at a time.
public final class TailReader {
    /// Takes a batch of one file. When it throws, the same lines are given again at a later pass.
    public typealias Emit = (_ batch: EventBatch, _ tag: String, _ source: BatchSource) throws(BufferError) -> Void

    public struct Report: Sendable {
        /// Lines and bytes that were read.
        public var lines = 0
        public var bytes = 0
        /// Lines that the parser did not take.
        public var unmatched = 0
        /// Lines longer than the limit.
        public var tooLong = 0
        public var rotated = 0
        public var truncated = 0
        public var opened = 0
        public var closed = 0
        /// Why the pipeline took no more; nil when it took all.
        public var refusal: BufferError?
        /// What an operator should know.
        public var notes: [String] = []
        /// Streams that no position is kept of any more.
        public var forgotten: Set<UInt64> = []

        public init() {}
    }

    /// A block of a file.
    static let blockBytes = 256 << 10

    public let configuration: TailConfiguration
    private let globs: [PathGlob]
    private let exclusions: [PathGlob]
    var files: [FollowedFile] = []
    /// Positions of files that are not open: read to their end, or not found yet.
    private var closed: [PositionFile.Entry] = []
    private var lastRefresh: Timestamp?
    private var lastPublished: [PositionFile.Entry] = []
    private var lastPublication = Timestamp(nanoseconds: 0)
    private var unreadable: Set<String> = []
    /// Paths whose file is gone and where another is expected, and since when; after a while the refresh is enough.
    private var awaited: [String: Timestamp] = [:]
    private var random = SystemRandomNumberGenerator()
    /// Of a stream, where the first event begins that only memory holds.
    private let floor: (_ stream: UInt64) -> Int?

    /// - Parameter floor: What buffers in memory say of a stream; see ``EventBuffer/floor(of:)``.
    public init(
        _ configuration: TailConfiguration,
        floor: @escaping (_ stream: UInt64) -> Int? = { _ in nil }
    ) throws(BufferError) {
        self.configuration = configuration
        self.floor = floor
        globs = configuration.paths.map { PathGlob($0) }
        exclusions = configuration.excludedPaths.map { PathGlob($0) }
        guard let path = configuration.positionFile else { return }
        do {
            try FileSystem.createDirectory(FileSystem.directory(of: path))
            if FileSystem.exists(path) { closed = PositionFile.parse(try FileSystem.read(path)) }
        } catch {
            throw .storage("pos_file: \(error)")
        }
    }

    /// The streams that positions are kept of: buffers forget all others.
    public var streams: Set<UInt64> {
        Set(files.compactMap(\.stream) + closed.compactMap(\.stream))
    }

    public struct FileState: Sendable {
        public let path: String
        public let inode: UInt64
        public let position: Int
        public let lag: Int
    }

    public var states: [FileState] {
        files.map { FileState(path: $0.path, inode: $0.identity.inode, position: $0.offset, lag: $0.lag) }
    }

    // MARK: A pass

    /// Does what is to be done now, and reads a block of each file at most.
    public func pass(now: Timestamp, emit: Emit, commit: () throws(BufferError) -> Void) -> Report {
        var report = Report()
        let isFirst = lastRefresh == nil
        if lastRefresh.map({ now - $0 >= configuration.refreshInterval }) ?? true {
            refresh(isFirst: isFirst, now: now, &report)
            lastRefresh = now
        }
        for file in files where file.rotatedAt == nil { checkRotation(file, now: now, &report) }
        openAwaited(now: now, &report)
        nameStreams(now: now, &report)
        for file in files {
            read(file, now: now, emit, &report)
            if report.refusal != nil { break }
        }
        do {
            try commit()
            for file in files { file.committed = file.offset }
        } catch {
            report.refusal = error
        }
        closeRotated(now: now, emit, &report)
        if now - lastPublication >= .seconds(1) { publishPositions(now: now, &report) }
        return report
    }

    /// Writes the positions, for the process stops.
    public func finish(now: Timestamp) -> Report {
        var report = Report()
        publishPositions(now: now, &report)
        return report
    }

    // MARK: Discovery

    private func refresh(isFirst: Bool, now: Timestamp, _ report: inout Report) {
        if isFirst, configuration.positionFile != nil { reopenRotated(now: now, &report) }
        var seen: Set<FileIdentity> = []
        for glob in globs {
            for path in glob.files() where !exclusions.contains(where: { $0.matches(path) }) {
                open(path, isFirst: isFirst, now: now, &seen, &report)
            }
        }
        // A file that was read to its end and is not there any more needs no position.
        closed.removeAll { entry in
            let isGone = !seen.contains {
                $0.inode == entry.inode && (entry.device == nil || $0.device == entry.device)
            }
            if isGone, let stream = entry.stream { report.forgotten.insert(stream) }
            return isGone
        }
    }

    private func open(
        _ path: String,
        isFirst: Bool,
        now: Timestamp,
        _ seen: inout Set<FileIdentity>,
        _ report: inout Report
    ) {
        do {
            guard let status = try FileSystem.status(path) else { return }
            guard seen.insert(status.identity).inserted else { return }
            if let known = files.first(where: { $0.identity == status.identity }) {
                known.path = path
                known.rotatedAt = nil
                return
            }
            if let limit = configuration.modificationLimit, now - status.modified > limit { return }
            let file = try File.open(path, .read)
            let identity = try file.identity()
            unreadable.remove(path)
            let followed = FollowedFile(path: path, file: file, identity: identity, offset: 0)
            resume(followed, startsAtEnd: isFirst && !configuration.readsFromHead)
            files.append(followed)
            report.opened += 1
            report.notes.append("following tail of \(path)")
        } catch {
            if unreadable.insert(path).inserted { report.notes.append("cannot follow \(path): \(error)") }
        }
    }

    /// Sets where reading goes on, from the position file where it knows this file.
    private func resume(_ file: FollowedFile, startsAtEnd: Bool) {
        file.size = (try? file.file.size()) ?? 0
        let place = closed.firstIndex { entry in
            guard entry.inode == file.identity.inode, entry.device ?? file.identity.device == file.identity.device,
                entry.position <= file.size
            else { return false }
            guard let fingerprint = entry.fingerprint else { return true }
            return (try? fingerprint.matches(file.file)) == true
        }
        if let place {
            let entry = closed.remove(at: place)
            file.offset = entry.position
            file.committed = entry.position
            file.fingerprint = entry.fingerprint
            file.stream = entry.stream
        } else if startsAtEnd, !closed.contains(where: { $0.path == file.path }) {
            // A path that the position file knows with another inode was rotated while nobody looked: all of it is new.
            file.offset = file.size
            file.committed = file.size
        }
    }

    /// Opens the files of the position file that have been renamed since: what is left of them is read to the end.
    private func reopenRotated(now: Timestamp, _ report: inout Report) {
        for entry in closed {
            if let status = try? FileSystem.status(entry.path), status.inode == entry.inode { continue }
            let directory = FileSystem.directory(of: entry.path)
            for name in (try? FileSystem.contents(of: directory)) ?? [] {
                let path = directory + "/" + name
                guard let status = try? FileSystem.status(path), status.isRegularFile, status.inode == entry.inode,
                    let file = try? File.open(path, .read), let identity = try? file.identity()
                else { continue }
                let followed = FollowedFile(path: path, file: file, identity: identity, offset: 0)
                resume(followed, startsAtEnd: false)
                guard followed.stream != nil || followed.offset > 0 else { continue }
                followed.rotatedAt = now
                files.append(followed)
                report.opened += 1
                report.notes.append("following the rest of \(entry.path), which is \(path) now")
                break
            }
        }
    }

    // MARK: Rotation

    private func checkRotation(_ file: FollowedFile, now: Timestamp, _ report: inout Report) {
        do {
            file.size = try file.file.size()
            let isSame = try file.fingerprint?.matches(file.file) ?? true
            if file.size < file.offset || !isSame {
                report.truncated += 1
                report.notes.append("\(file.path) was truncated; it is read from its beginning")
                if let stream = file.stream { report.forgotten.insert(stream) }
                file.restart()
            }
            let status = try FileSystem.status(file.path)
            guard status?.identity != file.identity else { return }
            file.rotatedAt = now
            report.rotated += 1
            guard status != nil else {
                awaited[file.path] = now
                return
            }
            report.notes.append("detected rotation of \(file.path)")
            var seen: Set<FileIdentity> = []
            open(file.path, isFirst: false, now: now, &seen, &report)
        } catch {
            report.notes.append("cannot look at \(file.path): \(error)")
        }
    }

    /// Opens the files that have come since to the paths of files that are gone.
    private func openAwaited(now: Timestamp, _ report: inout Report) {
        for (path, since) in awaited {
            if FileSystem.exists(path) {
                var seen: Set<FileIdentity> = []
                open(path, isFirst: false, now: now, &seen, &report)
                awaited[path] = nil
            } else if now - since > configuration.refreshInterval + .seconds(1) {
                awaited[path] = nil
            }
        }
    }

    /// Gives each file its stream once its first line is there, and makes that known before a line of it is given on.
    private func nameStreams(now: Timestamp, _ report: inout Report) {
        var hasNew = false
        for file in files where file.stream == nil {
            let isFinal = file.rotatedAt.map { now - $0 >= configuration.rotateWait } ?? false
            guard let fingerprint = try? FileFingerprint.of(file.file, takesPartialLine: isFinal) else { continue }
            file.fingerprint = fingerprint
            file.stream = UInt64.random(in: 1 ... .max, using: &random)
            hasNew = true
        }
        if hasNew { publishPositions(now: now, &report) }
    }

    private func closeRotated(now: Timestamp, _ emit: Emit, _ report: inout Report) {
        for file in files {
            guard let rotatedAt = file.rotatedAt, now - rotatedAt >= configuration.rotateWait else { continue }
            file.size = (try? file.file.size()) ?? file.size
            guard file.exhaustedAt == file.size || file.lag == 0 else { continue }
            if file.lag > 0, file.stream != nil {
                // Nobody will finish the last line any more.
                read(file, now: now, takesPartialLine: true, emit, &report)
                guard file.lag == 0 else { continue }
            }
            guard file.committed == file.offset, file.stream.flatMap({ floor($0) }) == nil else { continue }
            closed.append(file.entry(floor: nil))
            files.removeAll { $0 === file }
            report.closed += 1
            // Now and not a minute later: it may be there under another name.
            lastRefresh = lastRefresh.map { $0 - configuration.refreshInterval }
        }
    }

    // MARK: Reading

    private func read(
        _ file: FollowedFile,
        now: Timestamp,
        takesPartialLine: Bool = false,
        _ emit: Emit,
        _ report: inout Report
    ) {
        guard let stream = file.stream else { return }
        do {
            file.size = try file.file.size()
            guard file.size > file.offset, takesPartialLine || file.exhaustedAt != file.size else { return }
            var block = try file.file.read(upTo: Self.blockBytes, at: file.offset)
            if let start = file.skippingFrom {
                guard skipRest(of: file, from: start, &block) else { return }
                report.tooLong += 1
            }
            var end = block.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            while end == nil, block.count < configuration.maximumLineBytes, file.offset + block.count < file.size {
                let more = try file.file.read(upTo: max(block.count, Self.blockBytes), at: file.offset + block.count)
                guard !more.isEmpty else { break }
                block.append(contentsOf: more)
                end = block.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            }
            if end == nil, block.count >= configuration.maximumLineBytes {
                file.skippingFrom = file.offset
                file.offset += block.count
                report.notes.append(
                    "\(file.path): a line is longer than \(configuration.maximumLineBytes) bytes, it is left out"
                )
                return
            }
            if end == nil, takesPartialLine { end = block.count }
            guard let end else {
                file.exhaustedAt = file.offset + block.count
                return
            }
            try give(block, upTo: end, of: file, stream, now: now, emit, &report)
            if file.offset + (block.count - end) == file.size, block.count > end { file.exhaustedAt = file.size }
        } catch let error as BufferError {
            report.refusal = error
        } catch {
            report.notes.append("cannot read \(file.path): \(error)")
        }
    }

    /// Passes over the rest of a line that is too long. False when it does not end in this block.
    private func skipRest(of file: FollowedFile, from start: Int, _ block: inout [UInt8]) -> Bool {
        guard let newline = ByteScan.firstIndex(of: UInt8(ascii: "\n"), in: block) else {
            file.offset += block.count
            return false
        }
        file.skippingFrom = nil
        file.offset += newline + 1
        block.removeFirst(newline + 1)
        return true
    }

    /// Parses whole lines and gives them to the pipeline, some at a time.
    private func give(
        _ block: [UInt8],
        upTo end: Int,
        of file: FollowedFile,
        _ stream: UInt64,
        now: Timestamp,
        _ emit: Emit,
        _ report: inout Report
    ) throws(BufferError) {
        let base = file.offset
        let tag = configuration.tag(for: file.path)
        let extra = configuration.pathKey.map { (key: Array($0.utf8), text: Array(file.path.utf8)) }
        var batch = EventBatch()
        var start = 0
        var lines = 0
        while start < end {
            let newline = ByteScan.firstIndex(of: UInt8(ascii: "\n"), in: block, range: start..<end) ?? end
            let next = min(newline + 1, end)
            var line = start..<newline
            if newline > start, block[newline - 1] == UInt8(ascii: "\r") { line = start..<newline - 1 }
            if line.count > configuration.maximumLineBytes {
                report.tooLong += 1
            } else if !line.isEmpty || configuration.parser.takesEmptyLines {
                parse(block, line, origin: base + next, now: now, extra, into: &batch, &report)
            }
            lines += 1
            start = next
            if lines == configuration.lineLimit || start == end {
                let source = BatchSource(stream: stream, start: file.offset, end: base + start)
                if !batch.isEmpty { try emit(batch, tag, source) }
                report.lines += lines
                report.bytes += base + start - file.offset
                file.offset = base + start
                batch.removeAll()
                lines = 0
            }
        }
    }

    private func parse(
        _ block: [UInt8],
        _ line: Range<Int>,
        origin: Int,
        now: Timestamp,
        _ extra: (key: [UInt8], text: [UInt8])?,
        into batch: inout EventBatch,
        _ report: inout Report
    ) {
        do {
            try configuration.parser.parse(block, in: line, now: now, origin: origin, extra: extra, into: &batch)
        } catch {
            report.unmatched += 1
            if configuration.emitsUnmatchedLines {
                var writer = RecordWriter()
                writer.key(Array("unmatched_line".utf8))
                writer.text(block, in: line)
                if let extra {
                    writer.key(extra.key)
                    writer.text(extra.text, in: 0..<extra.text.count)
                }
                batch.append(time: now, record: writer.record(), origin: origin)
            } else if report.unmatched == 1 {
                let shown = String(decoding: block[line].prefix(200), as: UTF8.self)
                report.notes.append(
                    error == .invalidTime
                        ? "the time of a line cannot be read: \(shown)" : "pattern not matched: \(shown)"
                )
            }
        }
    }

    // MARK: Positions

    private func publishPositions(now: Timestamp, _ report: inout Report) {
        lastPublication = now
        guard let path = configuration.positionFile else { return }
        // Rotated files first: Fluentd takes the last line of a path.
        let open = files.filter { $0.stream != nil || $0.offset > 0 }.sorted {
            ($0.rotatedAt != nil) && ($1.rotatedAt == nil)
        }
        .map { file in file.entry(floor: file.stream.flatMap { floor($0) }) }
        let entries = closed + open
        guard entries != lastPublished else { return }
        do {
            try FileSystem.publish(PositionFile.text(entries), to: path)
            lastPublished = entries
        } catch {
            report.notes.append("positions cannot be written: \(error)")
        }
    }
}
