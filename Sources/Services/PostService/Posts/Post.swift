internal import Bytes
internal import ServiceApplication

/// A text that one user writes and everybody may read once it is published.
struct Post: Sendable, Equatable {
    enum Status: String, Sendable, CaseIterable {
        case draft, published
    }

    let id: String
    let authorID: String
    /// The readable part of its address; unique, made from the title.
    var slug: String
    var content: Content
    /// When it was published first.
    var publishedAt: Timestamp?
    /// Counts changes, from 1.
    var version: Int64
    let createdAt: Timestamp
    var updatedAt: Timestamp

    /// What the author writes.
    struct Content: Sendable, Equatable {
        var title: String
        var description: String?
        /// Markdown.
        var body: String
        var tags: [String] = []
        var status = Status.published
    }

    init(id: String, authorID: String, slug: String, content: Content, at time: Timestamp) {
        self.id = id
        self.authorID = authorID
        self.slug = slug
        self.content = content
        publishedAt = content.status == .published ? time : nil
        version = 1
        createdAt = time
        updatedAt = time
    }

    var tag: EntityTag { EntityTag(version: version) }

    /// Whether somebody may read it: drafts are their author's alone.
    func isVisible(to userID: String?) -> Bool {
        content.status == .published || userID == authorID
    }

    /// Writes new content as a new version. Answers whether it is published by this.
    mutating func change(to new: Content, at time: Timestamp) -> Bool {
        guard new != content else { return false }
        let publishes = new.status == .published && content.status == .draft
        if publishes, publishedAt == nil { publishedAt = time }
        content = new
        version += 1
        // Strictly later, so that a client sees that something changed, whatever the clock did.
        updatedAt = max(time, updatedAt + .milliseconds(1))
        return publishes
    }

    /// - Parameter withBody: Lists leave the body out.
    func json(author: Author, withBody: Bool) -> JSONValue {
        var object = JSONObject()
        object.append("id", .string(id))
        object.append("slug", .string(slug))
        object.append("title", .string(content.title))
        object.append("description", content.description.map { .string($0) } ?? .null)
        if withBody { object.append("body", .string(content.body)) }
        object.append("tags", .array(content.tags.map { .string($0) }))
        object.append("status", .string(content.status.rawValue))
        object.append("author", author.json)
        object.append("url", .string("/v1/posts/\(slug)"))
        object.append("publishedAt", publishedAt.map { .string($0.rfc3339()) } ?? .null)
        object.append("createdAt", .string(createdAt.rfc3339()))
        object.append("updatedAt", .string(updatedAt.rfc3339()))
        return .object(object)
    }
}
