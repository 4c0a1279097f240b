internal import Bytes
internal import ServiceApplication
internal import ServiceKit

/// The description of the user service's routes.
enum UserAPI {
    static let document = APIDocument(
        title: "Martlet user service",
        description: "Accounts, log-in and profiles.",
        version: Version.current,
        operations: operations,
        schemas: schemas
    )

    private static let operations = [
        APIOperation(
            "POST",
            "/v1/users",
            id: "register",
            "Creates an account.",
            parameters: [APISchema.idempotencyKey],
            body: "Registration",
            success: (201, "The account; its public address is in Location.", "Profile"),
            problems: [400, 409, 413, 415, 422, 503]
        ),
        APIOperation(
            "GET",
            "/v1/users/{username}",
            id: "getUser",
            "What anybody may see of a user.",
            parameters: [APISchema.ifNoneMatch],
            success: (200, "The public profile.", "PublicProfile"),
            problems: [404]
        ),
        APIOperation(
            "GET",
            "/v1/me",
            id: "getOwnProfile",
            "One's own profile.",
            authentication: .required,
            parameters: [APISchema.ifNoneMatch],
            success: (200, "The profile.", "Profile"),
            problems: [401]
        ),
        APIOperation(
            "PATCH",
            "/v1/me",
            id: "changeOwnProfile",
            "Changes one's own profile (JSON merge patch: null removes).",
            authentication: .required,
            parameters: [APISchema.ifMatch],
            body: "ProfileChange",
            success: (200, "The profile as it is now.", "Profile"),
            problems: [400, 401, 412, 413, 415, 422, 428]
        ),
        APIOperation(
            "POST",
            "/v1/auth/token",
            id: "logIn",
            "Logs in with a user name or an e-mail address, and the password.",
            body: "LogIn",
            success: (200, "An access token for 15 minutes and a refresh token.", "Tokens"),
            problems: [400, 401, 413, 415, 422, 429, 503]
        ),
        APIOperation(
            "POST",
            "/v1/auth/refresh",
            id: "refresh",
            "Exchanges a refresh token for new tokens. Each is good once; a second use ends the session.",
            body: "Refresh",
            success: (200, "New tokens.", "Tokens"),
            problems: [400, 401, 413, 415, 422]
        ),
        APIOperation(
            "POST",
            "/v1/auth/logout",
            id: "logOut",
            "Ends the session that the access token belongs to.",
            authentication: .required,
            success: (204, "The session has ended.", nil),
            problems: [401]
        ),
        APIOperation(
            "GET",
            "/.well-known/jwks.json",
            id: "getKeySet",
            "The public keys that access tokens are signed with (RFC 7517).",
            success: (200, "The key set.", nil)
        ),
    ]

    private static let shared: [(String, JSONValue)] = [
        ("id", APISchema.id),
        ("username", APISchema.text(3...40)),
        ("displayName", APISchema.text(1...80)),
        ("bio", APISchema.text(0...1_000, optional: true)),
        ("image", APISchema.text(1...2_048, optional: true)),
        ("stats", APISchema.object(required: ["todosCompleted"], [("todosCompleted", APISchema.integer())])),
        ("createdAt", APISchema.time),
    ]

    private static let schemas: [(name: String, schema: JSONValue)] = [
        (
            "Registration",
            APISchema.object(
                required: ["username", "email", "password"],
                [
                    ("username", APISchema.text(3...40)), ("email", APISchema.text(3...254)),
                    ("password", APISchema.text(8...128)), ("displayName", APISchema.text(1...80)),
                ]
            )
        ),
        ("PublicProfile", APISchema.object(required: shared.map(\.0), shared)),
        (
            "Profile",
            APISchema.object(
                required: shared.map(\.0) + ["email", "updatedAt"],
                shared + [("email", APISchema.text(3...254)), ("updatedAt", APISchema.time)]
            )
        ),
        (
            "ProfileChange",
            APISchema.object([
                ("displayName", APISchema.text(1...80, optional: true)),
                ("bio", APISchema.text(0...1_000, optional: true)),
                ("image", APISchema.text(1...2_048, optional: true)),
            ])
        ),
        (
            "LogIn",
            APISchema.object(
                required: ["identifier", "password"],
                [
                    ("grant", APISchema.words(["password"])), ("identifier", APISchema.text(1...400)),
                    ("password", APISchema.text(1...1_000)), ("device", APISchema.text(1...100, optional: true)),
                ]
            )
        ),
        ("Refresh", APISchema.object(required: ["refreshToken"], [("refreshToken", APISchema.text(1...200))])),
        (
            "Tokens",
            APISchema.object(
                required: ["accessToken", "tokenType", "expiresIn", "refreshToken", "refreshExpiresIn"],
                [
                    ("accessToken", ["type": "string"]), ("tokenType", APISchema.words(["Bearer"])),
                    ("expiresIn", APISchema.integer()), ("refreshToken", ["type": "string"]),
                    ("refreshExpiresIn", APISchema.integer()),
                ]
            )
        ),
    ]
}
