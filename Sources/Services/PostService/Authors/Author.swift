internal import Bytes

/// What this service knows of a user: enough to show who wrote a post. Fed by the user service's events.
struct Author: Sendable, Equatable {
    let userID: String
    let username: String
    let displayName: String

    var json: JSONValue {
        ["id": .string(userID), "username": .string(username), "displayName": .string(displayName)]
    }
}
