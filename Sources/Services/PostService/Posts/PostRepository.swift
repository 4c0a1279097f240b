internal import Bytes
internal import SQLDatabase

/// A post with who wrote it, as readers see it.
struct AuthoredPost: Sendable, Equatable {
    var post: Post
    let author: Author
}

/// The posts' tables, inside a transaction of the caller's.
struct PostRepository {
    let connection: SQLConnection

    private static let columns = """
        p.id, p.author_id, p.slug, p.title, p.description, p.tags, p.status, p.published_at, p.version, p.created_at, \
        p.updated_at, a.username, a.display_name
        """

    /// By id, by slug, or by a slug that the post had once.
    func find(_ idOrSlug: String) throws -> AuthoredPost? {
        let condition =
            UUIDv7.isValid(idOrSlug) ? "p.id = $1" : "p.id = (select s.post_id from post_slugs s where s.slug = $1)"
        return try connection.first(
            """
            select \(Self.columns), p.body from posts p join authors a on a.user_id = p.author_id where \(condition)
            """,
            [idOrSlug]
        ) { try Self.post($0, body: try $0.text(13)) }
    }

    /// A page of the list without bodies, and the cursor to the next one when there is more.
    func list(_ list: PostList, viewer: String?) throws -> (posts: [AuthoredPost], next: String?) {
        var (condition, parameters) = list.condition(viewer: viewer)
        // One more than asked for tells whether there is a next page.
        parameters.append(list.limit + 1)
        let rows = try connection.query(
            """
            select \(Self.columns) from posts p join authors a on a.user_id = p.author_id where \(condition)
            order by p.created_at desc, p.id desc limit $\(parameters.count)
            """,
            parameters
        ) { try Self.post($0, body: "") }
        let page = Array(rows.prefix(list.limit))
        let next = rows.count > list.limit ? page.last.map { list.cursor(after: $0.post) } : nil
        return (page, next)
    }

    /// A slug for the title that no other post has or had.
    func freeSlug(for title: String, of postID: String) throws -> String {
        try Slug.firstFree(Slug.make(from: title)) { candidate in
            let holder = try connection.first("select post_id from post_slugs where slug = $1", [candidate]) {
                try $0.text(0)
            }
            return holder != nil && holder != postID
        }
    }

    func insert(_ post: Post) throws {
        let content = post.content
        try connection.execute(
            """
            insert into posts (id, author_id, slug, title, description, body, tags, status, published_at, version,
                created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                post.id, post.authorID, post.slug, content.title, content.description, content.body,
                Self.text(of: content.tags), content.status.rawValue, post.publishedAt, post.version, post.createdAt,
                post.updatedAt,
            ]
        )
        try insertTagsAndSlug(of: post)
    }

    func update(_ post: Post) throws {
        let content = post.content
        try connection.execute(
            """
            update posts set slug = $1, title = $2, description = $3, body = $4, tags = $5, status = $6,
                published_at = $7, version = $8, updated_at = $9
            where id = $10
            """,
            [
                post.slug, content.title, content.description, content.body, Self.text(of: content.tags),
                content.status.rawValue, post.publishedAt, post.version, post.updatedAt, post.id,
            ]
        )
        try connection.execute("delete from post_tags where post_id = $1", [post.id])
        try insertTagsAndSlug(of: post)
    }

    func delete(_ id: String) throws {
        try connection.execute("delete from posts where id = $1", [id])
    }

    private func insertTagsAndSlug(of post: Post) throws {
        for tag in post.content.tags {
            try connection.execute("insert into post_tags (post_id, tag) values ($1, $2)", [post.id, tag])
        }
        try connection.execute(
            "insert into post_slugs (slug, post_id) values ($1, $2) on conflict (slug) do nothing",
            [post.slug, post.id]
        )
    }

    private static func text(of tags: [String]) -> String {
        JSONValue.array(tags.map { .string($0) }).text
    }

    private static func post(_ row: SQLRow, body: String) throws -> AuthoredPost {
        let status = try row.text(6)
        guard let status = Post.Status(rawValue: status) else {
            throw SQLError(.misuse, "a post has the unknown status \(status)")
        }
        let content = Post.Content(
            title: try row.text(3),
            description: try row.optionalText(4),
            body: body,
            tags: (try JSONValue(parsing: try row.text(5)).array ?? []).compactMap(\.string),
            status: status
        )
        var post = Post(
            id: try row.text(0),
            authorID: try row.text(1),
            slug: try row.text(2),
            content: content,
            at: try row.timestamp(9)
        )
        post.publishedAt = try row.optionalTimestamp(7)
        post.version = try row.integer(8)
        post.updatedAt = try row.timestamp(10)
        let author = Author(userID: post.authorID, username: try row.text(11), displayName: try row.text(12))
        return AuthoredPost(post: post, author: author)
    }
}
