import Bytes
import ServiceKit

/// One person of the demo: what they know so far, and what they do next.
struct DemoActor {
    let username: String
    let displayName: String
    private let password: String
    private var isRegistered = false
    private var accessToken: String?
    private var todos: [String] = []
    private var posts: [String] = []
    private var stepsSinceLogin = 0

    /// What a step is for, so that its reply can be understood.
    enum Purpose {
        case register, logIn, createTodo, createPost, other
    }

    struct Step {
        let purpose: Purpose
        let method: String
        let path: String
        var body: JSONValue?
    }

    init(_ username: String, _ displayName: String) {
        self.username = username
        self.displayName = displayName
        password = "demo password of \(username)"
    }

    static let cast = [
        DemoActor("ada", "Ada Lovelace"), DemoActor("grace", "Grace Hopper"), DemoActor("alan", "Alan Turing"),
        DemoActor("edsger", "Edsger Dijkstra"), DemoActor("barbara", "Barbara Liskov"),
        DemoActor("katherine", "Katherine Johnson"), DemoActor("radia", "Radia Perlman"),
        DemoActor("frances", "Frances Allen"),
    ]

    var headers: HTTPCaller.Headers {
        var headers: HTTPCaller.Headers = [("Content-Type", "application/json")]
        if let accessToken { headers.append(("Authorization", "Bearer \(accessToken)")) }
        return headers
    }

    mutating func next(using random: inout some RandomNumberGenerator) -> Step {
        guard isRegistered else {
            return Step(
                purpose: .register,
                method: "POST",
                path: "/v1/users",
                body: [
                    "username": .string(username), "email": .string("\(username)@example.com"),
                    "password": .string(password), "displayName": .string(displayName),
                ]
            )
        }
        stepsSinceLogin += 1
        // Tokens last 15 minutes; people log in again well before.
        guard accessToken != nil, stepsSinceLogin < 200 else {
            let mistyped = Int.random(in: 0..<6, using: &random) == 0
            return Step(
                purpose: .logIn,
                method: "POST",
                path: "/v1/auth/token",
                body: [
                    "grant": "password", "identifier": .string(username),
                    "password": .string(mistyped ? password.uppercased() : password),
                ]
            )
        }
        return routine(using: &random)
    }

    private mutating func routine(using random: inout some RandomNumberGenerator) -> Step {
        func step(_ method: String, _ path: String, _ body: JSONValue? = nil) -> Step {
            Step(purpose: .other, method: method, path: path, body: body)
        }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<18:
            return Step(
                purpose: .createTodo,
                method: "POST",
                path: "/v1/todos",
                body: [
                    "title": .string(Self.titles.randomElement(using: &random)!),
                    "priority": .integer(.random(in: 0...3, using: &random)),
                    "tags": .array([.string(Self.tags.randomElement(using: &random)!)]),
                ]
            )
        case 18..<40: return step("GET", "/v1/todos?limit=20")
        case 40..<54:
            guard let todo = todos.randomElement(using: &random) else { return step("GET", "/v1/todos") }
            return step("PATCH", "/v1/todos/\(todo)", ["completed": true])
        case 54..<58:
            guard !todos.isEmpty else { return step("GET", "/v1/todos") }
            return step("DELETE", "/v1/todos/\(todos.removeFirst())")
        case 58..<66:
            return Step(
                purpose: .createPost,
                method: "POST",
                path: "/v1/posts",
                body: [
                    "title": .string("On \(Self.topics.randomElement(using: &random)!)"),
                    "body": .string("What we learned this week, and what we would do again."),
                    "status": "published", "tags": .array([.string(Self.tags.randomElement(using: &random)!)]),
                ]
            )
        case 66..<78: return step("GET", "/v1/posts?limit=10")
        case 78..<86:
            guard let post = posts.randomElement(using: &random) else { return step("GET", "/v1/posts") }
            return step("GET", "/v1/posts/\(post)")
        case 86..<89:
            guard let post = posts.randomElement(using: &random) else { return step("GET", "/v1/me") }
            return step("PATCH", "/v1/posts/\(post)", ["description": "Edited after the first readers wrote in."])
        case 89..<95: return step("GET", "/v1/me")
        // What goes wrong in any real system: a stale bookmark, an empty form, a client's bug.
        case 95..<97: return step("GET", "/v1/posts/a-post-that-was-never-written")
        case 97..<99: return step("POST", "/v1/todos", ["title": ""])
        default: return step("POST", "/v1/todos", ["title": 42])
        }
    }

    mutating func took(_ step: Step, _ reply: HTTPReply?) {
        guard let reply else { return }
        if reply.status == 401 { accessToken = nil }
        switch step.purpose {
        case .register:
            // 409: yesterday's demo registered this person.
            isRegistered = reply.isSuccess || reply.status == 409
        case .logIn:
            guard reply.isSuccess, let token = try? reply.json()["accessToken"]?.string else { return }
            accessToken = token
            stepsSinceLogin = 0
        case .createTodo:
            if let id = createdID(reply) { todos.append(id) }
        case .createPost:
            if let id = createdID(reply) { posts.append(id) }
        case .other:
            return
        }
    }

    private func createdID(_ reply: HTTPReply) -> String? {
        reply.isSuccess ? (try? reply.json())?["id"]?.string : nil
    }

    private static let titles = [
        "Review the storage format", "Answer the support queue", "Write the release notes", "Water the plants",
        "Plan the next sprint", "Rotate the signing keys", "Buy coffee", "Read the paper on LSM trees",
        "Fix the flaky test", "Call the landlord",
    ]
    private static let tags = ["work", "home", "reading", "urgent", "team"]
    private static let topics = [
        "write-ahead logs", "small binaries", "queues that end", "tests that fail first", "clear errors",
        "reading other people's code", "time zones", "deleting code",
    ]
}
