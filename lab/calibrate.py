#!/usr/bin/env python3
"""Fits how sure selon says it is: findings on dev, right or wrong -> weights of a logistic model.

    lab/calibrate.py --shared DIR

Writes engine/data/common/confidence.tsv: the first look weighs what the network says, the second one that and how much the
scorer of acts holds against its being a statement (not of PolNeAR, which counts more). A finding is right when its content and source are, as the metric
`attribution` of evaluation/spans.py has it. The expected calibration error that is printed (ten bins of equal
width) comes from articles that the weights were not fitted on: each of five folds is judged by the other four.
Then follows what --min-confidence does: recall for precision. Standard library only.
"""

import argparse
import json
import math
import random
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import corpus

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "engine/data/common/confidence.tsv"
NAMES = ("always", "anchor", "arguments", "no-source", "direct", "mixed", "free", "nested")
AGAIN = ("again", "again-first", "again-none")


def inputs(a):
    chance = {why["field"]: float(why["how"].rsplit(" ", 1)[1]) for why in a["why"] if why["how"].startswith("network:") and why["field"] != "confidence"}
    anchor = min(max(chance["cue" if a["cue"] else "content"], 0.001), 0.999)
    flags = [not a["source"]] + [a["kind"] == k for k in ("direct", "mixed", "free")] + [a["parent"] is not None]
    return [1.0, math.log(anchor / (1 - anchor)), math.log(max(chance["source"], 0.001))] + [float(f) for f in flags]


def again(a):
    """What the second look weighs; nothing where there was none."""
    how = [why["how"] for why in a["why"] if why["field"] == "confidence"]
    if not how:
        return None
    first, none = (float(it.rsplit(" ", 1)[1]) for it in how[0].split(";"))
    first = min(max(first, 0.001), 0.999)
    return [1.0, math.log(first / (1 - first)), min(max(none, -6), 6)]


def findings(shared):
    """-> [(set, document, inputs of the first look, right, inputs of the second)], and how many attributions people found by set"""
    spans, _ = corpus.tools(shared)
    out, gold = [], {}
    for convention in ("selon", "polnear"):
        records = [r for r in corpus.dev(shared) if r["convention"] == convention]
        lines = "".join(json.dumps({"id": r["id"], "text": r["text"], "language": r["language"]}) + "\n" for r in records)
        command = ["cargo", "run", "--release", "-q", "-p", "selon-lab", "--", "read", "--convention", convention, "--explain", "--unlikely"]
        read = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True, cwd=ROOT).stdout
        for record, line in zip(records, read.decode().splitlines()):
            article = spans.Article(record["text"])
            tupled = lambda a: {k: [tuple(s) for s in a[k]] for k in spans.ROLES}
            people = spans.prepare(article, [tupled(a) for a in record["attributions"]])
            people = [g for g in people if g["content"][1]]
            gold[record["set"]] = gold.get(record["set"], 0) + len(people)
            for a in json.loads(line)["attributions"]:
                mine = spans.prepare(article, [tupled(a)])
                if not mine or not mine[0]["content"][1]:
                    continue
                tokens = mine[0]["content"][1]
                same = lambda g: 2 * len(tokens & g["content"][1]) >= len(tokens) and spans.source_matches(article, g, mine[0])
                out.append((record["set"], record["id"], inputs(a), any(same(g) for g in people), again(a)))
    return out, gold


def chance(weights, x):
    return 1 / (1 + math.exp(-max(-30, min(30, sum(w * v for w, v in zip(weights, x))))))


def fit(rows, steps=400, rate=1.0):
    """Logistic regression by gradient descent; every set counts alike."""
    size = {s: sum(r[0] == s for r in rows) for s in {r[0] for r in rows}}
    width = len(rows[0][2])
    weights = [0.0] * width
    for step in range(steps):
        slope = [0.0] * width
        for name, _, x, right, *_ in rows:
            off = (right - chance(weights, x)) / size[name] / len(size)
            for i, v in enumerate(x):
                slope[i] += off * v
        weights = [w + rate * s for w, s in zip(weights, slope)]
    return weights


def error(pairs):
    """Expected calibration error over ten bins of equal width."""
    bins = [[] for _ in range(10)]
    for p, right in pairs:
        bins[min(9, int(p * 10))].append((p, right))
    return sum(abs(sum(p for p, _ in b) - sum(r for _, r in b)) for b in bins) / max(1, len(pairs)), bins


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default=str(ROOT.parent / "shared"))
    args = parser.parse_args()
    rows, gold = findings(args.shared)
    documents = sorted({r[1] for r in rows})
    random.Random(1).shuffle(documents)
    second = [(r[0], r[1], r[4], r[3]) for r in rows if r[4]]
    looks = {"first": rows, "second": second}
    for look, some in looks.items():
        judged = []
        for fold in range(5):
            apart = set(documents[fold::5])
            weights = fit([r for r in some if r[1] not in apart])
            judged += [(r[0], chance(weights, r[2]), r[3]) for r in some if r[1] in apart]
        told(look, judged, gold)
    weights = dict(zip(NAMES + AGAIN, fit(rows) + fit(second)))
    head = "# How likely a finding is right: weights of two logistic models, fitted by lab/calibrate.py.\n# input\tweight\n"
    TABLE.write_text(head + "".join(f"{name}\t{weights[name]:.4f}\n" for name in sorted(weights)))


def told(look, judged, gold):
    """Prints how sure the articles were judged that the weights were not fitted on."""
    print(f"== the {look} look")
    for name in [None] + sorted({s for s, _, _ in judged}):
        ece, bins = error([(p, right) for s, p, right in judged if name in (None, s)])
        print(f"{name or 'all':8} expected calibration error {ece:.3f}  " + "  ".join(f"{sum(r for _, r in b) / len(b):.2f} ({len(b)})" if b else "-" for b in bins))
    print("\nmin-confidence: precision / recall (attribution: right findings over all found, over all annotated)")
    for least in (0, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        cells = []
        for name in sorted({s for s, _, _ in judged}):
            kept = [right for s, p, right in judged if s == name and p >= least]
            cells.append(f"{name} {100 * sum(kept) / max(1, len(kept)):.0f} / {100 * sum(kept) / gold[name]:.0f}")
        print(f"{least:4}  " + "   ".join(cells))


if __name__ == "__main__":
    main()
