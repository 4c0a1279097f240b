internal import Bytes
internal import SQLDatabase

/// The users' table, inside a transaction of the caller's.
struct UserRepository {
    let connection: SQLConnection

    private static let columns = """
        u.id, u.username, u.email, u.display_name, u.bio, u.image, u.todos_completed, u.version, u.created_at, u.updated_at
        """

    func find(username: String) throws -> User? {
        try connection.first(
            "select \(Self.columns) from users u where u.username_key = $1",
            [AccountNames.key(ofUsername: username)],
            Self.user
        )
    }

    func find(id: String) throws -> User? {
        try connection.first("select \(Self.columns) from users u where u.id = $1", [id], Self.user)
    }

    /// The user of a session that is still good.
    func find(id: String, session: String, at time: Timestamp) throws -> User? {
        try connection.first(
            """
            select \(Self.columns) from users u join sessions s on s.user_id = u.id
            where u.id = $1 and s.id = $2 and s.revoked_at is null and s.expires_at > $3
            """,
            [id, session, time],
            Self.user
        )
    }

    /// What a log-in needs: the account behind a user name or an e-mail address.
    func credentials(identifier: String) throws -> (id: String, passwordHash: String)? {
        let isEmail = identifier.contains("@")
        let column = isEmail ? "email_key" : "username_key"
        let key = isEmail ? AccountNames.key(ofEmail: identifier) : AccountNames.key(ofUsername: identifier)
        return try connection.first("select id, password_hash from users where \(column) = $1", [key]) {
            (try $0.text(0), try $0.text(1))
        }
    }

    /// Which of a new account's names are taken.
    func conflicts(username: String, email: String) throws -> [String] {
        let (usernameKey, emailKey) = (AccountNames.key(ofUsername: username), AccountNames.key(ofEmail: email))
        let taken = try connection.query(
            "select username_key, email_key from users where username_key = $1 or email_key = $2",
            [usernameKey, emailKey]
        ) { (username: try $0.text(0), email: try $0.text(1)) }
        var fields: [String] = []
        if taken.contains(where: { $0.username == usernameKey }) { fields.append("username") }
        if taken.contains(where: { $0.email == emailKey }) { fields.append("email") }
        return fields
    }

    func insert(_ user: User, passwordHash: String) throws {
        try connection.execute(
            """
            insert into users (id, username, username_key, email, email_key, password_hash, display_name, bio, image,
                version, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """,
            [
                user.id, user.username, AccountNames.key(ofUsername: user.username), user.email,
                AccountNames.key(ofEmail: user.email), passwordHash, user.displayName, user.bio, user.image,
                user.version, user.createdAt, user.updatedAt,
            ]
        )
    }

    func updateProfile(_ user: User) throws {
        try connection.execute(
            """
            update users set display_name = $1, bio = $2, image = $3, version = $4, updated_at = $5 where id = $6
            """,
            [user.displayName, user.bio, user.image, user.version, user.updatedAt, user.id]
        )
    }

    /// Exchanges a hash of older parameters, unless the password was changed meanwhile.
    func updateHash(of id: String, from old: String, to new: String) throws {
        try connection.execute(
            "update users set password_hash = $1 where id = $2 and password_hash = $3",
            [new, id, old]
        )
    }

    /// Counts a completed todo. Answers false when there is no such user.
    func countCompletedTodo(of id: String) throws -> Bool {
        try connection.execute(
            "update users set todos_completed = todos_completed + 1, version = version + 1 where id = $1",
            [id]
        ) > 0
    }

    private static func user(_ row: SQLRow) throws -> User {
        User(
            id: try row.text(0),
            username: try row.text(1),
            email: try row.text(2),
            displayName: try row.text(3),
            bio: try row.optionalText(4),
            image: try row.optionalText(5),
            todosCompleted: Int(try row.integer(6)),
            version: try row.integer(7),
            createdAt: try row.timestamp(8),
            updatedAt: try row.timestamp(9)
        )
    }
}
