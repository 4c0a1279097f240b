import Bytes
import Testing

@testable import TodoService

@Suite struct TodoTests {
    private let time = Timestamp(milliseconds: 1_000_000)

    @Test func completionIsATransitionOfItsOwn() {
        var todo = Todo(id: "i", ownerID: "o", content: .init(title: "t"), at: time)
        var content = todo.content
        content.completed = true
        let change1 = todo.change(to: content, at: time + .seconds(1))
        #expect(change1 == .completed)
        #expect(todo.completedAt == time + .seconds(1) && todo.version == 2)
        let change2 = todo.change(to: content, at: time + .seconds(2))
        #expect(change2 == .unchanged)
        #expect(todo.version == 2)
        content.title = "other"
        let change3 = todo.change(to: content, at: time + .seconds(3))
        #expect(change3 == .changed)
        #expect(todo.completedAt == time + .seconds(1))
        content.completed = false
        let change4 = todo.change(to: content, at: time + .seconds(4))
        #expect(change4 == .changed)
        #expect(todo.completedAt == nil)
    }

    @Test func aChangeIsAlwaysLaterThanTheOneBefore() {
        var todo = Todo(id: "i", ownerID: "o", content: .init(title: "t"), at: time)
        let before = todo.updatedAt
        _ = todo.change(to: .init(title: "u"), at: time - .seconds(60))
        #expect(todo.updatedAt > before)
    }
}
