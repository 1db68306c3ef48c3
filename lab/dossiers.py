#!/usr/bin/env python3
"""Score the linking: annotated affairs and same-story clusters against what the command links.

    lab/dossiers.py                      # the seeds, the affairs 01 to 04, 05 and 06, all six
    lab/dossiers.py --what gold engine   # linking alone: on annotated statements, with annotated or found fields
    lab/dossiers.py --clusters           # and copies and shared claims among same-story and other articles

Of the RPM2 stories --each articles are read (0 for all: some minutes); figures are printed as they come.

Three ways: `command` is `selon read --format json` on the articles, end to end; `engine` links the annotators' spans
with the speakers, acts and certainty that the engine fills in; `gold` links what the annotators wrote throughout. The
forests of engine/data/common were grown from the affairs 01 to 04 and those of lab/affairs (lab/links.py), so figures of
01 to 04 flatter; 05, 06 and the seeds were left out.
"""
import argparse
import collections
import csv
import gzip
import io
import itertools
import json
import os
import random
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
METRICS = ("claims.b_cubed", "claims.position.accuracy", "replies", "replies.type.accuracy", "quotes", "quotes.altered.accuracy",
           "provenance.accuracy", "attribution")
SETS = (("seeds", ["seeds"]), ("affairs 01-04", [f"dossiers/dossier-0{n}" for n in range(1, 5)]),
        ("affairs 05-06", [f"dossiers/dossier-0{n}" for n in (5, 6)]), ("all six", [f"dossiers/dossier-0{n}" for n in range(1, 7)]))
STORY = re.compile(r".*/((T\d+)_C\d+)/[^/]+\.txt")
# Words that deny, to count them; features of two statements (engine/src/link/pairs.rs) before those of each.
NEGATION = re.compile(r"\b(?:ne|n['’]|pas|jamais|aucune?|rien|ni|non|sans)\b", re.IGNORECASE)
PAIR = 40


def binary(name):
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release" / name


def records(folder):
    """The articles of an affair as records for the command."""
    dossier = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
    about = {a["id"]: a for a in dossier.get("articles", [])}
    for path in sorted(folder.glob("*.txt")):
        row = {"id": path.stem, "text": path.read_text(encoding="utf-8")}
        row.update({k: v for k, v in about.get(path.stem, {}).items() if k != "id" and v})
        yield row


def read(rows):
    """What the command says of these records together."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        file.flush()
        run = subprocess.run([binary("selon"), "read", "--format", "json", file.name], capture_output=True, encoding="utf-8")
    if run.returncode > 1:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def affairs(data, what, into):
    folders = [data / name for name in sorted({it for _, names in SETS for it in names})]
    if what != "command":
        subprocess.run([binary("selon-lab"), "links", "--fields", what, "--into", into, "--gold", *folders], check=True)
        return
    for folder in folders:
        (into / f"{folder.name}.json").write_text(json.dumps(read(records(folder))), encoding="utf-8")


def table(data, what):
    lines = [f"== {what}", "", f"{'':26}" + "".join(f"{name:>16}" for name, _ in SETS)]
    with tempfile.TemporaryDirectory() as folder:
        affairs(data, what, Path(folder))
        scores = []
        for _, names in SETS:
            run = subprocess.run([sys.executable, data / "evaluation" / "score.py", "dossier", "--json", "--pred", folder, "--gold",
                                  *[data / it for it in names]], capture_output=True, encoding="utf-8", check=True)
            scores.append(json.loads(run.stdout))
    for metric in METRICS:
        # An accuracy is a share of the cases; elsewhere F1 is meant.
        cells = [score.get(metric) for score in scores]
        cells = ["-" if c is None else f"{100 * (c['f1'] if c['f1'] is not None else c['r'] or 0):.1f}" for c in cells]
        lines.append(f"{metric:26}" + "".join(f"{c:>16}" for c in cells))
    return lines + [""]


def copies(data):
    folder = data / "clusters"
    with open(folder / "fr_syndicated_pairs.tsv", encoding="utf-8") as file:
        pairs = [(r["id_a"], r["id_b"]) for r in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    texts = {}
    for pool in sorted((data / "pools").glob("*.jsonl.gz")):
        with gzip.open(pool, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if row.get("text"):
                    texts[str(row["id"])] = row
    pairs = [p for p in pairs if p[0] in texts and p[1] in texts]
    draw, names = random.Random(1), sorted(texts)
    others = [tuple(draw.sample(names, 2)) for _ in range(1000)]
    known = {frozenset(p) for p in pairs}
    others = [p for p in others if frozenset(p) not in known]
    wanted = {it for p in pairs + others for it in p}
    run = subprocess.run([binary("selon-lab"), "copies"], encoding="utf-8", capture_output=True, check=True,
                         input="".join(json.dumps({"id": i, "text": texts[i]["text"]}, ensure_ascii=False) + "\n" for i in sorted(wanted)))
    of = {doc: n for n, group in enumerate(map(json.loads, run.stdout.splitlines())) for doc in group}
    marked = lambda ps: sum(p[0] in of and of.get(p[0]) == of.get(p[1]) for p in ps)
    yield f"syndicated pairs marked as copies: {marked(pairs)} of {len(pairs)} ({100 * marked(pairs) / max(1, len(pairs)):.1f} %)"
    yield f"random pairs marked as copies: {marked(others)} of {len(others)}"


def stories(data, each):
    """Shared claims among the first articles of every story. Of one topic there are two: what happened, and what came of it."""
    with tarfile.open(data / "clusters" / "rpm2-fr.tar.gz") as tar:
        stories, taken = {}, collections.Counter()
        for member in sorted(tar.getmembers(), key=lambda it: it.name):
            story = STORY.fullmatch(member.name)
            # Beside the stories lie summaries of them, which are no articles.
            if member.isfile() and story and (not each or taken[story[1]] < each):
                taken[story[1]] += 1
                text = tar.extractfile(member).read().decode("utf-8", "replace")
                stories[member.name.replace("/", "_")[:-4]] = (story[1], story[2], text)
    said = read([{"id": name, "text": text, "language": "fr"} for name, (_, _, text) in stories.items() if text.strip()])
    shared = set()
    for claim in said["claims"]:
        docs = sorted({s["s"][0] for s in claim["statements"]})
        shared |= set(itertools.combinations(docs, 2))
    for at, what in enumerate(("story", "topic")):
        same = sum(stories[a][at] == stories[b][at] for a, b in shared)
        yield (f"RPM2, {len(stories)} articles: pairs that share a claim and are of one {what}: "
               f"{same} of {len(shared)} ({100 * same / max(1, len(shared)):.1f} %)")


def contradictions(data):
    """Sentences that contradict each other, told by what linking sees in them; five folds."""
    import numpy as np
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict
    text = (data / "clusters" / "daccord_fr_contradiction.tsv").read_text(encoding="utf-8")
    run = subprocess.run([binary("selon-lab"), "contradictions", "--language", "fr"], input=text, capture_output=True, encoding="utf-8", check=True)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    x, y = np.array([row["x"] for row in rows]), np.array([row["label"] == "contradiction" for row in rows])
    # Whether one of them denies and the other does not, as a number of its own.
    sides = (x.shape[1] - PAIR) // 2
    apart = np.abs(x[:, PAIR:PAIR + sides] - x[:, PAIR + sides:])
    judge = HistGradientBoostingClassifier(max_iter=80, max_leaf_nodes=8, learning_rate=0.06, random_state=1)
    told = cross_val_predict(judge, np.hstack([x, apart]), y, cv=5)
    pairs = [line.split("\t")[2:4] for line in text.splitlines()[1:]]
    denials = np.array([len(NEGATION.findall(a)) != len(NEGATION.findall(b)) for a, b in pairs])
    yield (f"contradictions among {len(y)} pairs: {100 * (told == y).mean():.1f} % right; the commoner answer "
           f"{100 * max(y.mean(), 1 - y.mean()):.1f} %, negations counted {100 * (denials == y).mean():.1f} %")


def figures(args):
    """All lines, each as soon as it is known."""
    for what in args.what:
        yield from table(args.data, what)
    if args.clusters:
        yield from ("== same-story clusters", "")
        yield from copies(args.data)
        yield from contradictions(args.data)
        yield from stories(args.data, args.each)
        yield ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--what", nargs="*", choices=("command", "engine", "gold"), default=["command", "engine", "gold"])
    parser.add_argument("--clusters", action="store_true")
    parser.add_argument("--each", type=int, default=4, help="articles of an RPM2 story")
    parser.add_argument("--keep", type=Path, help="write the figures to this file too")
    args = parser.parse_args()
    lines = []
    for line in figures(args):
        print(line, flush=True)
        lines.append(line)
    text = "\n".join(lines)
    if args.keep:
        args.keep.parent.mkdir(parents=True, exist_ok=True)
        args.keep.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
