#!/usr/bin/env python3
"""Grow the forests that decide on links (engine/src/link/forest.rs).

    selon-lab link-features --gold ../shared/dossiers/dossier-0[1-6] ../shared/seeds > features.jsonl
    lab/links.py --data ../shared --features features.jsonl --out engine/data/common
    selon-lab link-features --gold ... > features.jsonl     # again: positions and replies depend on claims
    lab/links.py --data ../shared --features features.jsonl --out engine/data/common

Learns from all annotated affairs, or from those that --without does not name. What is printed of an affair always
comes from forests that have not seen it. Several --features may be given (annotators' fields, the engine's fields).
Needs numpy and scikit-learn.

same.forest      two statements are about one proposition
denies.forest    a statement rejects its claim
open.forest      a statement leaves its claim open
answering.forest a statement answers something
answers.forest   which of its candidates it answers, if it does
"""
import argparse
import collections
import json
import struct
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier

SETS = [*(f"dossier-0{n}" for n in range(1, 7)), "seeds"]
PARTS = (SETS[:4], SETS[4:6], SETS[:6], SETS[6:])
# The features of a pair from which engine/src/link/replies.rs makes those of `answering`; they are kept in step by hand.
OWN, MOST = [40, 41, 42, 43, 44, 45, 46, 54, 55, 56, 57, 59], [0, 1, 4, 6, 8, 20, 63]
# What tells two candidates of one answer apart. The others only tell affairs apart: without them the right candidate is
# found for 36 instead of 32 of 97 replies of affairs that were left out.
WHICH = [0, 1, 4, 5, 6, 8, 11, 12, 13, 14, 17, 19, 20, 38, 47, 48, 49, 50, 52, 53, 58, 60, 62, 63, 64, 65]


def gold(data, name):
    folder = data / name if name == "seeds" else data / "dossiers" / name
    return json.loads((folder / "dossier.json").read_text(encoding="utf-8"))


def label(rows, dossiers):
    """Adds y (None where nothing is to be learned) and a weight to every row."""
    claims, positions, replies = collections.defaultdict(set), {}, set()
    for name, dossier in dossiers.items():
        for n, claim in enumerate(dossier["claims"]):
            for s in claim["statements"]:
                claims[name, *s["s"]].add(n)
                positions.setdefault((name, *s["s"]), s["position"])
        replies |= {(name, *r["from"], *r["to"]) for r in dossier["replies"]}
    for row in rows:
        a, b = (row["set"], *row["a"]), (row["set"], *row.get("b", []))
        row["w"] = 1.0
        if row["what"] == "same":
            row["y"] = bool(claims[a] & claims[b])
            # A statement that stands under no claim is no good example of any.
            row["w"] = 1.0 if claims[a] and claims[b] else 0.5
        elif row["what"] == "position":
            row["y"] = positions.get(a)
        else:
            row["y"] = (*a, *row["b"]) in replies
    return rows


def grow(rows, kind, args, seed=1):
    x = np.array([r["x"] for r in rows], np.float32)
    y = np.array([r["y"] for r in rows], bool)
    w = np.array([r["w"] for r in rows])
    leaf, most = {"same": (args.leaf, 0.4), "answers": (8, 0.5), "answering": (6, 0.4)}.get(kind, (3, 0.4))
    if kind == "answers":
        # A feature that never varies never divides.
        x[:, [i for i in range(x.shape[1]) if i not in WHICH]] = 0
    return ExtraTreesClassifier(args.trees, min_samples_leaf=leaf, max_features=most, random_state=seed).fit(x, y, w)


def probabilities(forest, rows):
    return forest.predict_proba(np.array([r["x"] for r in rows], np.float32))[:, 1] if rows else np.zeros(0)


def judged(rows, kind, args, learn=lambda row: row["y"] is not None):
    """Probability of every row, by a forest that has not seen its affair; and the forest of all affairs."""
    out = np.zeros(len(rows))
    train = [r for r in rows if r["set"] not in args.without and learn(r)]
    for name in SETS:
        mine = [i for i, r in enumerate(rows) if r["set"] == name]
        out[mine] = probabilities(grow([r for r in train if r["set"] != name], kind, args), [rows[i] for i in mine])
    return out, grow(train, kind, args) if args.out else None


def answering(rows):
    """The features by which engine/src/link/replies.rs tells whether a statement answers anything, from its candidates'."""
    x = np.array([r["x"] for r in rows], np.float32)
    told = [(x[:, 58] * (x[:, 11] > 0)).max(), len(x), (x[:, 47] * x[:, 13]).max(), x[:, 13].sum(), x[:, 47].sum(), x[:, 20].sum(),
            x[:, 36].max()]
    return [*x[0, OWN], *np.maximum(0, x[:, MOST].max(0)), *np.maximum(0, told)]


def write(forest, path):
    out = [struct.pack("<H", len(forest.estimators_))]
    for tree in (e.tree_ for e in forest.estimators_):
        order, stack = [], [0]
        while stack:
            node = stack.pop()
            order.append(node)
            if tree.children_left[node] >= 0:
                stack += [tree.children_right[node], tree.children_left[node]]
        place = {node: at for at, node in enumerate(order)}
        out.append(struct.pack("<H", len(order)))
        for node in order:
            counts = tree.value[node][0]
            share = round(255 * counts[1] / counts.sum())
            leaf = tree.children_left[node] < 0
            feature = 255 if leaf else tree.feature[node]
            right = 0 if leaf else place[tree.children_right[node]]
            out.append(struct.pack("<BBfH", feature, share, 0.0 if leaf else tree.threshold[node], right))
    path.write_bytes(b"".join(out))
    return path.stat().st_size


def group(pairs, likely):
    """The grouping of engine/src/link/claims.rs."""
    count = 1 + max(max(p) for p in pairs)
    total = np.zeros((count, count))
    for (a, b), p in pairs.items():
        total[a, b] = total[b, a] = p
    size, members = np.ones(count), [[i] for i in range(count)]
    while True:
        mean = total / np.outer(size, size)
        np.fill_diagonal(mean, -1)
        a, b = divmod(int(mean.argmax()), count)
        if mean[a, b] < likely:
            return [m for m in members if m]
        members[a] += members[b]
        members[b] = []
        total[a] += total[b]
        total[:, a] += total[:, b]
        total[b] = total[:, b] = -1e9
        size[a] += size[b]
        size[b] = 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--features", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--trees", type=int, default=100)
    parser.add_argument("--leaf", type=int, default=20)
    parser.add_argument("--without", nargs="*", default=[], choices=SETS, help="affairs that are not to be learned from")
    args = parser.parse_args()
    sys.path.insert(0, str(args.data / "evaluation"))
    from score import b_cubed
    dossiers = {name: gold(args.data, name) for name in SETS}
    rows = []
    for path in args.features:
        with open(path, encoding="utf-8") as lines:
            rows += [dict(json.loads(line), file=path.name) for line in lines]
    label(rows, dossiers)
    of = collections.defaultdict(list)
    for row in rows:
        of[row["what"]].append(row)

    same, forest = judged(of["same"], "same", args)
    if args.out:
        print("same.forest", write(forest, args.out / "same.forest"), "bytes")
    for likely in (0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.24):
        line = []
        for file in args.features:
            for part in PARTS:
                p = r = n = 0
                for name in part:
                    mine = [(row, q) for row, q in zip(of["same"], same) if row["set"] == name and row["file"] == file.name]
                    keys = {}
                    for row, _ in mine:
                        keys[row["at"][0]], keys[row["at"][1]] = tuple(row["a"]), tuple(row["b"])
                    found = collections.defaultdict(set)
                    for number, members in enumerate(group({tuple(row["at"]): q for row, q in mine}, likely)):
                        for at in members:
                            found[keys.get(at)].add(number)
                    true = collections.defaultdict(set)
                    for number, claim in enumerate(dossiers[name]["claims"]):
                        for s in claim["statements"]:
                            true[tuple(s["s"])].add(number)
                    a, b = b_cubed(true, found)
                    p, r, n = p + a * len(true), r + b * len(true), n + len(true)
                line.append(f"P {100 * p / n:.1f} R {100 * r / n:.1f} F {200 * p * r / (p + r) / n:.1f}")
        print(f"likely {likely:.2f}  " + "   ".join(line), flush=True)

    stands = [r for r in of["position"] if r["y"] is not None]
    answers = {}
    for kind, value in (("denies", "deny"), ("open", "unknown")):
        cases = [dict(r, y=r["y"] == value) for r in stands]
        answers[kind], forest = judged(cases, kind, args)
        if args.out:
            print(f"{kind}.forest", write(forest, args.out / f"{kind}.forest"), "bytes")
    for part in PARTS:
        right = [("unknown" if o >= 0.5 else "deny" if d >= 0.5 else "affirm") == r["y"]
                 for r, d, o in zip(stands, answers["denies"], answers["open"]) if r["set"] in part]
        print(f"position {part[0]}...: {100 * np.mean(right):.1f} of {len(right)}")

    # The probabilities of the pair among a reply's features come from forests that have not seen the affair.
    unseen = {(r["file"], r["set"], *r["a"], *r["b"]): q for r, q in zip(of["same"], same)}
    likely = lambda r, a, b: unseen.get((r["file"], r["set"], *a, *b), unseen.get((r["file"], r["set"], *b, *a), 0.0))
    candidates = collections.defaultdict(list)
    for row in of["answers"]:
        candidates[row["file"], row["set"], *row["a"]].append(row)
    for mine in candidates.values():
        values = [likely(r, r["a"], r["b"]) for r in mine]
        for row, value in zip(mine, values):
            row["x"][-3] = value
            row["x"][-2] = sum(v > value for v in values)
            row["x"][-1] = min(row["x"][-1], sum(v > 0.8 * value for v in values))
    answers = [dict(candidates[key][0], x=answering(mine), y=any(r["y"] for r in mine)) for key, mine in candidates.items()]
    found, forest = judged(answers, "answering", args)
    if args.out:
        print("answering.forest", write(forest, args.out / "answering.forest"), "bytes")
    is_answer = {key for key, row in zip(candidates, answers) if row["y"]}
    which, forest = judged(of["answers"], "answers", args, lambda r: (r["file"], r["set"], *r["a"]) in is_answer)
    if args.out:
        print("answers.forest", write(forest, args.out / "answers.forest"), "bytes")
    best = {}
    for row, q in zip(of["answers"], which):
        key = (row["file"], row["set"], *row["a"])
        if q > best.get(key, (-1, None))[0]:
            best[key] = (q, row["y"])
    for least in (0.2, 0.25, 0.3, 0.33, 0.36, 0.4, 0.45, 0.5):
        line = []
        for file in args.features:
            for part in PARTS:
                mine = [best[k][1] for k, q in zip(candidates, found) if k[0] == file.name and k[1] in part and q >= least]
                want = sum(len(dossiers[name]["replies"]) for name in part)
                p, r = sum(mine) / max(1, len(mine)), sum(mine) / want
                line.append(f"P {100 * p:.0f} R {100 * r:.0f} F {200 * p * r / max(1e-9, p + r):.1f}")
        print(f"reply {least:.2f}  " + "   ".join(line))


if __name__ == "__main__":
    main()
