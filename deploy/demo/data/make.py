#!/usr/bin/env python3
"""Makes the demo's two data sets out of two npm packages.

    npm pack vega-datasets@3.2.1 @mdn/browser-compat-data@8.1.9     # and unpack both
    make.py VEGA_PACKAGE_FOLDER MDN_PACKAGE_FOLDER RESOURCES_FOLDER

Each line of the results is {"Item": {…}}, DynamoDB JSON, as exports have it.
"""
import gzip
import json
import sys
from decimal import Decimal

FEATURES = 2000


def typed(value):
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, (int, Decimal)):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, set):
        return {"SS": sorted(value)}
    if isinstance(value, list):
        return {"L": [typed(v) for v in value]}
    return {"M": {k: typed(v) for k, v in value.items()}}


def named(text):
    return {part for part in text.split(",") if part}


def earthquakes(folder):
    data = json.load(open(f"{folder}/data/earthquakes.json"), parse_float=Decimal)
    for feature in data["features"]:
        p = feature["properties"]
        longitude, latitude, depth = feature["geometry"]["coordinates"]
        item = {
            "id": feature["id"],
            "place": p["place"],
            "magnitude": p["mag"],
            "magnitude_type": p["magType"],
            "time_ms": p["time"],
            "status": p["status"],
            "tsunami": p["tsunami"] == 1,
            "felt": p["felt"],
            "networks": named(p["sources"]),
            "products": named(p["types"]),
            "location": {"longitude": longitude, "latitude": latitude, "depth_km": depth},
            "quality": {"stations": p["nst"], "gap": p["gap"], "rms": p["rms"], "dmin": p["dmin"]},
        }
        # What the feed has no value for is absent, but felt, which stays a NULL.
        yield {k: v for k, v in item.items() if k == "felt" or (v is not None and v != set())}


def support(statement):
    first = statement[0] if isinstance(statement, list) else statement
    return {
        k: (str(v) if k == "version_added" and not isinstance(v, bool) else v)
        for k, v in first.items()
        if k in ("version_added", "version_removed", "partial_implementation", "notes")
    }


def web_features(folder):
    data = json.load(open(f"{folder}/data.json"), parse_float=Decimal)
    count = 0
    for area in ("css", "http", "javascript", "html"):
        stack = [(area, data[area])]
        while stack and count < FEATURES:
            path, node = stack.pop()
            compat = node.get("__compat")
            if compat:
                urls = compat.get("spec_url", [])
                item = {
                    "area": area,
                    "feature": path,
                    "description": compat.get("description"),
                    "mdn_url": compat.get("mdn_url"),
                    "specifications": urls if isinstance(urls, list) else [urls],
                    "tags": set(compat.get("tags", [])),
                    "standard": compat["status"]["standard_track"],
                    "status": compat["status"],
                    "support": {b: support(s) for b, s in compat["support"].items()
                                if b in ("chrome", "firefox", "safari", "edge")},
                }
                count += 1
                yield {k: v for k, v in item.items() if v is not None and v != set()}
            for name, child in sorted(node.items(), reverse=True):
                if name != "__compat" and isinstance(child, dict):
                    stack.append((f"{path}.{name}", child))


def write(name, items):
    # No time stamp and no file name inside: the same data makes the same bytes.
    with open(name, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        for item in items:
            line = json.dumps({"Item": {k: typed(v) for k, v in item.items()}},
                              ensure_ascii=False, separators=(",", ":"))
            out.write(line.encode() + b"\n")


if __name__ == "__main__":
    vega, mdn, out = sys.argv[1:]
    write(f"{out}/earthquakes.jsonl.gz", earthquakes(vega))
    write(f"{out}/web_features.jsonl.gz", web_features(mdn))
