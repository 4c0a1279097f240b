"""Uses a search server through the official Elasticsearch client, unmodified, and checks what it answers.

usage: python3 elasticsearch_client.py URL
"""

import sys

from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError, helpers

url = sys.argv[1]
es = Elasticsearch(url)
checks = 0


def same(found, wanted, what):
    global checks
    checks += 1
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")


def ids(response):
    return [hit["_id"] for hit in response["hits"]["hits"]]


# The server.
info = es.info()
same(info["tagline"], "You Know, for Search", "tagline")
same(info["version"]["number"].startswith("8."), True, "version")
same(es.ping(), True, "ping")
same(es.cluster.health(wait_for_status="yellow")["status"], "green", "health")

# Documents.
created = es.index(index="docs", id="1", document={"title": "first", "n": 1}, refresh=True)
same((created["result"], created["_version"]), ("created", 1), "index")
same(es.index(index="docs", id="1", document={"title": "first again", "n": 2})["result"], "updated", "index again")
try:
    es.create(index="docs", id="1", document={})
    raise AssertionError("create of an id that is there was taken")
except ConflictError as error:
    same(error.info["error"]["type"], "version_conflict_engine_exception", "conflict")
same(es.get(index="docs", id="1")["_source"], {"title": "first again", "n": 2}, "get")
same(es.exists(index="docs", id="1").body, True, "exists")
same(es.exists(index="docs", id="2").body, False, "exists not")
same(es.get_source(index="docs", id="1").body, {"title": "first again", "n": 2}, "get_source")
same(es.update(index="docs", id="1", doc={"n": 3})["result"], "updated", "update")
same(es.update(index="docs", id="1", doc={"n": 3})["result"], "noop", "update without a change")
same(es.get(index="docs", id="1", source_includes="n")["_source"], {"n": 3}, "_source_includes")
same(es.mget(index="docs", ids=["1", "2"])["docs"][1]["found"], False, "mget")
automatic = es.index(index="docs", document={"title": "second"})
same(len(automatic["_id"]), 20, "automatic id")
same(es.delete(index="docs", id=automatic["_id"])["result"], "deleted", "delete")
try:
    es.get(index="docs", id="none")
    raise AssertionError("a document that is not there was found")
except NotFoundError as error:
    same(error.info["found"], False, "get of nothing")

# Bulk helpers.
levels = ["info", "warn", "error"]


def actions():
    for n in range(2000):
        yield {
            "_index": "logs",
            "_id": str(n),
            "@timestamp": f"2026-01-01T00:{n // 60 % 60:02d}:{n % 60:02d}Z",
            "level": levels[n % 3],
            "message": f"user {n % 50} logged in from host-{n % 7}",
            "duration": n / 4,
            "http": {"status": 200 + n % 5, "path": f"/api/v{n % 2}"},
            "tags": ["even"] if n % 2 == 0 else ["odd", "uneven"],
            "slow": n % 10 == 0,
        }


same(helpers.bulk(es, actions(), chunk_size=300), (2000, []), "helpers.bulk")
count, errors = helpers.bulk(
    es,
    [
        {"_op_type": "create", "_index": "logs", "_id": "0", "a": 1},
        {"_op_type": "update", "_index": "logs", "_id": "missing", "doc": {}},
        {"_op_type": "delete", "_index": "logs", "_id": "1999"},
        {"_op_type": "index", "_index": "logs", "_id": "1999", "level": "late", "@timestamp": "2026-01-02T00:00:00Z"},
    ],
    raise_on_error=False,
)
same(count, 2, "helpers.bulk with errors")
same([list(e)[0] for e in errors], ["create", "update"], "the items that failed")
same([list(e.values())[0]["status"] for e in errors], [409, 404], "their status")
es.indices.refresh(index="logs")
same(all(ok for ok, _ in helpers.streaming_bulk(es, [{"_index": "stream", "n": n} for n in range(50)])), True, "streaming")
same(es.count(index="stream")["count"], 50, "streamed")

# Queries.
same(es.count(index="logs")["count"], 2000, "count")
same(es.count(index="logs", query={"match_all": {}})["count"], 2000, "match_all")


def count_of(query):
    return es.count(index="logs", query=query)["count"]


same(count_of({"match_none": {}}), 0, "match_none")
same(count_of({"match": {"message": "host-3"}}), 1999, "match of any word")
same(count_of({"match": {"message": {"query": "user 7", "operator": "and"}}}),
     sum(1 for n in range(1999) if n % 50 == 7), "match of all words")
same(count_of({"match_phrase": {"message": "logged in from host"}}), 1999, "match_phrase")
same(count_of({"match_phrase": {"message": "in logged"}}), 0, "match_phrase in the wrong order")
same(count_of({"multi_match": {"query": "error", "fields": ["level", "message"]}}), 666, "multi_match")
same(count_of({"term": {"level.keyword": "warn"}}), 666, "term")
same(count_of({"term": {"level.keyword": {"value": "WARN", "case_insensitive": True}}}), 666, "term without case")
same(count_of({"term": {"slow": True}}), 200, "term of a boolean")
same(count_of({"terms": {"http.status": [200, 204]}}), sum(1 for n in range(1999) if n % 5 in (0, 4)), "terms")
same(count_of({"range": {"duration": {"gte": 10, "lt": 20}}}), 40, "range of numbers")
same(count_of({"range": {"@timestamp": {"gte": "2026-01-01T00:01:00Z", "lt": "2026-01-01T00:02:00Z"}}}),
     sum(1 for n in range(1999) if n // 60 % 60 == 1), "range of dates")
same(count_of({"range": {"@timestamp": {"gte": 1767312000000, "format": "epoch_millis"}}}), 1, "range in epoch_millis")
same(count_of({"range": {"@timestamp": {"gt": "2026-01-01||/d"}}}), 1, "range with date math")
same(count_of({"exists": {"field": "http.path"}}), 1999, "exists")
same(count_of({"prefix": {"http.path.keyword": "/api/v"}}), 1999, "prefix")
same(count_of({"wildcard": {"http.path.keyword": {"value": "*v?"}}}), 1999, "wildcard")
same(count_of({"regexp": {"level.keyword": "w[a-z]+n|err.*"}}), 666 + 666, "regexp")
same(count_of({"ids": {"values": ["1", "2", "none"]}}), 2, "ids")
same(count_of({"constant_score": {"filter": {"term": {"tags.keyword": "uneven"}}}}), 999, "constant_score")
same(count_of({"bool": {"must": [{"term": {"level.keyword": "info"}}], "must_not": {"term": {"slow": True}},
                        "filter": [{"range": {"duration": {"lt": 50}}}], "should": [{"match": {"message": "user"}}]}}),
     sum(1 for n in range(200) if n % 3 == 0 and n % 10), "bool")
same(count_of({"bool": {"should": [{"term": {"slow": True}}, {"term": {"http.status": 200}}], "minimum_should_match": 2}}),
     200, "minimum_should_match")
same(count_of({"query_string": {"query": "level:error AND message:\"host 3\" AND -slow:true AND duration:>=100"}}),
     sum(1 for n in range(400, 1999) if n % 3 == 2 and n % 7 == 3 and n % 10), "query_string")
same(count_of({"query_string": {"query": "late"}}), 1, "query_string over all fields")
same(count_of({"query_string": {"query": "host*", "default_field": "message", "analyze_wildcard": True}}), 1999, "wildcard")
same(count_of({"simple_query_string": {"query": "error + \"host 2\"", "fields": ["level", "message"]}}),
     sum(1 for n in range(1999) if n % 3 == 2 and n % 7 == 2), "simple_query_string")

# Order, pages, what is shown.
page = es.search(index="logs", size=3, sort=[{"duration": "desc"}], source=["duration"])
same([h["_source"]["duration"] for h in page["hits"]["hits"]], [499.5, 499.25, 499.0], "sort")
same(page["hits"]["total"], {"value": 2000, "relation": "eq"}, "total")
same(es.search(index="logs", track_total_hits=100, size=0)["hits"]["total"], {"value": 100, "relation": "gte"}, "total up to")
same("total" in es.search(index="logs", track_total_hits=False)["hits"], False, "no total")
same(ids(es.search(index="logs", from_=5, size=2, sort=["_doc"])), ["5", "6"], "from")
seen, after = [], None
while True:
    page = es.search(index="logs", size=300, search_after=after, sort=[{"@timestamp": "asc"}, {"duration": "desc"}])
    hits = page["hits"]["hits"]
    if not hits:
        break
    seen += ids(page)
    after = hits[-1]["sort"]
same(len(seen), 2000, "search_after gives all")
same(len(set(seen)), 2000, "search_after gives each once")
best = es.search(index="docs", query={"match": {"title": "again"}})
same(best["hits"]["hits"][0]["_score"] > 0, True, "score")
shown = es.search(index="logs", query={"match": {"message": "host"}}, size=1, sort=["_doc"], source=False,
                  fields=[{"field": "@timestamp", "format": "epoch_millis"}, "http.*"], docvalue_fields=["duration"],
                  highlight={"fields": {"*": {}}}, version=True, seq_no_primary_term=True)["hits"]["hits"][0]
same(shown["fields"]["@timestamp"], ["1767225600000"], "fields with a format")
same(shown["fields"]["http.status"], [200], "fields by pattern")
same(shown["fields"]["duration"], [0.0], "docvalue_fields")
same(shown["highlight"], {"message": ["user 0 logged in from <em>host</em>-0"]}, "highlight")
same(("_source" in shown, shown["_version"], shown["_seq_no"]), (False, 1, 0), "what is shown")
same(es.search(index="logs", q="level:late", sort="@timestamp:desc")["hits"]["total"]["value"], 1, "URI search")
same(len(list(es.search(index="logs", size=5, source_excludes=["http"])["hits"]["hits"][0]["_source"])), 6, "excludes")

# Aggregations.
result = es.search(index="logs", size=0, aggs={
    "levels": {"terms": {"field": "level.keyword", "size": 2}, "aggs": {"average": {"avg": {"field": "duration"}}}},
    "time": {"date_histogram": {"field": "@timestamp", "fixed_interval": "10m", "min_doc_count": 0,
                                "extended_bounds": {"min": "2025-12-31T23:30:00Z", "max": "2026-01-01T00:30:00Z"}}},
    "days": {"date_histogram": {"field": "@timestamp", "calendar_interval": "1d", "time_zone": "Europe/Berlin",
                                "min_doc_count": 1}},
    "least": {"min": {"field": "duration"}}, "most": {"max": {"field": "duration"}},
    "sum": {"sum": {"field": "duration"}}, "values": {"value_count": {"field": "tags.keyword"}},
    "kinds": {"cardinality": {"field": "level.keyword"}}, "stats": {"stats": {"field": "duration"}},
    "nothing": {"avg": {"field": "unmapped"}},
    "parts": {"filters": {"filters": {"slow": {"term": {"slow": True}}, "late": {"query_string": {"query": "level:late"}}}}},
    "ranges": {"range": {"field": "duration", "ranges": [{"to": 100}, {"from": 100, "to": 200}, {"from": 200}]}},
    "steps": {"histogram": {"field": "duration", "interval": 250}},
    "flags": {"terms": {"field": "slow"}},
})["aggregations"]
same([(b["key"], b["doc_count"]) for b in result["levels"]["buckets"]], [("info", 667), ("error", 666)], "terms")
same(result["levels"]["sum_other_doc_count"], 667, "sum_other_doc_count")
same(result["levels"]["buckets"][0]["average"]["value"], 249.75, "sub-aggregation")
same(result["time"]["buckets"][0], {"key_as_string": "2025-12-31T23:30:00.000Z", "key": 1767223800000, "doc_count": 0},
     "extended_bounds")
same(sum(b["doc_count"] for b in result["time"]["buckets"]), 2000, "date_histogram")
same([b["key_as_string"] for b in result["days"]["buckets"]],
     ["2026-01-01T00:00:00.000+01:00", "2026-01-02T00:00:00.000+01:00"], "calendar days of a zone")
same((result["least"]["value"], result["most"]["value"]), (0.0, 499.5), "min and max")
same(result["sum"]["value"], sum(n / 4 for n in range(1999)), "sum")
same((result["values"]["value"], result["kinds"]["value"]), (1000 + 2 * 999, 4), "value_count and cardinality")
same(result["stats"]["count"], 1999, "stats")
same(result["nothing"]["value"], None, "avg of nothing")
same(result["parts"]["buckets"], {"slow": {"doc_count": 200}, "late": {"doc_count": 1}}, "filters")
same([b["doc_count"] for b in result["ranges"]["buckets"]], [400, 400, 1199], "range")
same(result["ranges"]["buckets"][0]["key"], "*-100.0", "key of a range")
same([(b["key"], b["doc_count"]) for b in result["steps"]["buckets"]], [(0.0, 1000), (250.0, 999)], "histogram")
same([(b["key"], b["key_as_string"]) for b in result["flags"]["buckets"]], [(0, "false"), (1, "true")], "terms of a boolean")

# Several searches.
answers = es.msearch(searches=[
    {"index": "logs", "ignore_unavailable": True}, {"size": 0, "query": {"term": {"slow": True}}},
    {"index": "none"}, {"query": {"match_all": {}}},
    {"index": ["logs", "docs"]}, {"size": 0},
])["responses"]
same([a["status"] for a in answers], [200, 404, 200], "msearch")
same([answers[0]["hits"]["total"]["value"], answers[2]["hits"]["total"]["value"]], [200, 2001], "msearch totals")

# Indices.
same(es.indices.create(index="made", mappings={"properties": {"k": {"type": "keyword"}}}, settings={
    "index": {"number_of_replicas": 0, "translog": {"durability": "async"}}})["acknowledged"], True, "create index")
try:
    es.indices.create(index="made")
    raise AssertionError("an index was made twice")
except BadRequestError as error:
    same(error.info["error"]["type"], "resource_already_exists_exception", "made twice")
same(es.indices.exists(index="made").body, True, "index exists")
same(es.indices.exists(index="unmade").body, False, "index does not exist")
same(es.indices.put_mapping(index="made", properties={"t": {"type": "text"}})["acknowledged"], True, "put_mapping")
same(es.indices.get_mapping(index="made")["made"]["mappings"]["properties"],
     {"k": {"type": "keyword"}, "t": {"type": "text"}}, "get_mapping")
same(es.indices.get_mapping(index="logs")["logs"]["mappings"]["properties"]["level"],
     {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}, "dynamic mapping")
same(es.indices.get_settings(index="made")["made"]["settings"]["index"]["translog"]["durability"], "async", "settings")
same(list(es.indices.get(index="ma*")), ["made"], "get index")
capabilities = es.field_caps(index="logs", fields="*")["fields"]
same(capabilities["@timestamp"]["date"]["aggregatable"], True, "field_caps")
same(capabilities["message"]["text"]["aggregatable"], False, "field_caps of text")
same([row["index"] for row in es.cat.indices(index="logs,made", format="json", s="index")], ["logs", "made"], "cat.indices")
same(str(es.cat.indices(index="logs", h="index,docs.count", format="text")).strip(), "logs 2000", "cat.indices as text")
same(es.indices.stats(index="logs")["_all"]["primaries"]["docs"]["count"], 2000, "stats of an index")
same(es.indices.delete(index="made")["acknowledged"], True, "delete index")

# Errors.
for body, kind in [({"foo": {}}, "parsing_exception"), ({"query_string": {"query": "a AND"}}, "search_phase_execution_exception"),
                   ({"range": {"@timestamp": {"gte": "yesterday"}}}, "search_phase_execution_exception")]:
    try:
        es.search(index="logs", query=body)
        raise AssertionError(f"{body} was taken")
    except BadRequestError as error:
        same(error.info["error"]["type"], kind, f"error of {body}")
try:
    es.search(index="logs", aggs={"x": {"terms": {"field": "message"}}})
    raise AssertionError("terms of text were taken")
except BadRequestError as error:
    same("Fielddata is disabled on [message]" in error.info["error"]["root_cause"][0]["reason"], True, "fielddata")
try:
    es.search(index="logs", from_=9999, size=2)
    raise AssertionError("a window too large was taken")
except BadRequestError as error:
    same("Result window is too large" in error.info["error"]["root_cause"][0]["reason"], True, "window")
try:
    es.search(index="none")
    raise AssertionError("an index that is not there was searched")
except NotFoundError as error:
    same(error.info["error"]["type"], "index_not_found_exception", "no index")
same(es.search(index="none*")["hits"]["total"]["value"], 0, "a pattern without an index")

print(f"{checks} checks")
