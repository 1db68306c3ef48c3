#!/usr/bin/env python3
"""Train the scorer of acts and certainty (engine/src/act/model.rs, engine/src/act/reader.rs).

    lab/acts.py --out engine/data/common/acts.bin     the shipped weights, from ../shared and lab
    lab/acts.py --folds 3                             cross-validated by article; writes nothing

Learns from the French training articles, the dossiers 01 to 04, affairs of our own (lab/affairs), annotated articles of the
pools, statements of the pools whose act was judged (lab/judged), statements of our own and judged statements of PolNeAR
(act_examples.py). `selon-lab act-features` computes what is read of a statement. Its score is the sum of a linear one over its
features, one over hidden units of the same ("wide and deep", Cheng et al. 2016), and one over hidden units of what two
convolutions make of the words of its parts, the greatest value of each part (Kim 2014). Half of the features are left out at
random while learning: names and topics of few articles must not carry a decision. Words begin with the vectors of
engine/data/network.bin. Tables are rounded to bytes, the rest to 16 bits. Half an hour on a quiet core; the same weights
every time on one machine. Needs numpy and torch.
"""
import argparse
import importlib.util
import json
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import act_examples
import corpus

ROOT = Path(__file__).resolve().parent.parent
ACTS = "assert accuse deny confirm concede request promise threaten warn support criticise ask decline".split()
BUCKETS, SCORES, PARTS = 1 << 15, len(ACTS) + 2, 5
DOUBT, NONE = len(ACTS), len(ACTS) + 1
TRAIN = ["fr-news/train"] + [f"dossiers/dossier-0{n}" for n in (1, 2, 3, 4)]
DEV = {"fr-news/dev": ["fr-news/dev"], "en-news/dev": ["en-news/dev"],
       "dossiers 05-06": ["dossiers/dossier-05", "dossiers/dossier-06"], "seeds": ["seeds"]}
# An accusation or a denial that is missed costs a reader more than one too many.
WEIGHT = {"accuse": 1.3, "deny": 1.2}
# By a part of the folder's name: PolNeAR's were judged by one reader from the statement alone, and of French training articles
# nine in ten were judged as their annotators had (lab/annotate.py agree).
TRUST = {"polnear": 0.7, "affairs/": 0.8, "judged-": 0.8}
# Numbers of a word's vector, of its shape's, of its quotation state's; of the convolutions; hidden units of either sort.
WORD, SHAPE, QUOTE, WIDTH, HIDDEN = 48, 8, 4, 96, 96
SHAPES, QUOTES = 32, 8
# Rounds over the data, statements a step, share of features kept.
SEED, ROUNDS, STEP, KEPT = 1, 4, 64, 0.5
RATE, DECAY, SMOOTH = 1.5e-3, 0.01, 0.05


def features(folders):
    """The statements of annotated folders: [{"folder", "doc", "act", "certainty", "features", "words", "parts"}]"""
    command = [target() / "release" / "selon-lab", "act-features", "--gold", *folders]
    rows = []
    with subprocess.Popen([str(it) for it in command], stdout=subprocess.PIPE, encoding="utf-8") as run:
        for row in map(json.loads, run.stdout):
            # Unjudged statements stand there because they are their neighbours' company.
            if row["act"] in ACTS or row["act"] == "none":
                row["features"] = torch.tensor(row["features"])
                row["words"] = np.array(row["words"], np.int32).reshape(-1, 3)
                rows.append(row)
    if run.returncode:
        sys.exit("no features")
    return rows


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
    pooled = {"annotated": corpus.annotated(shared), "judged": corpus.judged(shared)}
    with tempfile.TemporaryDirectory() as folder:
        return features(act_examples.write(folder, shared / "polnear" / "train", spans, pooled))


def vectors(rows):
    """The network's word vectors, turned so that the first numbers hold most of what the words of `rows` differ in."""
    table = word_table((ROOT / "engine" / "data" / "network.bin").read_bytes())
    counts = np.bincount(np.concatenate([row["words"][:, 0] for row in rows]), minlength=len(table))
    weight = np.sqrt(counts + 0.1)[:, None]
    table = table - (table * weight).sum(0) / weight.sum()
    scaled = table * np.sqrt(weight)
    turned = table @ np.linalg.svd(scaled.T @ scaled)[0][:, :WORD]
    return torch.tensor(turned / turned[counts > 0].std() * 0.5, dtype=torch.float32)


def word_table(data):
    """`word.weight` of a file of tensors (engine/src/network/weights.rs)."""
    (count,), at = struct.unpack_from("<I", data, 12), 16
    for _ in range(count):
        name = data[at + 1:at + 1 + data[at]].decode()
        at += 1 + len(name)
        width, rows, columns = struct.unpack_from("<BII", data, at)
        at += 9
        if name == "word.weight":
            values = np.frombuffer(data, np.int8, rows * columns, at + 4 * rows).reshape(rows, columns)
            return values * np.frombuffer(data, "<f4", rows, at)[:, None].astype(np.float64)
        at += rows * (4 + columns) if width == 1 else 2 * rows * columns
    sys.exit("network.bin: no word.weight")


class Scorer(nn.Module):
    """A statement's words and features -> the score of each act, then those of doubt and of being no statement"""

    def __init__(self, words=None):
        super().__init__()
        self.word, self.shape, self.quote = nn.Embedding(1 << 16, WORD), nn.Embedding(SHAPES, SHAPE), nn.Embedding(QUOTES, QUOTE)
        if words is not None:
            self.word.weight.data.copy_(words)
        self.near = nn.Conv1d(WORD + SHAPE + QUOTE, WIDTH, 3, padding=1)
        self.far = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.parts = nn.Linear(PARTS * WIDTH, HIDDEN)
        self.hidden = nn.EmbeddingBag(BUCKETS, HIDDEN, mode="sum")
        self.linear = nn.EmbeddingBag(BUCKETS, SCORES, mode="sum")
        nn.init.normal_(self.hidden.weight, std=0.02)
        nn.init.zeros_(self.linear.weight)
        self.bias = nn.Parameter(torch.zeros(HIDDEN))
        self.out = nn.Linear(2 * HIDDEN, SCORES)
        self.drop = nn.Dropout(0.3)

    def forward(self, words, there, parts, bags, kept=1.0):
        """`there`: which words are any; `parts`: (statements, words, PARTS), which are whose; a share of `bags` is kept"""
        h = torch.cat([self.word(words[..., 0]), self.shape(words[..., 1]), self.quote(words[..., 2])], -1)
        if self.training:
            h = h * (torch.rand(h.shape[:2]) > 0.08).unsqueeze(-1)
        here = there.unsqueeze(1)
        h = F.relu(self.near((h * there.unsqueeze(-1)).transpose(1, 2))) * here
        h = (h + F.relu(self.far(F.dropout(h, 0.1, self.training)))).transpose(1, 2)
        greatest = [(h * parts[..., it:it + 1]).max(1).values for it in range(PARTS)]
        of_parts = F.relu(self.parts(self.drop(torch.cat(greatest, 1))))
        if kept < 1:
            bags = [bag[torch.rand(len(bag)) < kept] for bag in bags]
        starts = torch.tensor([0] + [len(bag) for bag in bags[:-1]]).cumsum(0)
        told = torch.cat(bags)
        of_features = F.relu(self.hidden(told, starts) / kept + self.bias)
        return self.out(self.drop(torch.cat([of_parts, of_features], 1))) + self.linear(told, starts) / kept


def batch(rows):
    longest = max(1, max(len(row["words"]) for row in rows))
    words = np.zeros((len(rows), longest, 3), np.int64)
    there, parts = np.zeros((len(rows), longest), np.float32), np.zeros((len(rows), longest, PARTS), np.float32)
    for at, row in enumerate(rows):
        count = len(row["words"])
        words[at, :count], there[at, :count] = row["words"], 1
        for part, places in enumerate(row["parts"]):
            parts[at, places, part] = 1
    return torch.from_numpy(words), torch.from_numpy(there), torch.from_numpy(parts), [row["features"] for row in rows]


def train(rows):
    """-> the scorer, its weights rounded as they ship"""
    # One thread, so that sums come in one order.
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    mixed = random.Random(SEED)
    acts = torch.tensor([ACTS.index(row["act"]) if row["act"] in ACTS else -1 for row in rows])
    none = torch.tensor([float(row["act"] == "none") if "judged-" in row["folder"] else -1.0 for row in rows])
    hedged = torch.tensor([{"certain": 0.0, "hedged": 1.0}.get(row["certainty"], -1.0) for row in rows])
    trust = torch.tensor([next((it for name, it in TRUST.items() if name in row["folder"]), 1.0) for row in rows])
    costs = torch.tensor([WEIGHT.get(it, 1.0) for it in ACTS])
    scorer, began = Scorer(vectors(rows)), time.monotonic()
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=RATE, weight_decay=DECAY)
    done, steps = 0, ROUNDS * (len(rows) // STEP + 1)
    for number in range(ROUNDS):
        for some in heaps(rows, mixed):
            scores, some = scorer(*batch([rows[it] for it in some]), KEPT), torch.tensor(some)
            loss = F.cross_entropy(scores[:, :DOUBT], acts[some], weight=costs, reduction="none", label_smoothing=SMOOTH, ignore_index=-1)
            sure, found = hedged[some] >= 0, none[some] >= 0
            doubt = F.binary_cross_entropy_with_logits(scores[sure, DOUBT], hedged[some][sure])
            # What an engine found is no statement now and then; what annotators marked says nothing of that.
            wrong = F.binary_cross_entropy_with_logits(scores[found, NONE], none[some][found], reduction="sum") / len(some)
            for group in optimiser.param_groups:
                group["lr"] = RATE * max(0.0, 1 - done / steps)
            optimiser.zero_grad()
            ((loss * trust[some]).mean() + 0.5 * doubt + 0.5 * wrong).backward()
            nn.utils.clip_grad_norm_(scorer.parameters(), 1.0)
            optimiser.step()
            done += 1
        print(f"round {number + 1} of {ROUNDS}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return rounded(scorer)


def heaps(rows, mixed):
    """Steps of rows of like lengths, in a mixed order."""
    order = list(range(len(rows)))
    mixed.shuffle(order)
    steps = []
    for at in range(0, len(order), 20 * STEP):
        some = sorted(order[at:at + 20 * STEP], key=lambda it: len(rows[it]["words"]))
        steps += [some[it:it + STEP] for it in range(0, len(some), STEP)]
    mixed.shuffle(steps)
    return steps


def rounded(scorer):
    with torch.no_grad():
        for name, value in scorer.named_parameters():
            if name in TABLES.values():
                unit = units(value)
                value.copy_((value / unit).round().clamp(-127, 127) * unit)
            else:
                value.copy_(value.half().float())
    return scorer.eval()


def units(table):
    return table.abs().max(1, keepdim=True).values.clamp(min=1e-12) / 127


# What a tensor is called in the file: tables of bytes, and the others.
TABLES = {"word.weight": "word.weight", "hidden.weight": "hidden.weight", "linear.weight": "linear.weight"}
OTHERS = {name: name for name in ("shape.weight", "quote.weight", "near.weight", "near.bias", "far.weight", "far.bias",
                                  "parts.weight", "parts.bias", "out.weight", "out.bias")} | {"hidden.bias": "bias"}


def write(scorer, path):
    """As engine/src/network/weights.rs reads it; a convolution's row holds the word before, the word, the word behind."""
    given = {name: value.detach() for name, value in scorer.named_parameters()}
    out = [b"selon-net 2\n", struct.pack("<I", len(TABLES) + len(OTHERS))]
    for name, own in (TABLES | OTHERS).items():
        value = given[own]
        if value.dim() == 3:
            value = value.permute(0, 2, 1).flatten(1)
        value = value if value.dim() == 2 else value.unsqueeze(0)
        table = name in TABLES
        out.append(struct.pack("<B", len(name)) + name.encode() + struct.pack("<BII", 1 if table else 2, *value.shape))
        if table:
            unit = units(value)
            out += [unit.numpy().astype("<f4").tobytes(), (value / unit).round().to(torch.int8).numpy().tobytes()]
        else:
            out.append(value.numpy().astype("<f2").tobytes())
    path.write_bytes(b"".join(out))


def judge(scorer, rows):
    with torch.no_grad():
        scores = torch.cat([scorer(*batch(rows[at:at + STEP])) for at in range(0, len(rows), STEP)])
    return [ACTS[it] for it in scores[:, :DOUBT].argmax(1)], scores[:, DOUBT].tolist()


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
    for name in ("fr-news", "dossier", "affairs", "judged", "acts-", "polnear"):
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
    print(len(rows), "statements", file=sys.stderr)
    if args.folds:
        return cross_validated(rows, args.folds)
    scorer = train(rows)
    for name, folders in DEV.items():
        held = features(args.shared / it for it in folders)
        report(name, held, *judge(scorer, held))
    if args.out:
        write(scorer, args.out)


if __name__ == "__main__":
    main()
