import FluentConfiguration
import TestSupport
import Testing

@Suite struct LanguageTests {
    @Test func readsSectionsParametersAndComments() throws {
        let tree = try Sample.tree(
            """
            # a comment
            <match app.** other>  # behind a tag
              @type file
              path /a#b  # the blank makes a comment
              flag
              list [
                "a", # one
                2
              ]
              <buffer tag,time>
                timekey 1d
              </buffer>
            </match>
            """
        )
        let match = try #require(tree.elements.first)
        #expect(match.name == "match")
        #expect(match.argument == "app.** other")
        #expect(match["path"]?.value == .text("/a#b"))
        #expect(match["flag"]?.value == .text(""))
        #expect(match["list"]?.value == .text(#"["a",2]"#))
        #expect(match["list"]?.location.line == 6)
        #expect(match.elements.first?.argument == "tag,time")
    }

    @Test(arguments: [
        (##""a\tb\"c""##, "a\tb\"c"), (##"'a\tb\'c'"##, ##"a\tb'c"##), ("a b  # c", "a b"), ("#a", "#a"),
        (##""\#{x}""##, "#{x}"),
        ("'#{HOST}'", "#{HOST}"), (##""#{ENV['HOST']}:#{ENV['PORT']}""##, "search.local:9200"),
        (##""#{ENV['NONE'] || 'x' + ENV.fetch('PORT')}""##, "x9200"), (##""#{ENV['EMPTY']}""##, ""),
        (##""#{ENV['NONE'] ? 1 : 2 + 3}""##, "5"), (##""#{hostname}-#{Socket.gethostname.upcase}""##, "vm-VM"),
        (##""#{File.join('a', ENV.fetch('NONE', 'b/'), 'c')}""##, "a/b/c"), (##""#{(!true).to_s}""##, "false"),
    ])
    func evaluates(_ written: String, _ meaning: String) throws {
        #expect(try Sample.tree("key \(written)")["key"]?.value == .text(meaning))
    }

    @Test func knowsNilAndDefault() throws {
        let tree = try Sample.tree(
            """
            a "#{ENV['NONE'] || use_nil}"
            b "#{ENV['NONE'] || use_default}"
            """
        )
        #expect(tree["a"]?.value == .null)
        #expect(tree["b"]?.value == .useDefault)
    }

    @Test(arguments: [
        ("<match **>\n  @type stdout\n", "/etc/test.conf:3:1: expected end tag '</match>' but got end of file"),
        ("<a>\n</b>\n", "/etc/test.conf:2:5: unmatched end tag '</b>', expected '</a>'"),
        ("a \"x\" y", "/etc/test.conf:1:7: expected end of line"),
        ("a \"x", "/etc/test.conf:1:5: unexpected end of file in a double quoted string"),
        ("\n\na \"#{`rm -rf /`}\"", "/etc/test.conf:3:6: embedded Ruby is limited to"),
        ("a \"#{File.read('/etc/passwd')}\"", "/etc/test.conf:1:6: embedded Ruby is limited to"),
        ("a \"#{ENV.fetch('NONE')}\"", "the environment variable NONE is not set"),
        ("a [1,2,]", "/etc/test.conf:1:8: got incomplete JSON before ']'"),
        ("@include nothing.conf", "/etc/test.conf:1:10: @include nothing.conf: there is no /etc/nothing.conf"),
        ("@k v", "'@' is the system reserved prefix"),
    ])
    func saysWhereAMistakeIs(_ text: String, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try Sample.tree(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func includesFilesAnywhereRelativeToTheIncludingFile() throws {
        let tree = try Sample.tree(
            "<match a>\n  @include conf.d/buffer.conf\n</match>",
            files: [
                "/etc/conf.d/buffer.conf": "@type stdout\n<buffer>\n  @include common.conf\n</buffer>",
                "/etc/conf.d/common.conf": "flush_interval 5s",
            ]
        )
        #expect(tree.elements.first?.elements.first?["flush_interval"]?.value == .text("5s"))
        #expect(tree.elements.first?.elements.first?["flush_interval"]?.location.file == "/etc/conf.d/common.conf")
    }

    @Test func refusesAnIncludeOfItself() {
        #expect(throws: ConfigurationError.self) {
            try Sample.tree("@include a.conf", files: ["/etc/a.conf": "@include a.conf"])
        }
    }

    @Test func refusesSectionsThatNestTooDeep() {
        let text = String(repeating: "<a>\n", count: 1000)
        #expect(throws: ConfigurationError.self) { try Sample.tree(text) }
        #expect(throws: ConfigurationError.self) { try Sample.tree("a " + String(repeating: "[", count: 5000)) }
        #expect(throws: ConfigurationError.self) { try Sample.tree("a \"#{" + String(repeating: "(", count: 5000)) }
        #expect(throws: ConfigurationError.self) { try Sample.tree("a \"#{" + String(repeating: "!", count: 5000)) }
    }

    @Test func survivesAnyBytes() throws {
        let text = """
            <source>
              @type tail
              path "#{ENV['HOST'] || 'a' + 'b'}" # c
              list ["a", {"b": [1, true, null]}]
              <parse>\n @type json\n </parse>
            </source>
            """
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<4000 {
            let damaged = generator.mutation(of: Array(text.utf8), alphabet: "<>/#{}\"'[]\\ \n@")
            // Any answer will do; a trap or an endless loop will not.
            _ = try? Sample.tree(String(decoding: damaged, as: UTF8.self))
        }
    }

    @Test func printsATreeThatReadsBackAsTheSame() throws {
        let text = "a \"x\\ny\"\nb ' # c'\nc \"\\#{d}\"\n<m x.**>\n  l [1,\"#\"]\n  e\n</m>"
        let tree = try Sample.tree(text)
        let again = try Sample.tree(ConfigurationPrinter.text(tree)).elements[0]
        #expect(again.attributes.map(\.value) == tree.attributes.map(\.value))
        #expect(again.elements[0].argument == "x.**")
        #expect(again.elements[0].attributes.map(\.value) == tree.elements[0].attributes.map(\.value))
    }
}
