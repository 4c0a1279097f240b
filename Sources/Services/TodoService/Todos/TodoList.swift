internal import Bytes
internal import Hummingbird
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// What a list of todos is to show, and from where on.
struct TodoList: Sendable {
    enum Order: String, CaseIterable, Sendable {
        case newest = "-created_at"
        case oldest = "created_at"
        case own = "order"
        case due = "due_at"
        case priority = "-priority"

        /// The sort value, never null: what has no place or no date comes last.
        var expression: String {
            switch self {
            case .newest, .oldest: "t.created_at"
            case .own: "coalesce(t.position, 9223372036854775807)"
            case .due: "coalesce(t.due_at, 9223372036854775807)"
            case .priority: "t.priority"
            }
        }

        var isDescending: Bool { self == .newest || self == .priority }
    }

    static let filters = ["completed", "tag", "q", "sort", "due_before", "due_after"]

    let completed: Bool?
    let tag: String?
    let text: String?
    let dueBefore: Timestamp?
    let dueAfter: Timestamp?
    let order: Order
    let limit: Int
    /// The last item of the page before.
    let position: (sortValue: Int64, id: String)?
    private let query: ListQuery
    private let cursors: PageCursor

    init(_ request: Request, cursors: PageCursor) throws(Problem) {
        query = try ListQuery(request, known: Self.filters)
        completed = try query.boolean("completed")
        tag = try query.text("tag", maximum: 32)
        text = try query.text("q").flatMap { $0.isEmpty ? nil : $0 }
        dueBefore = try query.time("due_before")
        dueAfter = try query.time("due_after")
        order = try query.choice("sort") ?? .newest
        limit = try query.limit()
        self.cursors = cursors
        guard let cursor = query.cursor else {
            position = nil
            return
        }
        let values = try cursors.decode(cursor, query: query.filters)
        guard values.count == 2, let sortValue = values[0].int, let id = values[1].string else {
            throw PageCursor.refusal
        }
        position = (Int64(sortValue), id)
    }

    func cursor(after sortValue: Int64, _ id: String) -> String {
        cursors.encode([.integer(sortValue), .string(id)], query: query.filters)
    }

    /// The condition and its parameters, in the order of their numbers; `$1` is the owner.
    func condition(owner: String) -> (sql: String, parameters: [any SQLParameter]) {
        var parameters: [any SQLParameter] = [owner]
        var conditions = ["t.owner_id = $1"]
        func add(_ condition: (String) -> String, _ value: any SQLParameter) {
            parameters.append(value)
            conditions.append(condition("$\(parameters.count)"))
        }
        if let completed { add({ "t.completed = \($0)" }, completed) }
        if let tag {
            add({ "exists (select 1 from todo_tags g where g.todo_id = t.id and g.tag = \($0))" }, tag)
        }
        if let text {
            let pattern = "%" + Self.escaped(text.lowercased()) + "%"
            add({ "(lower(t.title) like \($0) escape '!' or lower(t.notes) like \($0) escape '!')" }, pattern)
        }
        if let dueBefore { add({ "t.due_at < \($0)" }, dueBefore) }
        if let dueAfter { add({ "t.due_at > \($0)" }, dueAfter) }
        if let position {
            let sign = order.isDescending ? "<" : ">"
            parameters.append(position.sortValue)
            parameters.append(position.id)
            let count = parameters.count
            conditions.append("(\(order.expression), t.id) \(sign) ($\(count - 1), $\(count))")
        }
        return (conditions.joined(separator: " and "), parameters)
    }

    /// Takes their meaning from the characters that mean something in a pattern.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "!" { result.append("!") }
            result.append(character)
        }
        return result
    }
}
