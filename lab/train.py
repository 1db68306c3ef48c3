"""Trains the network that ships.

    train.py --shared DIR --out FILE.bin --vectors FILE.npy [--pseudo FILE.jsonl.gz ...] [--epochs N]

In: the annotated articles of DIR (lab/corpus.py), its treebanks, the word vectors to start from (lab/vectors.py) and, if
given, articles labelled by an earlier network. Out: the weights as the engine reads them, and beside them FILE.pt with the
same in PyTorch's form. Seeds are fixed; progress and the scores on dev go to standard error.
"""

import argparse
import gzip
import json
import math
import random
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parent))
import corpus
import nest
import network
import treebank
from network import CON, CUE, FREE, IN_CON, IN_CUE, IN_SRC, REACH, SRC

ROOT = Path(__file__).parent.parent
CHUNK = 640
LEARNED = 420  # words in a chunk while learning: more of them run abreast
MOST_WORDS = 8_000  # a batch
SLOW = 0.2  # how much slower the words' vectors learn than the rest
EVERY = 2  # a batch of trees to so many batches of articles


def features(records, command):
    """Asks the engine what it sees of each record; -> list of arrays (words, 10)"""
    text = "".join(json.dumps({"text": r["text"], "language": r["language"]}) + "\n" for r in records)
    raw = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=True).stdout
    values, at, out = np.frombuffer(raw, "<u4"), 0, []
    for _ in records:
        n = int(values[at])
        out.append(values[at + 1 : at + 1 + 10 * n].reshape(n, 10).astype(np.int64))
        at += 1 + 10 * n
    return out


def words_of(rows, pieces):
    """Indices of the words that a span's pieces touch, a list a piece."""
    starts, ends = rows[:, 0], rows[:, 1]
    out = []
    for start, end in sorted(map(tuple, pieces)):
        first, past = np.searchsorted(ends, start, "right"), np.searchsorted(starts, end, "left")
        if past > first:
            out.append((int(first), int(past)))
    return out


class Article:
    """Features, anchors and their arguments, in words."""

    def __init__(self, record, rows, weight=1.0):
        self.record, self.rows, self.weight = record, rows, weight
        languages = {"en": 0, "fr": 1}
        self.mode = languages[record["language"]] * network.CONVENTIONS + (record["convention"] == "polnear")
        place = rows[:, 9]
        self.paragraph = np.cumsum(place & 1)
        self.sentence = np.cumsum((place >> 1) & 1)
        self.anchors = []  # (first, past, sources, contents); past == first for free content
        for a in record["attributions"]:
            source, content = words_of(rows, a["source"]), words_of(rows, a["content"])
            cue = words_of(rows, a["cue"])
            if cue:
                self.anchors.append((cue[0][0], cue[0][1], source, content))
            elif content:
                self.anchors.append((content[0][0], content[0][0], source, content))
        self.anchors.sort(key=lambda a: a[:2])

    def chunks(self, rng, size=CHUNK):
        """Cuts a long article near paragraph starts; -> (first word, past) pairs"""
        n = len(self.rows)
        parts = max(1, math.ceil(n / size))
        cuts = [0]
        for i in range(1, parts):
            want = i * n / parts + (rng.uniform(-60, 60) if rng else 0)
            starts = np.flatnonzero(self.rows[:, 9] & 1)
            near = starts[np.argmin(np.abs(starts - want))] if len(starts) else int(want)
            cut = int(near) if abs(near - want) < 150 else int(want)
            if cuts[-1] < cut < n:
                cuts.append(cut)
        return list(zip(cuts, cuts[1:] + [n]))


def tensors(chunks):
    """[(article, first, past)] -> the network's input and, from the annotation, its answers"""
    longest = max(past - first for _, first, past in chunks)
    x = np.zeros((len(chunks), longest, 8), np.int64)
    tags = np.full((len(chunks), longest), -100, np.int64)
    unknown = np.zeros((len(chunks), longest), bool)
    sentence, paragraph, ordinal = (np.zeros((len(chunks), longest), np.int64) for _ in range(3))
    anchors, labels, weights = [], [], []
    for b, (article, first, past) in enumerate(chunks):
        n = past - first
        x[b, :n] = article.rows[first:past, 2:]
        sentence[b, :n], paragraph[b, :n] = article.sentence[first:past], article.paragraph[first:past]
        tags[b, :n] = network.OUT
        for begin, end, source, content in article.anchors:
            if not first <= begin < past:
                continue
            free = begin == end
            if free and tags[b, begin - first] != network.OUT:
                continue
            tags[b, begin - first] = FREE if free else CUE
            for i in range(begin + 1, min(end, past)):
                tags[b, i - first] = IN_CUE
            row = np.zeros(2 * REACH + 1, np.int64)
            for pieces, outer, inner in ((source, SRC, IN_SRC), (content, CON, IN_CON)):
                for s, e in pieces:
                    for i in range(max(s, first, begin - REACH), min(e, past, begin + REACH + 1)):
                        head = i == s or i == first or i == begin - REACH
                        row[i - begin + REACH] = outer if head else inner
            anchors.append((b, begin - first, begin - first - 1 if free else min(end, past) - 1 - first))
            labels.append(row)
            weights.append(article.weight)
        if article.record["convention"] == "polnear":
            # It nests nothing: what stands inside its contents was not looked for.
            for _, _, _, content in article.anchors:
                for s, e in content:
                    unknown[b, max(s - first, 0) : max(min(e, past) - first, 0)] = True
            unknown[b] &= tags[b] == network.OUT
        ordinal[b, :n] = np.cumsum((tags[b, :n] == CUE) | (tags[b, :n] == FREE))
    t = torch.from_numpy
    return dict(
        x=t(x), mode=torch.tensor([c[0].mode for c in chunks]), lengths=torch.tensor([p - f for _, f, p in chunks]),
        tags=t(tags), unknown=t(unknown), sentence=t(sentence), paragraph=t(paragraph), ordinal=t(ordinal),
        anchors=torch.tensor(anchors, dtype=torch.long).reshape(-1, 3), labels=t(np.array(labels).reshape(-1, 2 * REACH + 1)),
        weight=torch.tensor(weights), chunk_weight=torch.tensor([c[0].weight for c in chunks]),
    )


def loss_of(model, batch):
    h = model.encode(batch["x"], batch["mode"], batch["lengths"])
    mask = batch["tags"] >= 0
    nll = model.anchors.loss(model.anchor(h), mask, batch["tags"].clamp(min=0), batch["unknown"])
    loss = (nll * batch["chunk_weight"]).sum()
    if len(batch["anchors"]):
        pair, mask = model.pairs(h, batch["anchors"], batch["sentence"], batch["paragraph"], batch["ordinal"], batch["lengths"])
        nll = model.labels.loss(pair, mask, batch["labels"])
        loss = loss + (nll * batch["weight"]).sum() * 0.5
    return loss / batch["lengths"].sum() * 30


def tagging_loss(model, batch):
    """Parts of speech and relations from the lower layer."""
    x, mode, lengths, gold = batch
    scores = model.tagger(model.encode(x, mode, lengths, lower=True))
    part, relation = scores[..., : treebank.PARTS], scores[..., treebank.PARTS :]
    both = [F.cross_entropy(s.flatten(0, 1), gold[..., i].flatten(), ignore_index=-100) for i, s in enumerate((part, relation))]
    return sum(both)


@torch.no_grad()
def read(model, articles):
    """-> for each article the attributions found, in code points"""
    model.eval()
    out = []
    for article in articles:
        found = []
        for first, past in article.chunks(None):
            batch = tensors([(article, first, past)])
            h = model.encode(batch["x"], batch["mode"], batch["lengths"])
            tag = model.anchors.best(model.anchor(h), batch["tags"] >= 0)[0].tolist()
            anchors, i = [], 0
            while i < len(tag):
                if tag[i] == CUE or tag[i] == IN_CUE and (i == 0 or tag[i - 1] in (network.OUT, FREE)):
                    j = i + 1
                    while j < len(tag) and tag[j] == IN_CUE:
                        j += 1
                    anchors.append((0, i, j - 1))
                    i = j
                    continue
                if tag[i] == FREE:
                    anchors.append((0, i, i - 1))
                i += 1
            if not anchors:
                continue
            a = torch.tensor(anchors)
            ordinal = torch.zeros_like(batch["sentence"])
            ordinal[0, a[:, 1]] = 1
            pair, mask = model.pairs(h, a, batch["sentence"], batch["paragraph"], ordinal.cumsum(-1), batch["lengths"])
            labels = model.labels.best(pair, mask).tolist()
            for (_, begin, last), row in zip(anchors, labels):
                spans = {"source": [], "content": []}
                for k, label in enumerate(row):
                    if not label:
                        continue
                    word = article.rows[first + begin - REACH + k]
                    pieces = spans["source" if label in (SRC, IN_SRC) else "content"]
                    if label in (SRC, CON) or not pieces:
                        pieces.append([int(word[0]), int(word[1])])
                    else:
                        pieces[-1][1] = int(word[1])
                cue = [] if last < begin else [[int(article.rows[first + begin, 0]), int(article.rows[first + last, 1])]]
                if spans["content"] or cue:
                    found.append({"id": len(found) + 1, "cue": cue, **spans, "parent": None})
        for a in found:
            inside = [b for b in found if b is not a and any(s <= x and y <= e for s, e in b["content"] for x, y in (a["cue"] or a["content"])[:1])]
            if inside:
                a["parent"] = min(inside, key=lambda b: sum(e - s for s, e in b["content"]))["id"]
        out.append(found)
    model.train()
    return out


def score(shared, articles, found):
    """-> {set: {metric: F1}} by the scorer of `shared`"""
    spans, _ = corpus.tools(shared)
    rows = {}
    for article, attributions in zip(articles, found):
        record = article.record
        if record["convention"] == "polnear":
            attributions = [a for a in attributions if a["parent"] is None]
        tupled = lambda rows: [{k: [tuple(s) for s in a[k]] for k in ("source", "cue", "content")} for a in rows]
        stats = spans.score_article(spans.Article(record["text"]), tupled(record["attributions"]), tupled(attributions))
        rows.setdefault(record["set"], []).append(stats)
    names = ("attribution", "whole", "content.exact", "cue.exact", "source.exact")
    out = {s: {n: 100 * spans.prf(spans.total(stats, n))[2] for n in names} for s, stats in rows.items()}
    for s, stats in rows.items():
        out[s]["indirect"] = 100 * spans.prf(spans.total(stats, "indirect.attribution"))[1]
    return out


def show(result):
    for name, row in result.items():
        print(f"  {name:8} " + "  ".join(f"{k} {v:5.1f}" for k, v in row.items()), file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--vectors", help="word vectors to start from (lab/vectors.py)")
    parser.add_argument("--pseudo", nargs="*", default=[])
    parser.add_argument("--pseudo-weight", type=float, default=0.7)
    parser.add_argument("--no-nest", action="store_true", help="leave out the statements made to stand in others (lab/nest.py)")
    parser.add_argument("--brief", action="store_true", help="only articles of selon's convention, those of the annotators twice, ours once: to go on from weights that know the rest")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--hidden", type=int, default=128)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--start", help="go on from this FILE.pt")
    parser.add_argument("--minutes", type=float, default=1e9, help="plan the learning rate to end after so long")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--features", default="cargo run --release -q -p selon-lab -- features", help="the command that writes the words' features")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(1)
    rng = random.Random(1)
    command = args.features.split()
    gold, dev = corpus.train(args.shared), corpus.dev(args.shared)
    dev = [Article(r, f) for r, f in zip(dev, features(dev, command))]
    train, seen = [], features(gold, command)
    for record, rows in zip(gold, seen):
        times = 1 if record["convention"] == "polnear" else 3
        if args.brief:
            times = {"polnear": 0, "fr-news": 2, "dossiers": 2}.get(record["set"], 1)
        train += [Article(record, rows)] * times
    if not args.no_nest:
        made = nest.augment(gold, seen)
        train += [Article(record, rows) for record, rows in zip(made, features(made, command))]
    for path in args.pseudo:
        records = [json.loads(line) for line in gzip.open(path, "rt", encoding="utf-8")]
        for record, rows in zip(records, features(records, command)):
            record.setdefault("convention", "selon")
            train.append(Article(record, rows, args.pseudo_weight))
            record["text"] = ""
    words = sum(len(a.rows) for a in train)
    print(f"{len(train)} articles, {words} words an epoch", file=sys.stderr)

    model = network.Network(hidden=args.hidden)
    if args.start:
        model.load_state_dict(torch.load(args.start))
    elif args.vectors:
        vectors = torch.from_numpy(np.load(args.vectors).astype(np.float32))
        with torch.no_grad():
            # A bucket that no unannotated article has keeps its random row.
            model.word.weight.copy_(torch.where(vectors.abs().sum(1, keepdim=True) > 0, vectors, model.word.weight))
    # Words that training meets must not drift far from those that it never does.
    slow = [model.word.weight]
    rest = [p for n, p in model.named_parameters() if n != "word.weight"]
    groups = [{"params": slow, "factor": SLOW}, {"params": rest, "factor": 1.0}]
    optimiser = torch.optim.AdamW(groups, lr=args.rate, weight_decay=1e-4, betas=(0.9, 0.98))
    trees = treebank.batches(args.shared, lambda records: features(records, command))
    average = {k: v.clone() for k, v in model.state_dict().items()}
    began, steps, best = time.time(), 0, -1.0
    for epoch in range(args.epochs):
        chunks = [(a, f, p) for a in train for f, p in a.chunks(rng, LEARNED)]
        chunks.sort(key=lambda c: c[2] - c[1] + rng.uniform(-40, 40))
        batches, current = [], []
        for chunk in chunks:
            current.append(chunk)
            if len(current) * (chunk[2] - chunk[1]) > MOST_WORDS:
                batches.append(current)
                current = []
        batches += [current] if current else []
        rng.shuffle(batches)
        total = 0.0
        for number, chosen in enumerate(batches):
            done = max((epoch + number / len(batches)) / args.epochs, (time.time() - began) / 60 / args.minutes)
            if done >= 1:
                break
            rate = args.rate * min(1, (steps + 1) / 100) * (1 - done)
            for group in optimiser.param_groups:
                group["lr"] = rate * group["factor"]
            loss = loss_of(model, tensors(chosen))
            if trees and number % EVERY == 0:
                loss = loss + 0.5 * tagging_loss(model, trees[(steps // EVERY) % len(trees)])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
            optimiser.step()
            steps += 1
            total += loss.item()
            keep = min(0.998, 1 - 10 / (steps + 10))
            with torch.no_grad():
                for name, value in model.state_dict().items():
                    average[name].lerp_(value, 1 - keep)
        print(f"epoch {epoch + 1}: loss {total / (number + 1):.3f}, {time.time() - began:.0f} s", file=sys.stderr, flush=True)
        kept = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict(average)
        show(score(args.shared, dev, read(model, dev)))
        torch.save(model.state_dict(), Path(args.out).with_suffix(".pt"))
        network.export(model, args.out)
        model.load_state_dict(kept)
        if done >= 1:
            break


if __name__ == "__main__":
    main()
