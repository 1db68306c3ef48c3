#!/usr/bin/env python3
"""Train the scorer of acts and certainty (engine/src/act/model.rs).

    lab/acts.py --out engine/data/common/acts.bin     the shipped weights, from ../shared and lab/examples
    lab/acts.py --folds 3                             cross-validated by article; writes nothing

Learns from the French training articles, the dossiers 01 to 04, annotated articles of the pools, statements of our own and
judged statements of PolNeAR (act_examples.py). `selon-lab act-features` computes the features. The weights are those of linear classifiers, one
an act, on copies of the statements with half of the features left out: names and topics of few articles must not
carry a decision. They are rounded to eight bits. Needs numpy, scipy and scikit-learn; the same weights every time.
"""
import argparse
import importlib.util
import json
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

import act_examples
import corpus

ROOT = Path(__file__).resolve().parent.parent
ACTS = "assert accuse deny confirm concede request promise threaten warn support criticise ask decline".split()
BUCKETS, COLUMNS, HEDGED = 1 << 15, 16, len(ACTS) + 1
TRAIN = ["fr-news/train"] + [f"dossiers/dossier-0{n}" for n in (1, 2, 3, 4)]
DEV = {"fr-news/dev": ["fr-news/dev"], "en-news/dev": ["en-news/dev"],
       "dossiers 05-06": ["dossiers/dossier-05", "dossiers/dossier-06"], "seeds": ["seeds"]}
# An accusation or a denial that is missed costs a reader more than one too many.
WEIGHT = {"accuse": 1.3, "deny": 1.2}
# What is added to the score of an act; best F1 of accusations, cross-validated, at the same accuracy.
SHIFT = {"accuse": 0.1}
# PolNeAR's were judged by one reader from the statement alone.
POLNEAR = 0.7
DROP, COPIES, STRENGTH, STRENGTH_CERTAINTY = 0.5, 4, 0.03, 0.4


def features(folders):
    """The statements of annotated folders: [{"folder", "doc", "act", "certainty", "features"}]"""
    command = [target() / "release" / "selon-lab", "act-features", "--gold", *folders]
    done = subprocess.run([str(it) for it in command], capture_output=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def target():
    meta = subprocess.run(["cargo", "metadata", "--format-version", "1", "--no-deps"],
                          capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    return Path(json.loads(meta.stdout)["target_directory"])


def examples(shared):
    """The statements that stand beside the annotated articles."""
    path = shared / "evaluation" / "spans.py"
    spec = importlib.util.spec_from_file_location("spans", path)
    spans = importlib.util.module_from_spec(spec)
    sys.modules["spans"] = spans
    spec.loader.exec_module(spans)
    with tempfile.TemporaryDirectory() as folder:
        return features(act_examples.write(folder, shared / "polnear" / "train", spans, corpus.annotated(shared)))


def matrix(rows):
    lengths = np.cumsum([0] + [len(row["features"]) for row in rows])
    columns = [it for row in rows for it in row["features"]]
    return sparse.csr_matrix((np.ones(len(columns)), columns, lengths), shape=(len(rows), BUCKETS))


def thinned(rows):
    """Copies of the rows, each without half of its features."""
    dice, full, out = np.random.RandomState(1), matrix(rows), []
    for _ in range(COPIES):
        part = full.copy()
        part.data *= dice.rand(part.nnz) >= DROP
        part.eliminate_zeros()
        out.append(part)
    return sparse.vstack(out).tocsr()


def train(rows):
    table = np.zeros((BUCKETS, COLUMNS))
    weights = [WEIGHT.get(row["act"], 1.0) * (POLNEAR if "polnear" in row["folder"] else 1.0) for row in rows]
    scorer = LinearSVC(C=STRENGTH / COPIES, dual=True, max_iter=200, tol=0.03, random_state=1)
    scorer.fit(thinned(rows), [row["act"] for row in rows] * COPIES, sample_weight=weights * COPIES)
    for name, line, base in zip(scorer.classes_, scorer.coef_, scorer.intercept_):
        table[:, ACTS.index(name)] = line * (1 - DROP)
        table[bias(rows), ACTS.index(name)] += base + SHIFT.get(name, 0.0)
    # What is open follows from the act; between certain and hedged it is one line.
    sure = [row for row in rows if row["certainty"] in ("certain", "hedged")]
    scorer = LogisticRegression(C=STRENGTH_CERTAINTY / COPIES, solver="liblinear", dual=True, max_iter=200, tol=0.01, random_state=1)
    scorer.fit(thinned(sure), [row["certainty"] == "hedged" for row in sure] * COPIES)
    table[:, HEDGED] = scorer.coef_[0] * (1 - DROP)
    table[bias(rows), HEDGED] += scorer.intercept_[0]
    return rounded(table)


def bias(rows):
    """The bucket that every statement has."""
    return sorted(set.intersection(*(set(row["features"]) for row in rows[:500])))[0]


def rounded(table):
    unit = np.abs(table).max() / 127
    return np.clip(np.rint(table / unit), -127, 127).astype(np.int8), np.float32(unit)


def judge(weights, rows):
    small, unit = weights
    sums = matrix(rows).dot(small.astype(float)) * unit
    return [ACTS[it] for it in sums[:, :len(ACTS)].argmax(1)], sums[:, HEDGED]


def report(name, rows, acts, hedged, threshold=-1.4):
    gold = [row["act"] for row in rows]
    share = lambda pairs: 100 * sum(pairs) / max(1, len(rows))
    line = f"{name:16} n {len(rows):5}  act {share(a == b for a, b in zip(acts, gold)):5.1f}"
    for act in ("accuse", "deny", "criticise", "promise", "request", "decline"):
        both = sum(a == b == act for a, b in zip(acts, gold))
        line += f"  {act} {200 * both / max(1, acts.count(act) + gold.count(act)):5.1f}"
    found = [it > threshold and act not in ("ask", "decline") for it, act in zip(hedged, acts)]
    true = [row["certainty"] == "hedged" for row in rows]
    both = sum(a and b for a, b in zip(found, true))
    print(f"{line}  hedged {200 * both / max(1, sum(found) + sum(true)):5.1f}", flush=True)


def cross_validated(rows, folds):
    documents = sorted({(row["folder"], row["doc"]) for row in rows})
    random.Random(7).shuffle(documents)
    fold = {key: at % folds for at, key in enumerate(documents)}
    of = lambda row: fold[row["folder"], row["doc"]]
    held, acts, hedged = [], [], []
    for k in range(folds):
        part = [row for row in rows if of(row) == k]
        mine = judge(train([row for row in rows if of(row) != k]), part)
        held, acts, hedged = held + part, acts + mine[0], hedged + list(mine[1])
    for name in ("fr-news", "dossier", "acts-", "polnear"):
        at = [n for n, row in enumerate(held) if name in row["folder"]]
        for threshold in (-1.8, -1.4, -1.0) if name in ("fr-news", "dossier") else (-1.4,):
            report(f"{name} {threshold}", [held[n] for n in at], [acts[n] for n in at], [hedged[n] for n in at], threshold)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="where the annotated articles are")
    parser.add_argument("--out", type=Path, help="where the weights go")
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "selon-lab"], cwd=ROOT, check=True)
    rows = features(args.shared / it for it in TRAIN) + examples(args.shared)
    if args.folds:
        return cross_validated(rows, args.folds)
    weights = train(rows)
    for name, folders in DEV.items():
        held = features(args.shared / it for it in folders)
        report(name, held, *judge(weights, held))
    if args.out:
        small, unit = weights
        args.out.write_bytes(struct.pack("<f", unit) + small.tobytes())


if __name__ == "__main__":
    main()
