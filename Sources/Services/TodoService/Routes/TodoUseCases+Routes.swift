internal import Bytes
internal import HTTPTypes
internal import Hummingbird
internal import ServiceApplication
internal import ServiceKit

extension TodoUseCases {
    func addRoutes(to router: AppRouter) {
        router.get("/v1/todos") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let list = try TodoList(request, cursors: self.foundation.cursors)
            let page = try await self.list(list, owner: owner)
            return Response.page(page.todos.map(\.json), next: page.next, of: request)
        }
        router.post("/v1/todos") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let content = try TodoChange(try await request.fields(context), isWhole: true).whole
            let idempotency = try Idempotency(request, principal: owner, content: content.fingerprint)
            let (response, isReplay) = try await self.create(content, owner: owner, idempotency: idempotency)
            return response.response(replayed: isReplay)
        }
        router.get("/v1/todos/:id") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let todo = try await self.find(try context.parameters.require("id"), owner: owner)
            return Response.resource(todo.json, tag: todo.tag, to: request)
        }
        router.patch("/v1/todos/:id") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let change = try TodoChange(try await request.fields(context), isWhole: false)
            let todo = try await self.change(
                try context.parameters.require("id"),
                owner: owner,
                if: self.precondition(request)
            ) { change.applied(to: $0) }
            return Response.json(todo.json, headers: [.eTag: todo.tag.text])
        }
        router.put("/v1/todos/:id") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let content = try TodoChange(try await request.fields(context), isWhole: true).whole
            let todo = try await self.change(
                try context.parameters.require("id"),
                owner: owner,
                if: self.precondition(request)
            ) { _ in content }
            return Response.json(todo.json, headers: [.eTag: todo.tag.text])
        }
        router.delete("/v1/todos/:id") { request, context in
            let owner = try await self.authenticator.principal(request, context).userID
            let id = try context.parameters.require("id")
            try await self.delete(id, owner: owner, if: self.precondition(request))
            return Response(status: .noContent)
        }
    }

    private func precondition(_ request: Request) -> Precondition {
        Precondition(request, required: foundation.configuration.requiresPrecondition)
    }
}

extension Todo.Content {
    /// What makes a repeated request the same one.
    fileprivate var fingerprint: [UInt8] {
        let values: [JSONValue] = [
            .string(title), notes.map { .string($0) } ?? .null, .bool(completed),
            dueAt.map { .integer($0.milliseconds) } ?? .null, .integer(Int64(priority)),
            .array(tags.map { .string($0) }), order.map { .integer(Int64($0)) } ?? .null,
        ]
        return JSONValue.array(values).serialized()
    }
}
