/// Who makes a request, as the access token says it.
public struct Principal: Sendable, Equatable {
    public let userID: String
    public let username: String
    /// The log-in that the token comes from.
    public let sessionID: String

    public init(userID: String, username: String, sessionID: String) {
        self.userID = userID
        self.username = username
        self.sessionID = sessionID
    }
}
