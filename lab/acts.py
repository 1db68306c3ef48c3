#!/usr/bin/env python3
"""Train the scorer of acts and certainty (engine/src/act/model.rs).

    cargo run --release -p selon-lab -- act-features --gold ../shared/fr-news/train ../shared/dossiers/dossier-0[1-4] > features.jsonl
    lab/acts.py --features features.jsonl --out engine/data/common/acts.bin

Every line of the features has the buckets of one attribution and its gold values. The weights are those of two
multinomial logistic regressions on one table, trained with dropped features (names and topics of few articles must
not carry a decision), rounded to eight bits. --folds N cross-validates by article instead and writes nothing.
"""
import argparse
import json
import random
import struct

import numpy as np
import torch

ACTS = "assert accuse deny confirm concede request promise threaten warn support criticise ask decline".split()
CERTAINTIES = "certain hedged unknown".split()
BUCKETS, COLUMNS = 1 << 14, 16


def read(paths):
    rows = []
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            rows += [json.loads(line) for line in lines]
    return rows


def batch(rows, drop, rnd):
    flat, offsets = [], []
    for row in rows:
        offsets.append(len(flat))
        flat += [f for f in row["features"] if not drop or rnd.random() >= drop]
    return torch.tensor(flat), torch.tensor(offsets)


def train(rows, args):
    """The mean of several runs: with so few articles one run's luck is worth a point."""
    return sum(one(rows, args, seed) for seed in range(1, args.seeds + 1)) / args.seeds


def one(rows, args, seed):
    torch.manual_seed(seed)
    rnd = random.Random(seed)
    table = torch.nn.EmbeddingBag(BUCKETS, COLUMNS, mode="sum")
    torch.nn.init.zeros_(table.weight)
    optimizer = torch.optim.Adam(table.parameters(), lr=args.rate)
    order = list(rows)
    for epoch in range(args.epochs):
        rnd.shuffle(order)
        for group in optimizer.param_groups:
            group["lr"] = args.rate * (1 - epoch / args.epochs)
        for at in range(0, len(order), 64):
            part = order[at:at + 64]
            scores = table(*batch(part, args.drop, rnd))
            weight = torch.tensor([row.get("weight", 1.0) for row in part])
            act = torch.tensor([ACTS.index(row["act"]) for row in part])
            sure = torch.tensor([CERTAINTIES.index(row["certainty"]) for row in part])
            loss = (weight * torch.nn.functional.cross_entropy(scores[:, :13], act, reduction="none")).mean()
            loss = loss + (weight * torch.nn.functional.cross_entropy(scores[:, 13:], sure, reduction="none")).mean()
            loss = loss + args.decay * (table.weight ** 2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return table.weight.detach().numpy() * (1 - args.drop)


def evaluate(name, weights, rows):
    act = hit = sure = 0
    hedged = np.zeros(3)
    for row in rows:
        scores = weights[row["features"]].sum(0)
        act += ACTS[int(scores[:13].argmax())] == row["act"]
        found = CERTAINTIES[int(scores[13:].argmax())]
        sure += found == row["certainty"]
        hedged += [found == row["certainty"] == "hedged", found == "hedged", row["certainty"] == "hedged"]
    f1 = 2 * hedged[0] / max(1, hedged[1] + hedged[2])
    print(f"{name:24} n {len(rows):5}  act {100 * act / len(rows):5.1f}  certainty {100 * sure / len(rows):5.1f}  hedged F1 {100 * f1:5.1f}", flush=True)
    return act, sure, hedged


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", nargs="+", required=True)
    parser.add_argument("--dev", nargs="*", default=[])
    parser.add_argument("--out")
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=0.03)
    parser.add_argument("--drop", type=float, default=0.5)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--decay", type=float, default=5e-4)
    args = parser.parse_args()
    torch.set_num_threads(1)
    rows = read(args.features)
    if args.folds:
        documents = sorted({(row["folder"], row["doc"]) for row in rows})
        random.Random(7).shuffle(documents)
        fold = {key: at % args.folds for at, key in enumerate(documents)}
        of = lambda row: fold[row["folder"], row["doc"]]
        total, n = 0, 0
        hedges = np.zeros(3)
        sures = 0
        for k in range(args.folds):
            held = [row for row in rows if of(row) == k]
            act, sure, hedged = evaluate(f"fold {k}", train([row for row in rows if of(row) != k], args), held)
            total, sures, hedges, n = total + act, sures + sure, hedges + hedged, n + len(held)
        print(f"cross-validated: act {100 * total / n:.1f}, certainty {100 * sures / n:.1f}, hedged F1 {200 * hedges[0] / (hedges[1] + hedges[2]):.1f}")
        return
    weights = train(rows, args)
    evaluate("training", weights, rows)
    for path in args.dev:
        evaluate(path.rsplit("/")[-1], weights, read([path]))
    if args.out:
        unit = float(np.abs(weights).max()) / 127
        small = np.clip(np.rint(weights / unit), -127, 127).astype(np.int8)
        with open(args.out, "wb") as out:
            out.write(struct.pack("<f", unit) + small.tobytes())


if __name__ == "__main__":
    main()
