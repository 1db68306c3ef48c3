"""Treebank sentences (Universal Dependencies) as batches for the network's tagger.

A word's two labels: its part of speech, for verbs with their form, and the relation to its head without subtypes. Words of
the engine that no token of the treebank begins with have none (-100)."""

import gzip
import random
from pathlib import Path

import network
import numpy as np
import torch

PARTS = 24
FORMS = ("VERB Fin", "VERB Inf", "VERB Part", "VERB Ger", "VERB", "AUX Fin", "AUX", "NOUN", "PROPN", "PRON", "DET", "ADP", "ADJ", "ADV", "SCONJ", "CCONJ", "NUM", "PUNCT", "PART", "INTJ", "SYM", "X")
RELATIONS = (
    "nsubj obj iobj obl root ccomp xcomp advcl acl csubj mark case det amod nmod appos advmod aux cop conj cc punct fixed flat compound "
    "parataxis expl nummod vocative discourse dislocated list orphan goeswith reparandum dep"
).split()
TOGETHER = 12  # sentences in a paragraph-like text
ABREAST = 24  # texts in a batch


def sentences(path):
    """-> (text, [(place of the first letter, part, relation)])"""
    text, tokens, at = "", [], 0
    skip = 0
    with gzip.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            if line.startswith("# text = "):
                text, tokens, at, skip = line[9:].rstrip("\n"), [], 0, 0
            elif line == "\n" and text:
                yield text, tokens
                text = ""
            elif line[:1].isdigit():
                number, form, _, part, _, traits, _, relation, _, _ = line.rstrip("\n").split("\t")
                if "." in number:
                    continue
                if "-" in number:
                    first, last = map(int, number.split("-"))
                    skip = last - first + 1
                elif skip:
                    skip -= 1
                    # The first word inside a contraction gives it its labels.
                    if tokens and tokens[-1][1] is None:
                        tokens[-1] = (tokens[-1][0], *labels(part, traits, relation))
                    continue
                found = text.find(form, at)
                if found < 0:
                    continue
                at = found + len(form)
                tokens.append((found, None, None) if "-" in number else (found, *labels(part, traits, relation)))


def labels(part, traits, relation):
    form = next((t[9:] for t in traits.split("|") if t.startswith("VerbForm=")), "")
    name = next((n for n in (f"{part} {form}", part, "X") if n in FORMS), "X")
    base = relation.split(":")[0]
    return FORMS.index(name), RELATIONS.index(base) if base in RELATIONS else len(RELATIONS) - 1


def batches(shared, features):
    """-> [(x, mode, lengths, gold)]; `features` turns records into the engine's numbers"""
    records, golds = [], []
    for number, language in enumerate(("en", "fr")):
        for path in sorted((Path(shared) / "ud" / language).glob("*.conllu.gz")):
            group = []
            for sentence in sentences(path):
                group.append(sentence)
                if len(group) == TOGETHER:
                    records.append({"text": " ".join(t for t, _ in group), "language": language})
                    gold, at = {}, 0
                    for t, tokens in group:
                        gold.update({at + place: (part, relation) for place, part, relation in tokens if part is not None})
                        at += len(t) + 1
                    golds.append((number, gold))
                    group = []
    rows = features(records)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    out = []
    for begin in range(0, len(order), ABREAST):
        part = order[begin : begin + ABREAST]
        longest = max(len(rows[i]) for i in part)
        x, gold = np.zeros((len(part), longest, 8), np.int64), np.full((len(part), longest, 2), -100, np.int64)
        for b, i in enumerate(part):
            x[b, : len(rows[i])] = rows[i][:, 2:]
            for k, start in enumerate(rows[i][:, 0].tolist()):
                if start in golds[i][1]:
                    gold[b, k] = golds[i][1][start]
        modes = [golds[i][0] * network.CONVENTIONS for i in part]
        out.append((torch.from_numpy(x), torch.tensor(modes), torch.tensor([len(rows[i]) for i in part]), torch.from_numpy(gold)))
    random.Random(1).shuffle(out)
    return out
