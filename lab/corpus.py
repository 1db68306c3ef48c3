"""The annotated articles in `../shared`, as one list of records.

A record: {"id", "set", "convention", "language", "text", "published", "attributions"}; an attribution:
{"source", "cue", "content": [[start, end], ...]} in code points, with all other fields where the set has them.
`convention` is whose guidelines the annotators followed: "polnear" nests nothing and counts more as
attribution than "selon" (annotation/GUIDELINES.md) does.
"""

import json
import sys
from pathlib import Path


def tools(shared):
    """The readers of the two gold formats, from `shared` itself."""
    for folder in ("evaluation", "annotation"):
        path = str(Path(shared) / folder)
        if path not in sys.path:
            sys.path.insert(0, path)
    import spans
    import to_gold

    return spans, to_gold


def polnear(shared, part):
    spans, _ = tools(shared)
    out = []
    for stem, (text, versions) in sorted(spans.read_gold(str(Path(shared) / "polnear" / part)).items()):
        rows = [{k: [list(s) for s in v] for k, v in a.items()} for a in versions[0]]
        out.append({"id": stem, "set": "polnear", "convention": "polnear", "language": "en", "text": text, "published": None, "attributions": rows})
    return out


def folder(shared, path, name):
    _, to_gold = tools(shared)
    errors, out = [], []
    for file in sorted((Path(shared) / path).glob("*.json")):
        if file.name == "dossier.json":
            continue
        gold = to_gold.convert(file, errors)
        text = file.with_suffix(".txt").read_text(encoding="utf-8")
        out.append({"id": file.stem, "set": name, "convention": "selon", "language": gold["language"], "text": text, "published": gold["published"], "attributions": gold["attributions"]})
    if errors:
        sys.exit("\n".join(errors))
    return out


def train(shared):
    out = polnear(shared, "train") + folder(shared, "fr-news/train", "fr-news")
    for number in (1, 2, 3, 4):
        rows = folder(shared, f"dossiers/dossier-{number:02}", "dossiers")
        for row in rows:
            row["id"] = f"dossier-{number:02}-{row['id']}"
        out += rows
    return out


def dev(shared):
    return polnear(shared, "dev") + folder(shared, "fr-news/dev", "fr-news") + folder(shared, "en-news/dev", "en-news")


def main():
    """corpus.py SHARED train|dev > records.jsonl"""
    for row in {"train": train, "dev": dev}[sys.argv[2]](sys.argv[1]):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
