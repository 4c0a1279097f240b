"""Checks deploy/compose.yaml without a Docker engine: that what it names is there.

    check-compose.py deploy/compose.yaml

Targets of the Dockerfile, mounted files, volumes, dependencies; every own image read-only and without capabilities;
every port published on 127.0.0.1 only, and no port twice.
"""

import os
import re
import sys

import yaml


def problems(path):
    folder = os.path.dirname(path)
    with open(path) as file:
        compose = yaml.safe_load(file)
    services, volumes = compose["services"], set(compose["volumes"])
    published = set()
    for name, service in services.items():
        if not re.fullmatch(r".+:[0-9][0-9.]*", service["image"]):
            yield f"{name} has an image without a fixed version"
        if "build" in service:
            build = service["build"]
            context = os.path.normpath(os.path.join(folder, build["context"]))
            with open(os.path.join(context, build["dockerfile"])) as file:
                targets = set(re.findall(r"^FROM \S+ AS (\S+)$", file.read(), re.MULTILINE))
            if build["target"] not in targets:
                yield f"{name} builds {build['target']}, which is no target of {build['dockerfile']}"
            if service.get("cap_drop") != ["ALL"] or service.get("read_only") is not True:
                yield f"{name} keeps capabilities or a writable root"
        for other, dependency in service.get("depends_on", {}).items():
            if other not in services:
                yield f"{name} depends on {other}, which is not there"
            elif dependency["condition"] != "service_healthy":
                yield f"{name} does not wait until {other} is healthy"
        for port in service.get("ports", []):
            address, host, _ = port.split(":")
            if address != "127.0.0.1":
                yield f"{name} publishes {port} on other addresses than 127.0.0.1"
            if host in published:
                yield f"{name} publishes {host}, which is taken"
            published.add(host)
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                if not os.path.exists(os.path.join(folder, source)):
                    yield f"{name} mounts {source}, which is not there"
            elif source not in volumes:
                yield f"{name} mounts {source}, which is no volume"


found = list(problems(sys.argv[1]))
print("\n".join(found) or f"{sys.argv[1]}: all that it names is there")
sys.exit(1 if found else 0)
