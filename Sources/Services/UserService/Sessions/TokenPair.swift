internal import Bytes

/// What a log-in or a refresh gives.
struct TokenPair: Sendable {
    static let accessLifetime = Duration.seconds(900)

    let accessToken: String
    let refreshToken: String
    let refreshLifetime: Duration

    var json: JSONValue {
        [
            "accessToken": .string(accessToken),
            "tokenType": "Bearer",
            "expiresIn": .integer(Self.accessLifetime.components.seconds),
            "refreshToken": .string(refreshToken),
            "refreshExpiresIn": .integer(refreshLifetime.components.seconds),
        ]
    }
}
