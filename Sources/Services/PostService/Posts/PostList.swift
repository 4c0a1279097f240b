internal import Bytes
internal import Hummingbird
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// What a list of posts is to show, newest first, and from where on.
struct PostList: Sendable {
    static let filters = ["author", "tag", "status"]

    let author: String?
    let tag: String?
    let status: Post.Status?
    let limit: Int
    /// The last item of the page before.
    let position: (createdAt: Int64, id: String)?
    private let query: ListQuery
    private let cursors: PageCursor

    init(_ request: Request, cursors: PageCursor) throws(Problem) {
        query = try ListQuery(request, known: Self.filters)
        author = try query.text("author")
        tag = try query.text("tag", maximum: 32)
        status = try query.choice("status")
        limit = try query.limit()
        self.cursors = cursors
        guard let cursor = query.cursor else {
            position = nil
            return
        }
        let values = try cursors.decode(cursor, query: query.filters)
        guard values.count == 2, let createdAt = values[0].int, let id = values[1].string else {
            throw PageCursor.refusal
        }
        position = (Int64(createdAt), id)
    }

    func cursor(after post: Post) -> String {
        cursors.encode([.integer(post.createdAt.microseconds), .string(post.id)], query: query.filters)
    }

    /// The condition and its parameters, in the order of their numbers. Everybody sees what is published; the `viewer`
    /// also sees own drafts.
    func condition(viewer: String?) -> (sql: String, parameters: [any SQLParameter]) {
        var parameters: [any SQLParameter] = []
        var conditions: [String] = []
        func add(_ condition: (String) -> String, _ value: any SQLParameter) {
            parameters.append(value)
            conditions.append(condition("$\(parameters.count)"))
        }
        switch (viewer, status) {
        case (let viewer?, nil): add({ "(p.status = 'published' or p.author_id = \($0))" }, viewer)
        case (let viewer?, .draft?): add({ "p.status = 'draft' and p.author_id = \($0)" }, viewer)
        case (nil, .draft?): conditions.append("1 = 0")
        case (_, .published?), (nil, nil): conditions.append("p.status = 'published'")
        }
        if let author { add({ "a.username_key = \($0)" }, author.lowercased()) }
        if let tag {
            add({ "exists (select 1 from post_tags g where g.post_id = p.id and g.tag = \($0))" }, tag)
        }
        if let position {
            parameters.append(position.createdAt)
            parameters.append(position.id)
            let count = parameters.count
            conditions.append("(p.created_at, p.id) < ($\(count - 1), $\(count))")
        }
        return (conditions.joined(separator: " and "), parameters)
    }
}
