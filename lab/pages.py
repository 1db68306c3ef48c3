#!/usr/bin/env python3
"""Train the judge of a page's blocks: is this paragraph part of the article?

    selon-lab pages --folder DIR --features target/blocks.bin
    lab/pages.py --folder DIR --features target/blocks.bin --out engine/data/common/page.bin [--folds 5]

DIR holds trafilatura's evaluation set (evaldata.json, cache/, eval/). A block that holds a snippet which must be in the
text is a positive example, one that holds a snippet which must not be a negative one. What trafilatura itself takes
or leaves of the same pages says, with little weight, what the other blocks are; it is cached beside the features.
With --folds the judge is also tried on pages of sites that it was not trained on. Needs numpy, scikit-learn, trafilatura.
"""

import argparse
import json
import re
import struct
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

GOLD, LIKELY = 2.0, 0.45
SETTINGS = dict(max_iter=150, learning_rate=0.07, max_leaf_nodes=16, min_samples_leaf=30, l2_regularization=5.0, random_state=0, early_stopping=False)


def plain(text):
    return re.sub(r"\s+", " ", text).strip()


def silver(folder, cases, cache):
    """What trafilatura takes of each page."""
    if cache.exists():
        return json.loads(cache.read_text())
    import trafilatura

    texts = {}
    for url, case in cases.items():
        page = next(p for p in (folder / "cache" / case["file"], folder / "eval" / case["file"]) if p.exists())
        texts[url] = trafilatura.extract(page.read_bytes(), include_comments=False) or ""
    cache.write_text(json.dumps(texts))
    return texts


def label(blocks, case, taken):
    """A label and a weight for each block of a page."""
    inside, outside = [plain(s) for s in case["with"]], [plain(s) for s in case["without"]]
    lines, whole = {plain(line) for line in taken.split("\n")}, plain(taken)
    right = sum(s in whole for s in inside)
    trust = 0.0 if not taken else 0.375 if right == len(inside) else 0.125 if right else 0.0
    labels = [float(b in lines if len(b) < 25 else b[:60] in whole) for b in blocks]
    weights = [trust] * len(blocks)
    for snippet in inside:
        holds = [k for k, b in enumerate(blocks) if snippet in b]
        if holds:
            best = max([k for k in holds if labels[k] == 1] or holds, key=lambda k: len(blocks[k]))
            for k in holds:
                weights[k] = GOLD if k == best else min(weights[k], 0.0) if weights[k] < GOLD else GOLD
            labels[best] = 1.0
    for snippet in outside:
        for k, b in enumerate(blocks):
            if snippet in b and not (weights[k] == GOLD and labels[k] == 1.0):
                labels[k], weights[k] = 0.0, GOLD
    return labels, weights


def fit(rows, labels, weights):
    # Of what only trafilatura says, three in ten are enough.
    few = np.random.RandomState(0).rand(len(rows)) < 0.3
    use = (weights >= GOLD) | ((weights > 0) & few)
    return HistGradientBoostingClassifier(**SETTINGS).fit(rows[use], labels[use], sample_weight=weights[use])


def write(judge, path):
    """The format that engine/src/article/page/forest.rs reads."""
    out = [struct.pack("<f", float(np.ravel(judge._baseline_prediction)[0]))]
    for (tree,) in judge._predictors:
        nodes, order = tree.nodes, []

        def walk(at):
            order.append(at)
            if not nodes[at]["is_leaf"]:
                walk(nodes[at]["left"])
                walk(nodes[at]["right"])

        walk(0)
        place = {at: k for k, at in enumerate(order)}
        for k, at in enumerate(order):
            node = nodes[at]
            if node["is_leaf"]:
                out.append(struct.pack("<hHf", -1, 0, node["value"]))
            else:
                out.append(struct.pack("<hHf", node["feature_idx"], place[node["right"]] - k, node["num_threshold"]))
    path.write_bytes(b"".join(out))


def f1(cases, blocks, first, chances):
    right = false = missed = 0
    for (url, case), start, end in zip(cases.items(), first, first[1:]):
        text = "\n\n".join(b for b, c in zip(blocks[start:end], chances[start:end]) if c >= LIKELY)
        found = [s in text or plain(s) in text for s in case["with"]]
        right, missed = right + sum(found), missed + len(found) - sum(found)
        false += sum(s in text or plain(s) in text for s in case["without"])
    return 100 * 2 * right / (2 * right + false + missed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--features", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    given = parser.parse_args()
    # In the order in which selon-lab writes them.
    cases = dict(sorted(json.loads((given.folder / "evaldata.json").read_text()).items()))
    lines = given.features.with_suffix(".txt").read_text().rstrip("\n").split("\n")
    pages, blocks = zip(*(line.split("\t", 1) for line in lines))
    blocks = [plain(b) for b in blocks]
    rows = np.fromfile(given.features, dtype="<f4").reshape(len(blocks), -1)
    first = np.searchsorted(np.array(pages, int), np.arange(len(cases) + 1))
    taken = silver(given.folder, cases, given.features.with_suffix(".silver.json"))
    labels, weights, sites, known = [], [], [], {}
    for (url, case), start, end in zip(cases.items(), first, first[1:]):
        some = label(blocks[start:end], case, taken.get(url) or "")
        labels += some[0]
        weights += some[1]
        site = ".".join(urlparse(url).netloc.split(".")[-2:])
        sites += [known.setdefault(site, len(known))] * (end - start)
    labels, weights = np.array(labels), np.array(weights)
    if given.folds:
        chances = np.zeros(len(blocks))
        for train, test in GroupKFold(given.folds).split(rows, labels, sites):
            chances[test] = fit(rows[train], labels[train], weights[train]).predict_proba(rows[test])[:, 1]
        print(f"on unseen sites: F1 {f1(cases, blocks, first, chances):.2f}", flush=True)
    if given.out:
        write(fit(rows, labels, weights), given.out)


if __name__ == "__main__":
    main()
