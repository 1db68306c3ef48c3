#!/usr/bin/env python3
"""Boilerplate in plain text: characters found against characters marked, on the dossiers and the seeds.

    lab/boilerplate.py [--selon target/release/selon] [--data ../shared] [--misses]
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path


def spans(marked, text):
    """Marks are offsets, or words that stand once in the text."""
    for it in marked:
        if isinstance(it, str):
            yield text.index(it), text.index(it) + len(it)
        else:
            yield it


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--selon", type=Path, default=Path("target/release/selon"))
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--misses", action="store_true", help="print what comes out wrong")
    given = parser.parse_args()
    paths = sorted(given.data.glob("dossiers/dossier-*/*.txt")) + sorted(given.data.glob("seeds/seed-*.txt"))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as records:
        for path in paths:
            records.write(json.dumps({"id": str(path), "text": path.read_text()}) + "\n")
        records.flush()
        command = [given.selon, "read", "--format", "jsonl", records.name]
        told = subprocess.run(command, capture_output=True, text=True).stdout
    readings = {row["doc"]: row for row in map(json.loads, told.splitlines())}
    right = false = missed = 0
    for path in paths:
        text = path.read_text()
        marked = {k for start, end in spans(json.loads(path.with_suffix(".json").read_text()).get("boilerplate", []), text) for k in range(start, end) if not text[k].isspace()}
        found = {k for start, end in readings[str(path)]["boilerplate"] for k in range(start, end) if not text[k].isspace()}
        right, false, missed = right + len(marked & found), false + len(found - marked), missed + len(marked - found)
        if given.misses and marked != found:
            for what, some in (("false", found - marked), ("missed", marked - found)):
                print(path, what, repr("".join(text[k] for k in sorted(some)))[:300])
    share = lambda a, b: 100 * a / max(b, 1)
    print(f"{len(paths)} articles: precision {share(right, right + false):.1f}, recall {share(right, right + missed):.1f}, F1 {share(2 * right, 2 * right + false + missed):.1f}")


if __name__ == "__main__":
    main()
