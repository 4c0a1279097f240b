internal import Synchronization

/// Looks for a line in a growing list, at each line once.
final class LineCursor: Sendable {
    private struct State {
        var looked = 0
        var found: String?
    }

    private let state = Mutex(State())

    /// The first line that matches; nil where there is none yet.
    func next(in lines: [ChildProcess.Line], where matches: (String) -> Bool) -> String? {
        state.withLock { state in
            while state.found == nil, state.looked < lines.count {
                let line = lines[state.looked].text
                if matches(line) { state.found = line }
                state.looked += 1
            }
            return state.found
        }
    }
}
