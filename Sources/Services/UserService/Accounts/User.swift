internal import Bytes
internal import ServiceApplication

/// An account as its owner sees it, without its password.
struct User: Sendable, Equatable {
    let id: String
    let username: String
    let email: String
    var displayName: String
    var bio: String?
    var image: String?
    let todosCompleted: Int
    /// Counts changes, from 1.
    var version: Int64
    let createdAt: Timestamp
    var updatedAt: Timestamp

    var tag: EntityTag { EntityTag(version: version) }

    /// What anybody may see.
    var publicProfile: JSONValue {
        var object = JSONObject()
        object.append("id", .string(id))
        object.append("username", .string(username))
        appendShared(to: &object)
        return .object(object)
    }

    /// What the owner sees.
    var profile: JSONValue {
        var object = JSONObject()
        object.append("id", .string(id))
        object.append("username", .string(username))
        object.append("email", .string(email))
        appendShared(to: &object)
        object.append("updatedAt", .string(updatedAt.rfc3339()))
        return .object(object)
    }

    private func appendShared(to object: inout JSONObject) {
        object.append("displayName", .string(displayName))
        object.append("bio", bio.map { .string($0) } ?? .null)
        object.append("image", image.map { .string($0) } ?? .null)
        object.append("stats", ["todosCompleted": .integer(Int64(todosCompleted))])
        object.append("createdAt", .string(createdAt.rfc3339()))
    }
}
