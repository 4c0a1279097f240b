#!/usr/bin/env python3
"""A search server and a metrics server for testing the console's page, at one port, with made-up but steady data.

    fake_upstreams.py [--port 0] [--page DIR]

Prints "listening on http://127.0.0.1:PORT". Answers `/{index}/_search`, `_mapping` and `_cat/indices` as Elasticsearch
does and `/api/v1/…` as Prometheus does, as far as the page asks. With --page it also serves the page's files and
`/api/…` itself, so that the page can be looked at before there is a console in front of it.
"""

import argparse
import json
import math
import pathlib
import random
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

SERVICES = ["post-service", "todo-service", "user-service"]
HOSTILE = "<img src=x onerror=alert(1)><script>document.title='owned'</script> \"quoted\" 'single' &amp; \u202eright to left"


def documents(now):
    """90 minutes of requests: each a few lines over one to three services."""
    chance = random.Random(7)
    lines = []
    moment = now - 90 * 60
    while moment < now:
        moment += chance.expovariate(1 / 2.4)
        trace = f"{chance.getrandbits(128):032x}"
        service = chance.choice(SERVICES)
        slow = chance.random() < 0.05
        took = chance.lognormvariate(1.9, 0.6) * (12 if slow else 1) / 1000
        status = chance.choices([200, 201, 204, 404, 401, 422, 500], [60, 14, 6, 6, 4, 3, 1.6])[0]
        method, path = chance.choice([("GET", "/v1/todos"), ("POST", "/v1/todos"), ("GET", "/v1/posts"), ("GET", "/v1/me"),
                                      ("POST", "/v1/auth/token"), ("PATCH", "/v1/todos/01980f0e"), ("GET", "/v1/posts/hello-martlet")])
        level = "error" if status >= 500 else "warning" if status in (401, 404, 422) else "info"

        def line(at, level, service, message, **more):
            lines.append({
                "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1000):03d}Z",
                "log.level": level, "message": message, "service.name": service, "service.version": "0.1.0",
                "trace.id": trace, "span.id": f"{chance.getrandbits(64):016x}", **more,
                "_at": at,
            })

        line(moment + took, level, service, f"{method} {path} answered {status}", **{
            "http.request.method": method, "url.path": path, "http.response.status_code": status,
            "event.duration": int(took * 1e9), "http.route": path, "client.ip": "127.0.0.1"})
        if service != "user-service" and chance.random() < 0.5:
            inner = took * chance.uniform(0.2, 0.5)
            line(moment + inner + took * 0.1, "info", "user-service", "GET /.well-known/jwks.json answered 200",
                 **{"event.duration": int(inner * 1e9), "http.response.status_code": 200, "http.request.method": "GET", "url.path": "/.well-known/jwks.json"})
        if chance.random() < 0.3:
            line(moment + took * 0.6, "debug", service, "query took part in one transaction", **{"db.system": "sqlite", "db.rows": chance.randint(0, 40)})
        if status == 500:
            line(moment + took * 0.9, "error", service, "database is locked", **{
                "error.type": "DatabaseError", "error.message": "SQLITE_BUSY: database is locked",
                "error.stack_trace": "\n".join(f"  at Repository.save() in Repository.swift:{n}" for n in range(40, 52))})
        if chance.random() < 0.01:
            line(moment + took, "info", service, HOSTILE, **{"user.name": "</pre><b>bold</b>"})
    lines.sort(key=lambda each: each["_at"])
    for sequence, each in enumerate(lines):
        each["_seq"] = sequence
    return lines


class Failure(Exception):
    pass


def matcher(query):
    """Understands clauses joined by AND, each `[NOT] field:value` or words; that is what the page's buttons write."""
    if query.count("(") != query.count(")") or re.search(r"\b(AND|OR)\s*$", query):
        raise Failure(f"Cannot parse '{query}': Encountered \"<EOF>\" at line 1, column {len(query)}.")
    tests = []
    for clause in re.split(r"\s+AND\s+", query.strip("() ")):
        negated = clause.startswith("NOT ")
        clause = clause.removeprefix("NOT ")
        field = re.match(r'([\w.@\\]+):(?:"((?:[^"\\]|\\.)*)"|(>=|>)?(\S+))$', clause)
        if field:
            name = field[1]
            value = field[2] if field[2] is not None else field[4]
            value = re.sub(r"\\(.)", r"\1", value)
            if field[3]:
                test = lambda doc, n=name, v=float(value), op=field[3]: isinstance(doc.get(n), (int, float)) and (doc[n] >= v if op == ">=" else doc[n] > v)
            else:
                test = lambda doc, n=name, v=value: str(doc.get(n)) == v
        else:
            word = clause.strip('"').lower()
            test = lambda doc, w=word: w in str(doc.get("message", "")).lower()
        tests.append((negated, test))
    return lambda doc: all(test(doc) != negated for negated, test in tests)


def seconds(text):
    number, unit = re.match(r"(\d+)(ms|s|m|h|d)$", text).groups()
    return int(number) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


def search(body, lines):
    selected = lines
    for clause in body["query"]["bool"]["filter"]:
        if "range" in clause:
            bounds = clause["range"]["@timestamp"]
            selected = [each for each in selected if bounds["gte"] <= each["_at"] * 1000 <= bounds["lte"]]
        else:
            test = matcher(clause["query_string"]["query"])
            selected = [each for each in selected if test(each)]
    direction = body["sort"][0]["@timestamp"]["order"]
    ordered = sorted(selected, key=lambda each: (each["_at"], each["_seq"]), reverse=direction == "desc")
    if "search_after" in body:
        after = body["search_after"][1]
        ordered = [each for each in ordered if each["_seq"] < after]
    hits = [{
        "_index": "logs-2026.11.22", "_id": str(each["_seq"]), "_score": None,
        "_source": {key: value for key, value in each.items() if not key.startswith("_")},
        "sort": [int(each["_at"] * 1000), each["_seq"]],
    } for each in ordered[: body["size"]]]
    answer = {"took": 3, "timed_out": False, "hits": {"total": {"value": len(selected), "relation": "eq"}, "max_score": None, "hits": hits}}
    if "aggs" in body:
        histogram = body["aggs"]["time"]["date_histogram"]
        step = seconds(histogram["fixed_interval"]) * 1000
        bounds = histogram["extended_bounds"]
        buckets = {key: {} for key in range(int(bounds["min"] // step * step), int(bounds["max"]) + 1, int(step))}
        for each in selected:
            bucket = buckets.setdefault(int(each["_at"] * 1000 // step * step), {})
            bucket[each["log.level"]] = bucket.get(each["log.level"], 0) + 1
        answer["aggregations"] = {"time": {"buckets": [{
            "key": key, "key_as_string": str(key), "doc_count": sum(levels.values()),
            "level": {"buckets": [{"key": level, "doc_count": count} for level, count in levels.items()]},
        } for key, levels in sorted(buckets.items())]}}
    return answer


def wave(job, at, expression):
    shift = SERVICES.index(job) if job in SERVICES else 3
    noise = random.Random(f"{job}{int(at)}{expression[:12]}").uniform(0.85, 1.15)
    base = (2.2 + shift * 1.3 + math.sin(at / 400 + shift * 2) * 1.1 + math.sin(at / 97) * 0.3) * noise
    if "histogram_quantile" in expression:
        return base * 0.004 + (0.03 if int(at / 60) % 17 == shift else 0)
    if "5.." in expression:
        return max(0, math.sin(at / 500 + shift) - 0.86) * 0.1 * noise
    if "4.." in expression:
        return 0.02 + shift * 0.01 * noise
    if "bytes" in expression:
        return 4e7 + base * 1e6
    return base


def metrics(path, form):
    query = form.get("query", [""])[0]
    if path in ("query", "query_range") and query.count("(") != query.count(")"):
        raise Failure(f'1:{len(query) + 1}: parse error: unclosed left parenthesis')
    jobs = [job for job in SERVICES if not ("job=~" in query and job not in query)]
    if "5.." in query:
        jobs = [job for job in jobs if job != "post-service"]
    label = "instance" if query == "up" else "job"
    if path == "query_range":
        start, end, step = (float(form[name][0]) for name in ("start", "end", "step"))
        count = int((end - start) / step) + 1
        return {"resultType": "matrix", "result": [
            {"metric": {label: job}, "values": [[start + i * step, repr(wave(job, start + i * step, query))] for i in range(count)]}
            for job in jobs]}
    if path == "query":
        at = float(form["time"][0])
        return {"resultType": "vector", "result": [{"metric": {label: job}, "value": [at, repr(wave(job, at, query))]} for job in jobs]}
    if path == "labels":
        return ["__name__", "instance", "job", "le", "method", "route", "status"]
    if path.startswith("label/"):
        name = unquote(path.split("/")[1])
        return {"__name__": ["http_server_active_requests", "http_server_request_duration_seconds_bucket",
                             "http_server_request_duration_seconds_count", "http_server_request_duration_seconds_sum",
                             "process_resident_memory_bytes", "up"], "job": SERVICES}.get(name, [])
    if path == "targets":
        return {"activeTargets": [{
            "labels": {"job": job, "instance": f"127.0.0.1:918{i + 1}"}, "scrapePool": job, "scrapeUrl": f"http://127.0.0.1:918{i + 1}/metrics",
            "health": "up" if i < 3 else "down", "lastError": "" if i < 3 else "connection refused",
            "lastScrape": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3)), "lastScrapeDuration": 0.0042 + i / 1000,
        } for i, job in enumerate([*SERVICES, "martlet-shipper"])], "droppedTargets": []}
    return None


STATUS = {
    "version": "0.1.0", "logs": {"index": "logs-*"}, "services": SERVICES,
    "components": [
        {"name": name, "purpose": purpose, "url": f"http://127.0.0.1:{port}", "health": health}
        for name, purpose, port, health in [
            ("user-service", "accounts", 8081, "up"), ("todo-service", "to-do lists", 8082, "up"), ("post-service", "posts", 8083, "up"),
            ("martlet-search", "logs", 9200, "up"), ("martlet-metrics", "metrics", 9090, "up"), ("martlet-shipper", "shipping", 24224, "down")]],
}

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
          "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lines = []
    page = None

    def log_message(self, *arguments):
        pass

    def answer(self, body, status=200, content_type="application/json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def handle_any(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = url.path
        if self.page:
            if path == "/api/status":
                return self.answer(STATUS)
            if not path.startswith("/api/"):
                return self.file(path)
            path = path.replace("/api/logs", "", 1).replace("/api/metrics", "/api/v1", 1)
        try:
            if path.startswith("/api/v1/"):
                return self.answer({"status": "success", "data": metrics(path[8:], parse_qs(url.query + "&" + body.decode()))})
            if path.endswith("/_search"):
                return self.answer(search(json.loads(body), self.lines))
            if path.endswith("/_mapping"):
                keyword = {"type": "keyword"}
                names = sorted({name for line in self.lines for name in line if not name.startswith("_")})
                types = {"@timestamp": {"type": "date"}, "message": {"type": "text", "fields": {"keyword": keyword}},
                         "event.duration": {"type": "long"}, "http.response.status_code": {"type": "long"}}
                return self.answer({"logs-2026.11.22": {"mappings": {"properties": {name: types.get(name, keyword) for name in names}}}})
            if path.startswith("/_cat/indices"):
                return self.answer([{"health": "green", "status": "open", "index": "logs-2026.11.22", "docs.count": str(len(self.lines)), "store.size": "1834022"}])
            return self.answer({"title": "Not found"}, 404)
        except Failure as failure:
            if path.startswith("/api/v1/"):
                return self.answer({"status": "error", "errorType": "bad_data", "error": str(failure)}, 400)
            reason = {"type": "query_shard_exception", "reason": f"Failed to parse query", "caused_by": {"type": "parse_exception", "reason": str(failure)}}
            return self.answer({"error": {"root_cause": [reason], "type": "search_phase_execution_exception", "reason": "all shards failed"}, "status": 400}, 400)

    do_GET = do_POST = handle_any

    def file(self, path):
        name = "index.html" if path == "/" else path.removeprefix("/assets/")
        file = (self.page / name).resolve()
        if not file.is_relative_to(self.page) or not file.is_file():
            return self.answer({"title": "Not found"}, 404)
        headers = [("content-security-policy", POLICY), ("x-content-type-options", "nosniff"), ("cache-control", "no-store")]
        self.answer(file.read_bytes(), content_type=TYPES[file.suffix], headers=headers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    Handler.lines = documents(time.time())
    Handler.page = options.page.resolve() if options.page else None
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
