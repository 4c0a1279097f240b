import FluentConfiguration
import Testing

@Suite struct SchemaTests {
    private static let tail = """
        <source>
          @type tail
          path /var/log/*.log
          tag app.*
          <parse>
            @type json
          </parse>
        </source>
        """

    @Test func fillsInDefaults() throws {
        let configuration = try Sample.configuration(Self.tail)
        let section = try #require(configuration.inputs.first?.section)
        #expect(section.duration("refresh_interval") == .seconds(60))
        #expect(section.bool("read_from_head") == false)
        #expect(section.child("parse")?.string("time_type") == "float")
        #expect(configuration.inputs.first?.id == "input_tail_1")
        #expect(configuration.warnings.isEmpty)
    }

    @Test(arguments: [
        ("<match **>\n  @type elasticsarch\n</match>", "test.conf:2: Unknown output plugin 'elasticsarch'"),
        ("<match **>\n  @type s3\n</match>", "exists in Fluentd and is not supported here"),
        ("<match **>\n</match>", "test.conf:1: '@type' parameter is required in <match>"),
        ("<source>\n  @type tail\n  tag a\n</source>", "'path' parameter is required"),
        ("<source>\n  @type tail\n  tag a\n  path b\n</source>", "<parse> section is required"),
        (
            "<match **>\n  @type stdout\n  <buffer>\n    flush_interval soon\n  </buffer>\n</match>",
            "test.conf:4: 'flush_interval' of 'memory' in <buffer> must be a time"
        ),
        ("<match **>\n  @type stdout\n  <secondary>\n  </secondary>\n</match>", "<secondary> is not supported"),
        ("<filter **>\n  @type record_transformer\n  enable_ruby on\n</filter>", "'enable_ruby on'"),
        ("<match **>\n  @type elasticsearch\n  include_tag_key on\n</match>", "must be true or false, not 'on'"),
        ("<match **>\n  @type elasticsearch\n  write_operation upsert\n</match>", "must be one of index, create"),
        ("<system>\n  workers 4\n</system>", "'workers 4'"),
        ("<worker 1>\n</worker>", "there is one worker, number 0"),
        ("<source>\n  @type forward\n  @label @A\n</source>", "'@A' label is not found"),
        ("<label @A>\n</label>\n<label @A>\n</label>", "label @A is defined twice"),
        (
            "<match a>\n @type stdout\n @id x\n</match>\n<match b>\n @type stdout\n @id x\n</match>",
            "duplicated plugin id 'x'"
        ),
    ])
    func refuses(_ text: String, _ message: String) {
        let mistake = Sample.mistake(text)
        #expect(mistake.contains(message), "\(mistake)")
    }

    @Test func warnsOfParametersThatNobodyKnows() throws {
        let text = Self.tail.replacing("tag app.*", with: "tag app.*\n  read_from_haed true")
        let configuration = try Sample.configuration(text)
        #expect(
            configuration.warnings.map(\.description) == [
                "test.conf:5: parameter 'read_from_haed' in <source> is not used; did you mean 'read_from_head'?"
            ]
        )
    }

    @Test func secretsAreNotShown() {
        #expect(!Sample.mistake("<match **>\n @type elasticsearch\n password x\n port y\n</match>").contains("'x'"))
    }

    @Test func putsFiltersAndMatchesInOrder() throws {
        let configuration = try Sample.configuration(
            """
            <worker 0>
              <filter a.**>\n @type record_transformer\n </filter>
            </worker>
            <match a.**>\n @type stdout\n </match>
            <label @L>
              <match>\n @type null\n </match>
            </label>
            """
        )
        let root = configuration.root.map { stage in
            switch stage {
            case .filter(let plugin): "filter \(plugin.pattern)"
            case .match(let plugin): "match \(plugin.pattern)"
            }
        }
        #expect(root == ["filter a.**", "match a.**"])
        #expect(configuration.labels["@L"]?.count == 1)
    }

    @Test(arguments: [
        ("0.5s", 0.5), ("10ms", 0.01), ("1h30m", 5400), ("10", 10), ("0.4", 0.4), ("2d", 172_800), ("10sec", 10),
    ])
    func timesMeanWhatTheySay(_ text: String, _ seconds: Double) {
        #expect(ParameterValue(text, as: .time) == .time(seconds))
    }

    @Test(arguments: [
        ("4k", 4096), ("1.5k", 1536), ("10kb", 10_240), ("3M", 3_145_728), ("6", 6), ("5t", 5_497_558_138_880),
    ])
    func sizesMeanWhatTheySay(_ text: String, _ bytes: Int) {
        #expect(ParameterValue(text, as: .size) == .size(bytes))
    }

    @Test(arguments: ["", "abc", "10x", "1.2.3", "k", "-1"])
    func nonsenseIsNoSizeAndNoTime(_ text: String) {
        #expect(ParameterValue(text, as: .size) == nil)
        #expect(ParameterValue(text, as: .time) == nil)
    }

    @Test func readsHashesArraysAndExpressions() {
        #expect(
            ParameterValue("a:integer, b:time:%H:%M", as: .hash)
                == ParameterValue(#"{"a":"integer","b":"time:%H:%M"}"#, as: .hash)
        )
        #expect(ParameterValue("a, b", as: .array) == ParameterValue(#"["a","b"]"#, as: .array))
        #expect(
            ParameterValue("/^a$/im", as: .regexp)
                == .regexp(RegexpParameter("^a$", ignoresCase: true, isMultiline: true))
        )
        #expect(ParameterValue("/a", as: .regexp) == nil)
        #expect(ParameterValue("/a/x", as: .regexp) == nil)
    }
}
