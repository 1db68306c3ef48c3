#!/usr/bin/env python3
"""Train the scorer of acts and certainty (engine/src/act/model.rs).

    lab/acts.py --out engine/data/common/acts.bin     the shipped weights, from ../shared and lab/examples
    lab/acts.py --folds 3                             cross-validated by article; writes nothing

Learns from the French training articles, the dossiers 01 to 04, affairs of our own (lab/affairs), annotated articles of the
pools, statements of our own and judged statements of PolNeAR (act_examples.py). `selon-lab act-features` computes the features. A statement's score is a linear
one beside a small layer of hidden units, both over the same features ("wide and deep", Cheng et al. 2016), and the mean of
two such scorers; half of the features are left out at random while learning: names and topics of few articles must not carry a
decision. The weights are rounded to eight bits. Needs numpy and torch; the same weights every time.
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
import torch
from torch import nn
from torch.nn import functional as F

import act_examples
import corpus

ROOT = Path(__file__).resolve().parent.parent
ACTS = "assert accuse deny confirm concede request promise threaten warn support criticise ask decline".split()
BUCKETS, SCORES = 1 << 15, len(ACTS) + 1
TRAIN = ["fr-news/train"] + [f"dossiers/dossier-0{n}" for n in (1, 2, 3, 4)]
DEV = {"fr-news/dev": ["fr-news/dev"], "en-news/dev": ["en-news/dev"],
       "dossiers 05-06": ["dossiers/dossier-05", "dossiers/dossier-06"], "seeds": ["seeds"]}
# An accusation or a denial that is missed costs a reader more than one too many.
WEIGHT = {"accuse": 1.3, "deny": 1.2}
# PolNeAR's were judged by one reader from the statement alone.
POLNEAR = 0.7
# There are four times as many statements of our own affairs as of French news; counted whole, French news are judged worse.
AFFAIRS = 0.3
# Of each scorer: hidden units, rounds over the data, statements a step, share of features kept.
SEEDS, HIDDEN, ROUNDS, STEP, KEPT = (1, 2), 48, 8, 64, 0.5
RATE, DECAY, SMOOTH = 2e-3, 1e-5, 0.05


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


class Scorer(nn.Module):
    """A set of features -> the score of each act, then that of doubt"""

    def __init__(self, hidden=HIDDEN):
        super().__init__()
        self.hidden = nn.EmbeddingBag(BUCKETS, hidden, mode="sum")
        self.linear = nn.EmbeddingBag(BUCKETS, SCORES, mode="sum")
        nn.init.normal_(self.hidden.weight, std=0.02)
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.out = nn.Linear(hidden, SCORES)
        self.drop = nn.Dropout(0.3)

    def forward(self, bags, kept=1.0):
        if kept < 1:
            bags = [bag[torch.rand(len(bag)) < kept] for bag in bags]
        starts = torch.tensor([0] + [len(bag) for bag in bags[:-1]]).cumsum(0)
        told = torch.cat(bags)
        hidden = torch.relu(self.hidden(told, starts) / kept + self.bias)
        return self.out(self.drop(hidden)) + self.linear(told, starts) / kept


def train(rows):
    """-> the scorers' weights as they ship: (table of bytes, worth of a unit in its two parts, bias, out, bias of out)"""
    torch.set_num_threads(1)
    bags = [torch.tensor(row["features"]) for row in rows]
    acts = torch.tensor([ACTS.index(row["act"]) for row in rows])
    hedged = torch.tensor([{"certain": 0.0, "hedged": 1.0}.get(row["certainty"], -1.0) for row in rows])
    trust = torch.tensor([POLNEAR if "polnear" in row["folder"] else AFFAIRS if "affairs/" in row["folder"] else 1.0 for row in rows])
    costs = torch.tensor([WEIGHT.get(it, 1.0) for it in ACTS])
    scorers = []
    for seed in SEEDS:
        torch.manual_seed(seed)
        scorer, done, steps = Scorer(), 0, ROUNDS * (len(rows) // STEP)
        optimiser = torch.optim.Adam(scorer.parameters(), lr=RATE, weight_decay=DECAY)
        for _ in range(ROUNDS):
            order = torch.randperm(len(rows))
            for some in order[: len(rows) // STEP * STEP].split(STEP):
                scores = scorer([bags[it] for it in some], KEPT)
                loss = F.cross_entropy(scores[:, :-1], acts[some], weight=costs, reduction="none", label_smoothing=SMOOTH)
                sure = hedged[some] >= 0
                doubt = F.binary_cross_entropy_with_logits(scores[sure, -1], hedged[some][sure])
                for group in optimiser.param_groups:
                    group["lr"] = RATE * (1 - done / steps)
                optimiser.zero_grad()
                ((loss * trust[some]).mean() + 0.5 * doubt).backward()
                optimiser.step()
                done += 1
        scorers.append({name: value.detach().double().numpy() for name, value in scorer.state_dict().items()})
    return shipped(scorers)


def shipped(scorers):
    """The mean of the scorers as one: their hidden units side by side."""
    beside = lambda name, axis: np.concatenate([it[name] for it in scorers], axis)
    mean = lambda name: sum(it[name] for it in scorers) / len(scorers)
    hidden, linear = rounded(beside("hidden.weight", 1)), rounded(mean("linear.weight"))
    out = beside("out.weight", 1) / len(scorers)
    return hidden, linear, beside("bias", 0).astype("<f4"), out.astype("<f4"), mean("out.bias").astype("<f4")


def rounded(table):
    unit = np.abs(table).max() / 127
    return np.clip(np.rint(table / unit), -127, 127).astype(np.int8), np.float32(unit)


def write(weights, path):
    """The number of hidden units, the units' worths, a row a bucket (hidden units, then scores), the layer behind."""
    (hidden, unit), (linear, linear_unit), bias, out, out_bias = weights
    head = struct.pack("<Iff", hidden.shape[1], unit, linear_unit)
    path.write_bytes(head + np.concatenate([hidden, linear], 1).tobytes() + bias.tobytes() + out.tobytes() + out_bias.tobytes())


def judge(weights, rows):
    (hidden, unit), (linear, linear_unit), bias, out, out_bias = weights
    scores = []
    for row in rows:
        inner = hidden[row["features"]].sum(0, dtype=np.int64) * unit + bias
        scores.append(out @ np.maximum(inner, 0) + out_bias + linear[row["features"]].sum(0, dtype=np.int64) * linear_unit)
    scores = np.array(scores)
    return [ACTS[it] for it in scores[:, :-1].argmax(1)], scores[:, -1]


def report(name, rows, acts, hedged, threshold=-1.0):
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
        for threshold in (-1.4, -1.0, -0.6) if name in ("fr-news", "dossier") else (-1.0,):
            report(f"{name} {threshold}", [held[n] for n in at], [acts[n] for n in at], [hedged[n] for n in at], threshold)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="where the annotated articles are")
    parser.add_argument("--out", type=Path, help="where the weights go")
    parser.add_argument("--folds", type=int, default=0)
    args = parser.parse_args()
    subprocess.run(["cargo", "build", "--release", "--quiet", "-p", "selon-lab"], cwd=ROOT, check=True)
    rows = features([args.shared / it for it in TRAIN] + corpus.AFFAIRS) + examples(args.shared)
    if args.folds:
        return cross_validated(rows, args.folds)
    weights = train(rows)
    for name, folders in DEV.items():
        held = features(args.shared / it for it in folders)
        report(name, held, *judge(weights, held))
    if args.out:
        write(weights, args.out)


if __name__ == "__main__":
    main()
