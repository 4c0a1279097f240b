import PromQL
import TimeSeries

/// A script of Prometheus's own tests: series to load, queries, and what they must give.
struct Script {
    enum Command {
        case clear
        case load(Load)
        case evaluation(Evaluation)
    }

    struct Load {
        var step: Int64
        /// Whether each classic histogram is loaded as a native one too.
        var makesNativeHistograms: Bool
        var series: [SeriesNotation] = []
        /// The labels of series whose samples have start timestamps.
        var startTimestamps: [Labels] = []
    }

    struct Evaluation {
        enum Times {
            case instant(Int64)
            case range(start: Int64, end: Int64, step: Int64)
        }

        struct Note {
            var kind: String
            var message: String?
            var pattern: String?
        }

        var line: Int
        var query: String
        var times: Times
        var notes: [Note] = []
        var series: [SeriesNotation] = []
        var scalar: Double?
        var string: String?
        /// The times of the samples that a range vector must have.
        var rangeVector: (start: Int64, step: Int64)?

        func expects(_ kind: String) -> Bool { notes.contains { $0.kind == kind } }
    }

    let commands: [Command]

    init(_ text: String) throws {
        var commands: [Command] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let trimmed = Script.trim(line)
            return trimmed.hasPrefix("#") ? "" : trimmed
        }
        var index = 0
        while index < lines.count {
            let line = lines[index]
            let number = index + 1
            index += 1
            if line.isEmpty { continue }
            var body: [String] = []
            if line.lowercased() != "clear" {
                while index < lines.count, !lines[index].isEmpty {
                    body.append(lines[index])
                    index += 1
                }
            }
            switch line.prefix(while: { $0 != " " && $0 != "\t" }).lowercased() {
            case "clear": commands.append(.clear)
            case let word where word.hasPrefix("load"):
                commands.append(.load(try Script.load(line, body, withHistograms: word == "load_with_nhcb")))
            case let word where word.hasPrefix("eval"):
                // A number ends an evaluation; what follows it is the next command.
                let (evaluation, used) = try Script.evaluation(line, body, at: number)
                index -= body.count - used
                commands.append(.evaluation(evaluation))
            default: throw NotationError(description: "line \(number): unknown command \(line)")
            }
        }
        self.commands = commands
    }

    private static func trim(_ text: some StringProtocol) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        var result = text.drop(while: isSpace)
        while let last = result.last, isSpace(last) { result = result.dropLast() }
        return String(result)
    }

    private static func load(_ line: String, _ body: [String], withHistograms: Bool) throws -> Load {
        let step = trim(line.drop { $0 != " " && $0 != "\t" })
        var load = Load(step: try milliseconds(step), makesNativeHistograms: withHistograms)
        for text in body {
            let head = text.prefix { $0 != " " && $0 != "\t" }
            if head.hasSuffix("@st") {
                load.startTimestamps.append(try SeriesNotation.labels(String(head.dropLast(3))))
            } else {
                load.series.append(try SeriesNotation(text))
            }
        }
        return load
    }

    private static func evaluation(_ line: String, _ body: [String], at number: Int) throws -> (Evaluation, Int) {
        var words = Words(line)
        let command = words.next()
        var times: Evaluation.Times
        if words.next() == "instant" {
            times = .instant(words.peek() == "at" ? try milliseconds(words.after("at")) : 0)
        } else {
            let start = try milliseconds(words.after("from"))
            let end = try milliseconds(words.after("to"))
            times = .range(start: start, end: end, step: try milliseconds(words.after("step")))
        }
        var evaluation = Evaluation(line: number, query: words.rest, times: times)
        if let suffix = command.firstIndex(of: "_") {
            evaluation.notes.append(Evaluation.Note(kind: String(command[command.index(after: suffix)...])))
        }
        var used = 0
        for text in body {
            used += 1
            if text.hasPrefix("expect range vector") {
                var words = Words(text)
                _ = (words.next(), words.next(), words.next())
                let start = try milliseconds(words.after("from"))
                _ = words.after("to")
                evaluation.rangeVector = (start, try milliseconds(words.after("step")))
            } else if text.hasPrefix("expect string") {
                guard case .string(let literal) = try QueryEngine().parse(trim(text.dropFirst(13))) else {
                    throw NotationError(description: "line \(number): not a string: \(text)")
                }
                evaluation.string = literal.value
            } else if text.hasPrefix("expect ") {
                evaluation.notes.append(note(text))
            } else if let value = try? SeriesNotation.number(text) {
                evaluation.scalar = value
                break
            } else {
                evaluation.series.append(try SeriesNotation(text))
            }
        }
        return (evaluation, used)
    }

    private static func note(_ text: String) -> Evaluation.Note {
        var words = Words(text)
        _ = words.next()
        var note = Evaluation.Note(kind: words.next())
        if words.rest.hasPrefix("msg:") { note.message = trim(words.rest.dropFirst(4)) }
        if words.rest.hasPrefix("regex:") { note.pattern = trim(words.rest.dropFirst(6)) }
        return note
    }
}

/// The words of a line, one after another.
private struct Words {
    private(set) var rest: String

    init(_ line: String) {
        rest = line
    }

    mutating func next() -> String {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        rest = String(rest.dropFirst(word.count).drop { $0 == " " || $0 == "\t" })
        return String(word)
    }

    func peek() -> String {
        var copy = self
        return copy.next()
    }

    /// The word behind a word that must come next.
    mutating func after(_ word: String) -> String {
        _ = next() == word
        return next()
    }
}
