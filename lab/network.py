"""The network that ships, in PyTorch: words' features -> anchors -> the arguments of each anchor.

An anchor is a cue, or the first word of a content that no cue introduces. For each anchor every word within
`REACH` is labelled as its source, its content or neither, so that attributions may nest and share a source.
The engine computes the same in `engine/src/network.rs`; tensors are written in the order of `export`.
"""

import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

COLUMNS = ("start", "end", "word", "edge1", "edge2", "edge3", "edge4", "shape", "quote", "place")
WORDS, EDGES, SHAPES, QUOTES, PLACES = 1 << 16, 1 << 13, 32, 8, 8
LANGUAGES, CONVENTIONS = 8, 2
REACH = 96
OUT, CUE, IN_CUE, FREE = range(4)
NONE, SRC, IN_SRC, CON, IN_CON = range(5)
TAGS = 64
# Distances in words fall into 2 * 12 + 1 buckets: 1, 2, 3, 4, 5-6, 7-9, 10-13, 14-19, 20-28, 29-42, 43-70, more.
STEPS = torch.tensor([1, 2, 3, 4, 5, 7, 10, 14, 20, 29, 43, 71])
NEAR = 2 * len(STEPS) + 1
BREAKS = 7  # paragraphs or sentences between, -3 .. 3
BETWEEN = 7  # other anchors between, -3 .. 3


def distance_bucket(delta):
    size = torch.bucketize(delta.abs(), STEPS, right=True)
    return torch.where(delta < 0, len(STEPS) - size, len(STEPS) + size)


class Network(nn.Module):
    def __init__(self, hidden=128, word=128, edge=24, pair=96):
        super().__init__()
        self.sizes = dict(hidden=hidden, word=word, edge=edge, pair=pair)
        self.word = nn.Embedding(WORDS, word)
        self.edges = nn.ModuleList(nn.Embedding(EDGES, edge) for _ in range(4))
        self.shape = nn.Embedding(SHAPES, 16)
        self.quote = nn.Embedding(QUOTES, 8)
        self.place = nn.Embedding(PLACES, 8)
        self.mode = nn.Embedding(LANGUAGES * CONVENTIONS, 8)
        for table in [self.word, *self.edges]:
            nn.init.normal_(table.weight, std=0.3)
        # Two runs of one direction each: far faster to train than PyTorch's own pairing of packed sequences.
        self.gru1 = nn.ModuleList(nn.GRU(word + 4 * edge + 40, hidden, batch_first=True) for _ in range(2))
        self.gru2 = nn.ModuleList(nn.GRU(2 * hidden, hidden, batch_first=True) for _ in range(2))
        self.anchor = nn.Sequential(nn.Linear(2 * hidden, 64), nn.ReLU(), nn.Linear(64, 4))
        self.anchors = Chain(4, {IN_CUE: (CUE, IN_CUE)})
        self.of_word = nn.Linear(2 * hidden, pair)
        self.of_first = nn.Linear(2 * hidden, pair, bias=False)
        self.of_last = nn.Linear(2 * hidden, pair, bias=False)
        self.near = nn.Embedding(NEAR, pair)
        self.sentences = nn.Embedding(BREAKS, pair)
        self.paragraphs = nn.Embedding(BREAKS, pair)
        self.between = nn.Embedding(BETWEEN, pair)
        self.own = nn.Embedding(3, pair)
        for table in [self.near, self.sentences, self.paragraphs, self.between, self.own]:
            nn.init.normal_(table.weight, std=0.1)
        self.label = nn.Linear(pair, 5)
        self.labels = Chain(5, {IN_SRC: (SRC, IN_SRC), IN_CON: (CON, IN_CON)})
        # A word's part of speech and relation (Universal Dependencies), taught beside; not shipped.
        self.tagger = nn.Linear(2 * hidden, TAGS)
        self.drop = nn.Dropout(0.3)

    def encode(self, x, mode, lengths, lower=False):
        """x: (batch, words, 8) features -> (batch, words, 2 * hidden), of the lower layer alone if asked"""
        parts = [self.word(x[..., 0])] + [table(x[..., 1 + i]) for i, table in enumerate(self.edges)]
        h = torch.cat(parts, -1)
        if self.training:
            h = h * (torch.rand(h.shape[:2]) > 0.05).unsqueeze(-1)
        context = [self.shape(x[..., 5]), self.quote(x[..., 6]), self.place(x[..., 7])]
        context.append(self.mode(mode).unsqueeze(1).expand(-1, x.shape[1], -1))
        h = self.drop(torch.cat([h] + context, -1))
        # Each chunk turned round within its own length, for the run backwards.
        at = torch.arange(x.shape[1]).unsqueeze(0)
        turned = torch.where(at < lengths.unsqueeze(-1), lengths.unsqueeze(-1) - 1 - at, at)
        turned = (turned + torch.arange(len(x)).unsqueeze(-1) * x.shape[1]).flatten()
        turn = lambda v: v.flatten(0, 1).index_select(0, turned).view(v.shape)
        for forward, backward in (self.gru1,) if lower else (self.gru1, self.gru2):
            h = self.drop(torch.cat([forward(h)[0], turn(backward(turn(h))[0])], -1))
        return h

    def pairs(self, h, anchors, sentence, paragraph, ordinal, lengths):
        """anchors: (n, 3) batch, first, last word -> (n, 2 * REACH + 1, 5) label scores and a mask"""
        b, first, last = anchors.unbind(-1)
        offset = torch.arange(-REACH, REACH + 1)
        at = first.unsqueeze(-1) + offset
        mask = (at >= 0) & (at < lengths[b].unsqueeze(-1))
        at = at.clamp(0, h.shape[1] - 1)
        rows = b.unsqueeze(-1).expand_as(at)
        flat = (rows * h.shape[1] + at).flatten()
        pair = self.of_word(h).flatten(0, 1).index_select(0, flat).view(*at.shape, -1)
        pair = pair + (self.of_first(h)[b, first] + self.of_last(h)[b, last.clamp(min=0)]).unsqueeze(1)
        pair = pair + self.near(distance_bucket(offset)).unsqueeze(0)
        for table, index in ((self.sentences, sentence), (self.paragraphs, paragraph), (self.between, ordinal)):
            pair = pair + table((index[rows, at] - index[b, first].unsqueeze(-1)).clamp(-3, 3) + 3)
        own = ((at >= first.unsqueeze(-1)) & (at <= last.unsqueeze(-1))).long()
        free = (last < first).long().unsqueeze(-1) * (at == first.unsqueeze(-1))
        pair = pair + self.own(own + 2 * free)
        return self.label(torch.relu(pair)), mask


class Chain(nn.Module):
    """A linear-chain CRF (Lafferty et al. 2001) over a row of label scores. `inside` names for a label those that it may follow."""

    def __init__(self, labels, inside):
        super().__init__()
        self.step = nn.Parameter(torch.zeros(labels, labels))
        self.start = nn.Parameter(torch.zeros(labels))
        bad = torch.zeros(labels, labels)
        for label, before in inside.items():
            bad[:, label] = -1e4
            bad[list(before), label] = 0
        self.register_buffer("bad", bad, persistent=False)
        self.register_buffer("first", bad[0], persistent=False)

    def partition(self, scores, mask):
        """log of the sum over all rows of labels; `mask` is one run of ones a row"""
        step, start = self.step + self.bad, self.start + self.first
        begun = torch.zeros(scores.shape[0], dtype=torch.bool)
        alpha = torch.zeros(scores.shape[0], scores.shape[2])
        for i in range(scores.shape[1]):
            here = mask[:, i].unsqueeze(-1)
            go = torch.logsumexp(alpha.unsqueeze(-1) + step, 1)
            new = torch.where(begun.unsqueeze(-1), go, start) + scores[:, i]
            alpha = torch.where(here, new, alpha)
            begun = begun | mask[:, i]
        return torch.logsumexp(alpha, -1)

    def path(self, scores, mask, gold):
        emitted = (scores.gather(-1, gold.unsqueeze(-1)).squeeze(-1) * mask).sum(-1)
        both = mask[:, 1:] & mask[:, :-1]
        moved = ((self.step + self.bad)[gold[:, :-1], gold[:, 1:]] * both).sum(-1)
        first = mask.float().argmax(-1, keepdim=True)
        return emitted + moved + (self.start + self.first)[gold.gather(1, first).squeeze(-1)]

    def loss(self, scores, mask, gold, unknown=None):
        """`unknown` marks the places whose label nobody has said: all are summed over (Tsuboi et al. 2008)"""
        if unknown is None or not unknown.any():
            return self.partition(scores, mask) - self.path(scores, mask, gold)
        wrong = (F.one_hot(gold, scores.shape[-1]) == 0) & ~unknown.unsqueeze(-1)
        return self.partition(scores, mask) - self.partition(scores.masked_fill(wrong, -1e4), mask)

    @torch.no_grad()
    def best(self, scores, mask):
        """-> the best row of labels, 0 where masked"""
        step, start, n, length = self.step + self.bad, self.start + self.first, scores.shape[0], scores.shape[1]
        begun = torch.zeros(n, dtype=torch.bool)
        alpha, back = torch.zeros(n, scores.shape[2]), []
        for i in range(length):
            here = mask[:, i].unsqueeze(-1)
            best, came = (alpha.unsqueeze(-1) + step).max(1)
            new = torch.where(begun.unsqueeze(-1), best, start) + scores[:, i]
            back.append(torch.where(here & begun.unsqueeze(-1), came, torch.arange(scores.shape[2]).expand(came.shape)))
            alpha = torch.where(here, new, alpha)
            begun = begun | mask[:, i]
        label = alpha.argmax(-1)
        out = torch.zeros(n, length, dtype=torch.long)
        for i in reversed(range(length)):
            out[:, i] = torch.where(mask[:, i], label, out[:, i])
            label = back[i].gather(1, label.unsqueeze(-1)).squeeze(-1)
        return out


def export(model, path):
    """Writes the weights: magic, then for each tensor its name, shape, and rows of 8 or 16 bits.

    Embeddings of words and edges are bytes with an f32 scale a row; all else is f16."""
    with open(path, "wb") as f:
        f.write(b"selon-net 2\n")
        state = {name: tensor for name, tensor in model.state_dict().items() if not name.startswith("tagger.")}
        f.write(struct.pack("<I", len(state)))
        for name, tensor in state.items():
            value = tensor.detach().float().numpy()
            value = value.reshape(value.shape[0], -1) if value.ndim > 1 else value.reshape(1, -1)
            small = name == "word.weight" or name.startswith("edges.")
            f.write(struct.pack("<B", len(name)) + name.encode())
            f.write(struct.pack("<BII", 1 if small else 2, *value.shape))
            if small:
                scale = np.maximum(np.abs(value).max(1) / 127, 1e-8).astype("<f4")
                f.write(scale.tobytes())
                f.write(np.round(value / scale[:, None]).astype("i1").tobytes())
            else:
                f.write(value.astype("<f2").tobytes())
