"""Writes README.md's tables of inputs and outputs out of the modules; with --check only compares."""

import pathlib
import re
import sys

import hcl2

TOP = pathlib.Path(__file__).resolve().parent.parent
README = TOP / "README.md"
MARK = re.compile(r"<!-- (inputs|outputs) (\S+) -->\n.*?<!-- end -->", re.DOTALL)


def unquoted(text):
    text = str(text)
    return text[1:-1] if text.startswith('"') and text.endswith('"') else text


def blocks(folder, kind):
    for path in sorted((TOP / folder).glob("*.tf")):
        with open(path, encoding="utf-8") as file:
            for block in hcl2.load(file).get(kind, []):
                for name, body in block.items():
                    yield unquoted(name), body


def cell(text):
    return unquoted(text).replace('\\"', '"').replace("|", "\\|").replace("\n", " ")


def inputs(folder):
    rows = []
    for name, body in sorted(blocks(folder, "variable")):
        wanted = "default" not in body
        rows.append((wanted, f"| `{name}` | {'yes' if wanted else 'no'} | {cell(body['description'])} |"))
    rows.sort(key=lambda row: not row[0])
    return ["| input | needed | what it is |", "|---|---|---|"] + [row for _, row in rows]


def outputs(folder):
    rows = [f"| `{name}` | {cell(body['description'])} |" for name, body in sorted(blocks(folder, "output"))]
    return ["| output | what it is |", "|---|---|"] + rows


def written(text):
    def table(match):
        kind, folder = match.groups()
        rows = {"inputs": inputs, "outputs": outputs}[kind](folder)
        return f"<!-- {kind} {folder} -->\n\n" + "\n".join(rows) + "\n\n<!-- end -->"

    return MARK.sub(table, text)


def main():
    text = README.read_text(encoding="utf-8")
    mentioned = {folder for kind, folder in MARK.findall(text) if kind == "inputs"}
    folders = {"."} | {f"modules/{path.name}" for path in (TOP / "modules").iterdir() if path.is_dir()}
    if folders - mentioned:
        print(f"README.md has no tables of {sorted(folders - mentioned)}")
        return 1
    if "--check" in sys.argv:
        if written(text) != text:
            print("README.md: tables differ from the modules; write them with testing/tables.py")
            return 1
        return 0
    README.write_text(written(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
