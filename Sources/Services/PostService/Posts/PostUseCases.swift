internal import Bytes
internal import EventBus
internal import HTTPTypes
internal import SQLDatabase
internal import ServiceApplication
internal import ServiceKit

/// What the post service does, over what it stands on. The routes and the consumer only translate.
struct PostUseCases: Sendable {
    let foundation: ServiceFoundation
    let authenticator: Authenticator

    func create(
        _ change: PostChange,
        author principal: Principal,
        idempotency: Idempotency
    ) async throws -> (StoredResponse, Bool) {
        let now = foundation.clock.now()
        return try await foundation.database.write("posts.create") { [outbox = foundation.outbox] connection in
            try idempotency.perform(at: now, on: connection) {
                try AuthorRepository(connection: connection)
                    .ensure(userID: principal.userID, username: principal.username)
                let posts = PostRepository(connection: connection)
                let (id, content) = (UUIDv7.make(at: now), change.whole)
                let slug = try posts.freeSlug(for: content.title, of: id)
                try posts.insert(Post(id: id, authorID: principal.userID, slug: slug, content: content, at: now))
                let created = try Self.post(id, on: connection)
                if content.status == .published {
                    try outbox.append(PostEvents.published(created.post, at: now), to: connection)
                }
                return StoredResponse(
                    status: 201,
                    headers: [("Location", "/v1/posts/\(slug)"), ("ETag", created.post.tag.text)],
                    body: created.json.serialized()
                )
            }
        }
    }

    /// A draft is only there for its author.
    func find(_ idOrSlug: String, viewer: Principal?) async throws -> AuthoredPost {
        try await foundation.database.read("posts.find") { connection in
            let found = try Self.post(idOrSlug, on: connection)
            guard found.post.isVisible(to: viewer?.userID) else { throw Self.missing }
            return found
        }
    }

    func list(_ list: PostList, viewer: Principal?) async throws -> (posts: [AuthoredPost], next: String?) {
        try await foundation.database.read("posts.list") { connection in
            try PostRepository(connection: connection).list(list, viewer: viewer?.userID)
        }
    }

    /// Writes new content. A new title gives a new slug; the old one keeps leading to the post.
    func change(
        _ idOrSlug: String,
        author principal: Principal,
        if precondition: Precondition,
        _ change: PostChange
    ) async throws -> AuthoredPost {
        let now = foundation.clock.now()
        return try await foundation.database.write("posts.change") { [outbox = foundation.outbox] connection in
            var found = try Self.ownPost(idOrSlug, of: principal, on: connection)
            try found.post.tag.checkPrecondition(of: precondition)
            let before = found.post
            let isPublished = found.post.change(to: change.applied(to: before.content), at: now)
            guard found.post != before else { return found }
            let posts = PostRepository(connection: connection)
            if found.post.content.title != before.content.title {
                found.post.slug = try posts.freeSlug(for: found.post.content.title, of: before.id)
            }
            try posts.update(found.post)
            if isPublished { try outbox.append(PostEvents.published(found.post, at: now), to: connection) }
            return found
        }
    }

    func delete(_ idOrSlug: String, author principal: Principal, if precondition: Precondition) async throws {
        try await foundation.database.write("posts.delete") { connection in
            let found = try Self.ownPost(idOrSlug, of: principal, on: connection)
            try found.post.tag.checkPrecondition(of: precondition)
            try PostRepository(connection: connection).delete(found.post.id)
        }
    }

    /// The post to be changed: another's is forbidden where it may be read, and missing where it may not.
    private static func ownPost(
        _ idOrSlug: String,
        of principal: Principal,
        on connection: SQLConnection
    ) throws -> AuthoredPost {
        let found = try post(idOrSlug, on: connection)
        guard found.post.isVisible(to: principal.userID) else { throw missing }
        guard found.post.authorID == principal.userID else {
            throw Problem(.forbidden, detail: "Only its author can change a post.", errors: ["post": ["forbidden"]])
        }
        return found
    }

    private static func post(_ idOrSlug: String, on connection: SQLConnection) throws -> AuthoredPost {
        guard let found = try PostRepository(connection: connection).find(idOrSlug) else { throw missing }
        return found
    }

    private static let missing = Problem(.notFound, detail: "There is no such post.")
}

extension AuthoredPost {
    /// The whole resource.
    var json: JSONValue { post.json(author: author, withBody: true) }

    /// As a member of a list.
    var summary: JSONValue { post.json(author: author, withBody: false) }
}
