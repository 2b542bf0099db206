"""Tells what "terraform test -json" said: a line a run, and every diagnostic. Fails when a run did, or when none ran."""

import json
import sys


def main(path: str) -> int:
    runs = failures = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            message = json.loads(line)
            kind = message["type"]
            if kind == "test_run" and message["test_run"].get("progress") == "complete":
                run = message["test_run"]
                runs += 1
                failures += run["status"] not in ("pass", "skip")
                print(f"{run['status']}: {run['path']}: {run['run']}")
            elif kind == "diagnostic":
                found = message["diagnostic"]
                where = found.get("range") or {}
                line_number = where.get("start", {}).get("line", "?")
                print(f"{found['severity']}: {where.get('filename', '?')}:{line_number}: "
                      f"{found['summary']}: {found.get('detail', '')}")
                failures += found["severity"] == "error"
    print(f"{runs} runs, {failures} failures")
    return 1 if failures or not runs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
