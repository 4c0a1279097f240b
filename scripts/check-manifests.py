"""Checks rendered Kubernetes manifests against the rules of this repository, or values against the chart's schema.

    check-manifests.py FILE             the manifests in FILE
    check-manifests.py --values CHART FILE   the values in FILE against CHART's values.schema.json
"""

import json
import sys

import jsonschema
import yaml


def merged(base, over):
    """Values as Helm merges them: maps key by key, all else replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        return {key: merged(base.get(key), over[key]) if key in over else base[key] for key in {**base, **over}}
    return over


def check_values(chart, path):
    with open(f"{chart}/values.schema.json") as schema, open(f"{chart}/values.yaml") as defaults, open(path) as own:
        values = merged(yaml.safe_load(defaults), yaml.safe_load(own) or {})
        jsonschema.validate(values, json.load(schema))


def pods(document):
    template = document.get("spec", {}).get("template")
    return template["spec"] if isinstance(template, dict) else None


def problems(document):
    spec = pods(document)
    if spec is None:
        return
    is_agent = document["kind"] == "DaemonSet"
    if not is_agent and spec.get("securityContext", {}).get("runAsNonRoot") is not True:
        yield "runs as root"
    if spec.get("securityContext", {}).get("seccompProfile", {}).get("type") != "RuntimeDefault":
        yield "has no seccomp profile"
    if spec.get("automountServiceAccountToken") is not False:
        yield "mounts a service account token"
    if document["spec"]["selector"]["matchLabels"].items() - document["spec"]["template"]["metadata"]["labels"].items():
        yield "selects other pods than its own"
    volumes = {volume["name"] for volume in spec.get("volumes", [])}
    volumes |= {claim["metadata"]["name"] for claim in document["spec"].get("volumeClaimTemplates", [])}
    for container in spec["containers"]:
        name = container["name"]
        security = container.get("securityContext", {})
        if security.get("allowPrivilegeEscalation") is not False:
            yield f"{name} may escalate privileges"
        if security.get("readOnlyRootFilesystem") is not True:
            yield f"{name} has a writable root"
        if security.get("capabilities", {}).get("drop") != ["ALL"]:
            yield f"{name} keeps capabilities"
        if set(security.get("capabilities", {}).get("add", [])) - ({"DAC_READ_SEARCH"} if is_agent else set()):
            yield f"{name} adds capabilities"
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            port = container.get(probe, {}).get("httpGet", {}).get("port")
            if port not in {port["name"] for port in container["ports"]}:
                yield f"{name} has no {probe} on one of its ports"
        resources = container.get("resources", {})
        if "memory" not in resources.get("limits", {}) or not {"cpu", "memory"} <= set(resources.get("requests", {})):
            yield f"{name} has no bound on its resources"
        tag = container["image"].rsplit(":", 1)
        if len(tag) < 2 or tag[1] in ("", "latest"):
            yield f"{name} has an image without a fixed tag"
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in volumes:
                yield f"{name} mounts {mount['name']}, which is not there"


def main(arguments):
    if arguments[:1] == ["--values"]:
        check_values(arguments[1], arguments[2])
        return 0
    with open(arguments[0]) as file:
        documents = [document for document in yaml.safe_load_all(file) if document]
    found = [
        f"{document['kind']} {document['metadata']['name']}: {problem}"
        for document in documents
        for problem in problems(document)
    ]
    print("\n".join(found) or f"{arguments[0]}: {len(documents)} manifests keep every rule")
    return 1 if found or not documents else 0


sys.exit(main(sys.argv[1:]))
