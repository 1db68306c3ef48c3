#!/usr/bin/env python3
"""Fits whom descriptions of bodies and pronouns mean: annotated spans -> weights of two softmaxes.

    lab/choices.py --shared DIR

Writes engine/data/common/bodies.tsv (the named bodies that a description may be, and none of them) and
engine/data/common/antecedents.tsv (the figures that a pronoun may mean). What is weighed of each candidate
comes from the engine (`selon-lab choices`), read with the weights that stand in the tables: whom a pronoun is taken to
mean decides whom later ones may mean. So each run goes half the way from the table to what was fitted, and after a few
runs the figures stand still within a few tenths of a point. A candidate is right when the scorer would take its name for the
speaker that the annotators wrote. Learned from fr-news/train and lab/affairs. The shares that are printed come
from articles that the weights were not fitted on: each of five folds is judged by the other four. fr-news/dev,
en-news/dev and dossiers 05-06 are only judged.
"""

import argparse
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
TRAIN = ["fr-news/train"]
DEV = ["fr-news/dev", "en-news/dev", "dossiers/dossier-05", "dossiers/dossier-06"]
TABLES = {
    "bodies": "How likely a description is a named body: weights of a softmax, none of them weighs 0",
    "antecedents": "How likely a pronoun means somebody: weights of a softmax",
}
# Real articles count more than invented ones, and a description that many statements share no more than three.
REAL, SHARED = 8, 3
# What a great weight costs.
RIDGE = 4


def scorer(shared):
    sys.path[:0] = [str(shared / "evaluation"), str(shared / "annotation")]
    import score

    return score


def dumped(lab, folders):
    """-> the features by table, and the choices as `selon-lab choices` writes them"""
    command = [*lab, "choices", "--gold", *map(str, folders)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=ROOT, encoding="utf-8").stdout.splitlines()
    return json.loads(lines[0]), [json.loads(line) for line in lines[1:]]


def judged(rows, score):
    """The choices that can be judged: who is right among the candidates, and whether none of them may be."""
    out = []
    for row in rows:
        if not row["speakers"] or not row["candidates"]:
            continue
        (speaker, kind), _ = Counter(map(tuple, row["speakers"])).most_common(1)[0]
        same = lambda name: speaker != "?" and score.same_name(speaker, name, kind)
        right = [same(name) for name, _ in row["candidates"]]
        # A description that names the speaker as well as any body does may stand.
        none = row["name"] is not None and (same(row["name"]) or not any(right))
        if none and speaker not in [name for name, _ in row["candidates"]]:
            right = [False] * len(right)
        out.append({
            "set": "affairs" if "affairs" in row["folder"] else "/".join(Path(row["folder"]).parts[-2:]),
            "article": (row["folder"], row["doc"]),
            "x": np.array([features for _, features in row["candidates"]]),
            "right": np.array(right),
            # Where nobody is right nothing is learned.
            "none": none and not any(right),
            "can": any(right) or row["name"] is not None and same(row["name"]),
            "open": row["name"] is not None,
            "times": len(row["speakers"]),
        })
    return out


class Fold:
    """Choices laid end to end, a row a candidate; where none may be right, that is a candidate of zeros."""

    def __init__(self, rows):
        whole = [(row, np.vstack([row["x"], np.zeros((1, row["x"].shape[1]))]) if row["open"] else row["x"]) for row in rows]
        right = [np.append(row["right"], row["none"]) if row["open"] else row["right"] for row in rows]
        kept = [at for at, it in enumerate(right) if it.any()]
        self.x = np.vstack([whole[at][1] for at in kept])
        self.right = np.concatenate([right[at] for at in kept]).astype(float)
        sizes = [len(right[at]) for at in kept]
        self.starts = np.cumsum([0] + sizes[:-1])
        self.of = np.repeat(np.arange(len(kept)), sizes)
        self.times = np.array([min(rows[at]["times"], SHARED) * (1 if rows[at]["set"] == "affairs" else REAL) for at in kept], float)

    def loss(self, weights):
        scores = self.x @ weights
        chance = np.exp(scores - np.maximum.reduceat(scores, self.starts)[self.of])
        chance /= np.add.reduceat(chance, self.starts)[self.of]
        good = chance * self.right
        share = np.add.reduceat(good, self.starts)
        total = RIDGE * weights @ weights / 2 - self.times @ np.log(share)
        return total, RIDGE * weights + (self.times[self.of] * (chance - good / share[self.of])) @ self.x


def fit(rows):
    return minimize(Fold(rows).loss, np.zeros(rows[0]["x"].shape[1]), jac=True, method="L-BFGS-B").x


def is_right(row, weights):
    scores = row["x"] @ weights
    best = int(scores.argmax())
    if row["open"] and scores[best] <= 0:
        return bool(row["none"] and row["can"])
    return bool(row["right"][best])


def told(name, rows, right):
    """Prints the share of statements that are right, and of those where a candidate or the description is."""
    for part in sorted({row["set"] for row in rows}):
        some = [(row, good) for row, good in zip(rows, right) if row["set"] == part]
        total = sum(row["times"] for row, _ in some)
        able = sum(row["times"] for row, _ in some if row["can"])
        good = sum(row["times"] for row, good in some if good)
        print(f"{name:12} {part:22} {len(some):5} choices, {total:5} statements, right {100 * good / total:5.1f} % (at best {100 * able / total:.1f})")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default=str(ROOT.parent / "shared"))
    parser.add_argument("--lab", help="a selon-lab that is built; else cargo builds one")
    args = parser.parse_args()
    shared = Path(args.shared).resolve()
    lab = [args.lab] if args.lab else ["cargo", "run", "--release", "-q", "-p", "selon-lab", "--"]
    score = scorer(shared)
    affairs = sorted((ROOT / "lab/affairs").glob("[0-9]*"))
    names, train = dumped(lab, [shared / it for it in TRAIN] + affairs)
    _, dev = dumped(lab, [shared / it for it in DEV])
    for table, head in TABLES.items():
        rows = judged([it for it in train if it["table"] == table], score)
        apart = judged([it for it in dev if it["table"] == table], score)
        articles = sorted({row["article"] for row in rows})
        random.Random(1).shuffle(articles)
        right = [None] * len(rows)
        for fold in range(5):
            held = set(articles[fold::5])
            weights = fit([row for row in rows if row["article"] not in held])
            for at, row in enumerate(rows):
                if row["article"] in held:
                    right[at] = is_right(row, weights)
        told(table, rows, right)
        weights = fit(rows)
        told(table, apart, [is_right(row, weights) for row in apart])
        path = ROOT / f"engine/data/common/{table}.tsv"
        before = dict(line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        mean = {name: (weight + float(before.get(name, weight))) / 2 for name, weight in zip(names[table], weights)}
        lines = sorted(f"{name}\t{weight:.2f}\n" for name, weight in mean.items())
        path.write_text(f"# {head}; fitted by lab/choices.py.\n# input\tweight\n" + "".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
