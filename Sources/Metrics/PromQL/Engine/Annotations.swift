/// What is to be said about a query besides its answer: warnings and infos, each text once.
struct Annotations {
    private struct Note {
        var text: String
        var range: SourceRange
    }

    private var warnings: [Note] = []
    private var infos: [Note] = []
    private var repairs: [BucketRepair] = []

    mutating func warn(_ text: String, at range: SourceRange) {
        Annotations.add(Note(text: text, range: range), to: &warnings)
    }

    mutating func inform(_ text: String, at range: SourceRange) {
        Annotations.add(Note(text: text, range: range), to: &infos)
    }

    /// Repairs of one metric's buckets are told together.
    mutating func inform(_ repair: BucketRepair) {
        guard let index = repairs.firstIndex(where: { $0.metricName == repair.metricName }) else {
            repairs.append(repair)
            return
        }
        repairs[index].merge(repair)
    }

    func warningTexts(in query: String) -> [String] {
        warnings.map { "PromQL warning: \($0.text) (\(position($0.range, in: query)))" }
    }

    func infoTexts(in query: String) -> [String] {
        infos.map { "PromQL info: \($0.text) (\(position($0.range, in: query)))" }
            + repairs.map { "PromQL info: \($0.text) (\(position($0.range, in: query)))" }
    }

    private func position(_ range: SourceRange, in query: String) -> SourcePosition {
        SourcePosition(offset: range.start, in: query.utf8)
    }

    private static func add(_ note: Note, to notes: inout [Note]) {
        if !notes.contains(where: { $0.text == note.text }) { notes.append(note) }
    }
}
