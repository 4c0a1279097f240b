import Bytes
import Testing

@testable import PostService

@Suite struct SlugTests {
    @Test(arguments: [
        ("Hello, World!", "hello-world"), ("  Crème  brûlée ", "creme-brulee"), ("日本語", "post"), ("---", "post"),
        ("C++ & Swift 6", "c-swift-6"), ("ＡＢＣ", "abc"),
    ])
    func titlesBecomeSlugs(title: String, slug: String) {
        #expect(Slug.make(from: title) == slug)
    }

    @Test func aLongTitleIsCut() {
        let slug = Slug.make(from: String(repeating: "word ", count: 40))
        #expect(slug.utf8.count <= Slug.maximumLength && !slug.hasSuffix("-"))
    }

    @Test func aTakenSlugIsCountedUpAndThenMadeRandom() {
        #expect(Slug.firstFree("a") { _ in false } == "a")
        #expect(Slug.firstFree("a") { $0 == "a" || $0 == "a-2" } == "a-3")
        let counted = Set(["a"] + (2...20).map { "a-\($0)" })
        #expect(Slug.firstFree("a") { counted.contains($0) }.hasPrefix("a-"))
    }

    @Test func publishingIsATransitionThatKeepsItsFirstTime() {
        let time = Timestamp(milliseconds: 1_000)
        var post = Post(
            id: "i",
            authorID: "a",
            slug: "s",
            content: .init(title: "t", body: "b", status: .draft),
            at: time
        )
        #expect(post.publishedAt == nil && !post.isVisible(to: nil) && post.isVisible(to: "a"))
        var content = post.content
        content.status = .published
        let first = post.change(to: content, at: time + .seconds(1))
        content.status = .draft
        let withdrawn = post.change(to: content, at: time + .seconds(2))
        content.status = .published
        let second = post.change(to: content, at: time + .seconds(3))
        #expect([first, withdrawn, second] == [true, false, true])
        #expect(post.publishedAt == time + .seconds(1))
    }
}
