#!/usr/bin/env python3
"""Grow the forests that decide on links (engine/src/link/forest.rs).

    cargo build --release -p selon-lab
    lab/links.py --out engine/data/common

Learns from the annotated affairs 01 to 04 beside the repository and from those of lab/affairs. 05, 06 and the seeds are never learned from. What is printed of an
affair always comes from forests that have not seen it, its part of --folds or, of those three, none of it.
Needs numpy and scikit-learn.

same.forest      two statements are about one proposition
denies.forest    a statement rejects its claim
open.forest      a statement leaves its claim open
answers.forest   a statement answers another
quotes.forest    two statements are one quotation
"""
import argparse
import collections
import itertools
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

ROOT = Path(__file__).resolve().parent.parent
# Trees, leaves of a tree, least cases of a leaf, share of the cases that are no link to learn from.
SHAPES = {"same": (160, 15, 30, 0.35), "denies": (60, 8, 20, 1.0), "open": (40, 8, 20, 1.0), "answers": (120, 15, 20, 0.35),
          "quotes": (60, 8, 10, 0.5)}
# Where engine/src/link/positions.rs and replies.rs keep what depends on other decisions; kept in step by hand.
ONE_SPEAKER, CLAIM = 18, slice(-5, None)
ACTS = 13
BROAD = 15
DENY, ACCUSE = 1, 2


def folders(data):
    """-> by name: the affairs to learn from; those that are left out"""
    learned = [data / "dossiers" / f"dossier-0{n}" for n in range(1, 5)] + sorted((ROOT / "lab" / "affairs").iterdir())
    held = [data / "dossiers" / "dossier-05", data / "dossiers" / "dossier-06", data / "seeds"]
    return tuple({it.name: it for it in part if (it / "dossier.json").exists()} for part in (learned, held))


def features(names, kind):
    """Rows of selon-lab link-features by what they are of: their keys, and the numbers apart."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    command = [target / "release" / "selon-lab", "link-features", "--fields", kind, "--gold", *names.values()]
    rows, numbers = collections.defaultdict(list), collections.defaultdict(list)
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as run:
        for row in map(json.loads, run.stdout):
            numbers[row["what"]].append(np.array(row.pop("x"), np.float32))
            row["a"], row["b"] = tuple(row["a"]), tuple(row.get("b", ()))
            rows[row["what"]].append(row)
    if run.returncode:
        sys.exit("no features")
    return {what: (rows[what], np.array(numbers[what])) for what in rows}


class Gold:
    """What the annotators say of an affair."""

    def __init__(self, folder):
        dossier = json.loads((folder / "dossier.json").read_text(encoding="utf-8"))
        self.claims, self.positions = collections.defaultdict(set), {}
        for n, claim in enumerate(dossier["claims"]):
            for s in claim["statements"]:
                self.claims[tuple(s["s"])].add(n)
                self.positions.setdefault(tuple(s["s"]), s["position"])
        self.quotes = {frozenset(pair) for quote in dossier.get("quotes", [])
                       for pair in itertools.combinations([tuple(s) for s in quote["same"]], 2)}
        self.replies = {(tuple(r["from"]), tuple(r["to"])) for r in dossier["replies"]}


def grow(kind, x, y, w, seed=1):
    trees, leaves, least, share = SHAPES[kind]
    few = np.random.default_rng(seed).random(len(y)) < share
    use = y | few
    forest = HistGradientBoostingClassifier(
        max_iter=trees, max_leaf_nodes=leaves, min_samples_leaf=least, learning_rate=0.08, l2_regularization=5, max_features=0.4,
        early_stopping=False, random_state=seed)
    return forest.fit(x[use], y[use], sample_weight=(w * np.where(y, 1, 1 / share))[use])


def write(forest, path):
    out = [struct.pack("<f", float(np.ravel(forest._baseline_prediction)[0]))]
    for (tree,) in forest._predictors:
        nodes, order, adds = tree.nodes, [], {}

        def walk(at):
            node = nodes[at]
            order.append(at)
            if node["is_leaf"]:
                adds[at] = node["value"]
            else:
                below = node["left"], node["right"]
                adds[at] = sum(walk(it) * nodes[it]["count"] for it in below) / node["count"]
            return adds[at]

        walk(0)
        place = {at: n for n, at in enumerate(order)}
        for n, at in enumerate(order):
            node = nodes[at]
            if node["is_leaf"]:
                out.append(struct.pack("<HHff", 65535, 0, 0.0, adds[at]))
            else:
                out.append(struct.pack("<HHff", node["feature_idx"], place[node["right"]] - n, node["num_threshold"], adds[at]))
    path.write_bytes(b"".join(out))
    print(path.name, path.stat().st_size, "bytes", flush=True)


class Judge:
    """Probabilities by forests that have not seen an affair; folds over affairs."""

    def __init__(self, learned, folds, out):
        self.fold = {name: n % folds for n, name in enumerate(sorted(learned))}
        self.out = out

    def __call__(self, kind, sets, x, y, w, learn=None):
        folds = np.array([self.fold.get(name, -1) for name in sets])
        usable = np.ones(len(y), bool) if learn is None else learn
        told = np.zeros(len(y), np.float32)
        for fold in sorted(set(folds)):
            train, test = usable & (folds >= 0) & (folds != fold), folds == fold
            forest = grow(kind, x[train], y[train], w[train])
            told[test] = forest.predict_proba(x[test])[:, 1]
            if fold < 0 and self.out:
                write(forest, self.out / f"{kind}.forest")
        return told


def group(chance, likely):
    """The grouping of engine/src/link/claims.rs, with its BROAD."""
    count = len(chance)
    total, size, members = chance.copy(), np.ones(count), [[i] for i in range(count)]
    mean = total.copy()
    np.fill_diagonal(mean, -1)
    while True:
        worth = mean / (likely * np.maximum(1, (size[:, None] + size) / BROAD))
        a, b = divmod(int(worth.argmax()), count)
        if worth[a, b] < 1:
            return [m for m in members if m]
        members[a] += members[b]
        members[b] = []
        total[a] += total[b]
        total[:, a] += total[:, b]
        size[a] += size[b]
        alive = np.array([bool(m) for m in members])
        mean[a] = np.where(alive, total[a] / (size * size[a]), -1)
        mean[:, a] = mean[a]
        mean[a, a] = -1
        mean[b] = mean[:, b] = -1


def affairs(rows, same):
    """-> for each (kind, affair): its statements, and their pairs' probabilities as a matrix, part by part"""
    parts, last = collections.defaultdict(list), None
    for row, chance in zip(rows, same):
        # A part counts from 0 again: where the order falls back, the next one begins.
        if last is None or last[0] != (row["kind"], row["set"]) or tuple(row["at"]) < last[1]:
            parts[row["kind"], row["set"]].append([])
        parts[row["kind"], row["set"]][-1].append((row, chance))
        last = (row["kind"], row["set"]), tuple(row["at"])
    out = collections.defaultdict(list)
    for key, some in parts.items():
        for part in some:
            keys = {at: key for row, _ in part for at, key in zip(row["at"], (row["a"], row["b"]))}
            chance = np.zeros((1 + max(keys), 1 + max(keys)))
            for row, it in part:
                a, b = row["at"]
                chance[a, b] = chance[b, a] = it
            out[key].append((keys, chance))
    return out


def claims(of, golds, parts, kinds, b_cubed, likely):
    """Groups the statements; -> by (kind, affair): groups of keys. Prints B-cubed."""
    groups = {key: [[keys[at] for at in members if at in keys] for keys, chance in some for members in group(chance, likely)]
              for key, some in of.items()}
    line = []
    for kind in kinds:
        for part in parts:
            p = r = n = 0
            for name in part:
                true, found = golds[name].claims, collections.defaultdict(set)
                for number, members in enumerate(groups.get((kind, name), [])):
                    for key in members:
                        found[key].add(number)
                a, b = b_cubed(true, found)
                p, r, n = p + a * len(true), r + b * len(true), n + len(true)
            line.append(f"P {100 * p / n:.1f} R {100 * r / n:.1f} F {200 * p * r / (p + r) / n:.1f}")
    print(f"claims {likely:.2f}  " + "   ".join(line), flush=True)
    return groups


def stand(rows, x, groups, speaker):
    """Sets what a statement's position takes from the others of its claim, by these groups."""
    place = {(row["kind"], row["set"], row["a"]): n for n, row in enumerate(rows)}
    act = x[:, :ACTS].argmax(1)
    for (kind, name), some in groups.items():
        for members in some:
            at = [place[kind, name, key] for key in members if (kind, name, key) in place]
            for n in at:
                others = [it for it in at if it != n]
                own = [it for it in others if speaker.get((kind, name, rows[it]["a"], rows[n]["a"]))]
                share = lambda which: sum(act[it] == which for it in others) / max(1, len(others))
                x[n, CLAIM] = len(at), share(DENY), share(ACCUSE), any(act[it] == DENY for it in own), any(act[it] == ACCUSE for it in own)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--fields", nargs="+", choices=("gold", "found"), default=["gold"],
                        help="learn from annotated statements, and from those that the engine finds itself")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--likely", type=float, default=0.12, help="LIKELY of claims.rs")
    args = parser.parse_args()
    sys.path.insert(0, str(args.data / "evaluation"))
    from score import b_cubed
    learned, held = folders(args.data)
    golds = {name: Gold(folder) for name, folder in (learned | held).items()}
    parts = (list(learned), list(held)[:2], list(held)[2:])
    judge = Judge(learned, args.folds, args.out)
    of = collections.defaultdict(lambda: ([], []))
    for kind in args.fields:
        for what, (rows, x) in features(learned | held, kind).items():
            of[what][0].extend(dict(row, kind=kind) for row in rows)
            of[what][1].append(x)
    of = {what: (rows, np.concatenate(x)) for what, (rows, x) in of.items()}
    print("columns, for each of", *args.fields, ":", len(learned), "affairs in folds, 05 and 06, the seeds")

    rows, x = of["same"]
    sets = [row["set"] for row in rows]
    under = [[golds[row["set"]].claims.get(row[end], set()) for end in "ab"] for row in rows]
    y = np.array([bool(a & b) for a, b in under])
    # A statement that stands under no claim is no good example of any.
    same = judge("same", sets, x, y, np.array([1.0 if a and b else 0.5 for a, b in under]))
    # As in engine/src/link.rs: the farther their articles, the less likely.
    same *= np.array([row["share"] for row in rows], np.float32)
    speaker = {(row["kind"], row["set"], *ends): bool(it) for row, it in zip(rows, x[:, ONE_SPEAKER])
               for ends in ((row["a"], row["b"]), (row["b"], row["a"]))}
    chances = {(row["kind"], row["set"], *ends): it for row, it in zip(rows, same)
               for ends in ((row["a"], row["b"]), (row["b"], row["a"]))}
    together = affairs(rows, same)
    for likely in (0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.24):
        claims(together, golds, parts, args.fields, b_cubed, likely)
    groups = claims(together, golds, parts, args.fields, b_cubed, args.likely)

    rows, x = of["position"]
    stand(rows, x, groups, speaker)
    sets, known = [row["set"] for row in rows], np.array([row["a"] in golds[row["set"]].positions for row in rows])
    true = np.array([golds[row["set"]].positions.get(row["a"], "") for row in rows])
    told = {kind: judge(kind, sets, x, true == value, np.ones(len(rows)), known)
            for kind, value in (("denies", "deny"), ("open", "unknown"))}
    position = np.where(told["open"] >= 0.5, "unknown", np.where(told["denies"] >= 0.5, "deny", "affirm"))
    for kind in args.fields:
        for part in parts:
            want = sum(len(golds[name].positions) for name in part)
            mine = [n for n, row in enumerate(rows) if known[n] and row["kind"] == kind and row["set"] in part]
            print(f"position, {kind}, {part[0]}...: {100 * (position == true)[mine].sum() / want:.1f} of {want}, "
                  f"{100 * (position == true)[mine].mean():.1f} of those found", flush=True)
    replies(*of["answers"], golds, parts, args.fields, judge, chances)
    quotes(*of["quotes"], golds, parts, args.fields, judge)


def replies(rows, x, golds, parts, kinds, judge, chances):
    candidates = collections.defaultdict(list)
    for n, row in enumerate(rows):
        candidates[row["kind"], row["set"], row["a"]].append(n)
    # The probabilities of the pair among a reply's features come from forests that have not seen the affair.
    for (kind, name, a), mine in candidates.items():
        chance = np.array([chances.get((kind, name, a, rows[n]["b"]), 0.0) for n in mine])
        for n, it in zip(mine, chance):
            x[n, -3:] = it, (chance > it).sum(), it / max(chance.max(), 1e-6)
    y = np.array([(row["a"], row["b"]) in golds[row["set"]].replies for row in rows])
    told = judge("answers", [row["set"] for row in rows], x, y, np.ones(len(rows)))
    best = {key: max(mine, key=lambda n: told[n]) for key, mine in candidates.items()}
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        line = []
        for kind in kinds:
            for part in parts:
                mine = [y[n] for key, n in best.items() if key[0] == kind and key[1] in part and told[n] >= least]
                line.append(score(mine, sum(len(golds[name].replies) for name in part)))
        print(f"reply {least:.2f}  " + "   ".join(line), flush=True)


def quotes(rows, x, golds, parts, kinds, judge):
    """The likeliest first, each statement with one of another article at most, as in engine/src/link.rs."""
    y = np.array([frozenset((row["a"], row["b"])) in golds[row["set"]].quotes for row in rows])
    told = judge("quotes", [row["set"] for row in rows], x, y, np.ones(len(rows)))
    taken, found = set(), []
    for n in np.argsort(-told):
        row = rows[n]
        ends = [(row["kind"], row["set"], *ends) for ends in ((row["a"], row["b"][0]), (row["b"], row["a"][0]))]
        if taken.isdisjoint(ends):
            taken.update(ends)
            found.append(n)
    for least in (0.1, 0.15, 0.2, 0.3, 0.4):
        line = []
        for kind in kinds:
            for part in parts:
                mine = [y[n] for n in found if told[n] >= least and rows[n]["kind"] == kind and rows[n]["set"] in part]
                line.append(score(mine, sum(len(golds[name].quotes) for name in part)))
        print(f"quotes {least:.2f}  " + "   ".join(line), flush=True)


def score(hits, want):
    p, r = sum(hits) / max(1, len(hits)), sum(hits) / max(1, want)
    return f"P {100 * p:.0f} R {100 * r:.0f} F {200 * p * r / max(1e-9, p + r):.1f}"


if __name__ == "__main__":
    main()
