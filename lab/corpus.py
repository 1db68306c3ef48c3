"""The annotated articles in `../shared`, as one list of records.

A record: {"id", "set", "convention", "language", "text", "published", "attributions"}; an attribution:
{"source", "cue", "content": [[start, end], ...]} in code points, with all other fields where the set has them.
`convention` is whose guidelines the annotators followed: "polnear" nests nothing and counts more as
attribution than "selon" (annotation/GUIDELINES.md) does.
"""

import csv
import gzip
import hashlib
import json
import sys
from pathlib import Path

import act_examples

EXAMPLES = Path(__file__).parent / "examples"
# Invented affairs of our own, annotated as those in `../shared/dossiers` are.
AFFAIRS = sorted((Path(__file__).parent / "affairs").glob("[0-9]*"))


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


def own():
    """The statements of our own in lab/examples."""
    out = []
    for path in sorted(EXAMPLES.glob("acts-*.txt")):
        for name, (text, rows) in act_examples.own(path).items():
            out.append({"id": f"{path.stem}-{name}", "set": "own", "convention": "selon", "language": path.stem[-2:], "text": text, "published": None, "attributions": rows})
    return out


def affairs(shared):
    """The affairs of our own, an article a record."""
    out = []
    for path in AFFAIRS:
        rows = folder(shared, path.resolve(), "affairs")
        out += [{**row, "id": f"affair-{path.name}-{row['id']}"} for row in rows]
    return out


def annotated(shared, folder="annotations"):
    """The articles of the pools that lab/annotations, or another such folder, points into (lab/annotate.py)."""
    out = []
    for table in sorted(Path(__file__).parent.glob(f"{folder}/*.tsv")):
        records = {}
        with open(table, encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                rows = records.setdefault((row["doc"], row["text"]), [])
                if row["id"] != "-":
                    spans = {k: [[int(n) for n in piece.split("-")] for piece in row[k].split(",") if row[k] != "-"] for k in ("source", "cue", "content")}
                    parent = None if row["parent"] == "-" else row["parent"]
                    rows.append({"id": row["id"], "parent": parent, **spans, "act": row["act"], "certainty": row["certainty"]})
        for pool in sorted((Path(shared) / "pools").glob(f"{table.stem}_*pool.jsonl.gz")):
            for line in gzip.open(pool, "rt", encoding="utf-8"):
                it = json.loads(line)
                key = (str(it["id"]), hashlib.sha256(it["text"].encode()).hexdigest()[:8])
                if key in records:
                    rows = records.pop(key)
                    out.append({"id": key[0], "set": "annotated", "convention": "selon", "language": table.stem, "text": it["text"], "published": it["date"], "attributions": rows})
        if records:
            sys.exit(f"{table}: no such article, or another text, in the pools: {', '.join(doc for doc, _ in records)}")
    return out


def judged(shared):
    """The statements that earlier engines found in the pools; of two in five the act was judged, of the others it is `-`, as is a certainty that was not judged.

    `none` stands for what is no statement at all. Of many that were not judged only the cue is told: they count as company.
    """
    return annotated(shared, "judged")


def train(shared):
    out = polnear(shared, "train") + folder(shared, "fr-news/train", "fr-news")
    for number in (1, 2, 3, 4):
        rows = folder(shared, f"dossiers/dossier-{number:02}", "dossiers")
        for row in rows:
            row["id"] = f"dossier-{number:02}-{row['id']}"
        out += rows
    return out + affairs(shared) + annotated(shared) + own()


def dev(shared):
    return polnear(shared, "dev") + folder(shared, "fr-news/dev", "fr-news") + folder(shared, "en-news/dev", "en-news")


def main():
    """corpus.py SHARED train|dev > records.jsonl"""
    for row in {"train": train, "dev": dev}[sys.argv[2]](sys.argv[1]):
        print(json.dumps(row, ensure_ascii=False))


if __name__ == "__main__":
    main()
