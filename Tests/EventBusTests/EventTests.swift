import Bytes
import EventBus
import TestSupport
import Testing

@Suite struct EventTests {
    private let event = Event(
        id: "018f0000-0000-7000-8000-000000000001",
        topic: "evt.users.user.registered",
        type: "dev.martlet.user.registered.v1",
        source: "/users",
        subject: "018f0000-0000-7000-8000-000000000002",
        time: Timestamp(milliseconds: 1_700_000_000_123),
        aggregateVersion: 3,
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        data: ["username": "alice", "n": 1]
    )

    @Test func anEnvelopeReadsBackAsItWasWritten() throws {
        #expect(try Event(topic: event.topic, payload: event.cloudEvent.text) == event)
    }

    @Test func theEnvelopeHasTheAttributesOfCloudEvents() {
        let envelope = event.cloudEvent
        #expect(envelope["specversion"]?.string == "1.0")
        #expect(envelope["time"]?.string == "2023-11-14T22:13:20.123000Z")
        #expect(envelope["datacontenttype"]?.string == "application/json")
        #expect(envelope["partitionkey"]?.string == event.subject)
        #expect(envelope["traceparent"]?.string == event.traceparent)
    }

    @Test(arguments: ["specversion", "id", "source", "type", "subject", "time"])
    func aMissingAttributeIsNamed(attribute: String) throws {
        let members = try #require(event.cloudEvent.object).members.filter { $0.key != attribute }
        let error = #expect(throws: EventFormatError.self) {
            try Event(topic: event.topic, cloudEvent: .object(JSONObject(members)))
        }
        #expect(error?.description.contains(attribute) == true)
    }

    @Test func noTruncatedOrDamagedEnvelopeTraps() {
        let payload = Array(event.cloudEvent.text.utf8)
        for end in payload.indices {
            #expect(throws: EventFormatError.self) {
                try Event(topic: "t", payload: String(decoding: payload[..<end], as: UTF8.self))
            }
        }
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            var damaged = payload
            damaged[Int.random(in: damaged.indices, using: &random)] = .random(in: .min ... .max, using: &random)
            _ = try? Event(topic: "t", payload: String(decoding: damaged, as: UTF8.self))
        }
    }

    @Test(arguments: [
        ("evt.users.>", "evt.users.user.registered", true),
        ("evt.*.user.registered", "evt.users.user.registered", true),
        ("evt.users.user.registered", "evt.users.user.registered", true), ("evt.users.>", "evt.users", false),
        ("evt.users.user", "evt.users.user.registered", false), ("evt.*", "evt.users.user", false),
        ("evt.>.x", "evt.users.x", false), (">", "anything", true),
    ])
    func topicsMatchAsInNATS(pattern: String, topic: String, matches: Bool) {
        #expect(TopicFilter([pattern]).matches(topic) == matches)
    }
}
