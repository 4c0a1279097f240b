internal import Bytes
internal import EventBus
internal import Telemetry

/// What the post service tells the others.
enum PostEvents {
    static func published(_ post: Post, at time: Timestamp) -> Event {
        Event(
            id: UUIDv7.make(at: time),
            topic: "evt.posts.post.published",
            type: "dev.martlet.post.published.v1",
            source: "/posts",
            subject: post.id,
            time: time,
            aggregateVersion: post.version,
            traceparent: TraceContext.current?.traceparent,
            data: [
                "postId": .string(post.id),
                "slug": .string(post.slug),
                "title": .string(post.content.title),
                "authorId": .string(post.authorID),
            ]
        )
    }
}
