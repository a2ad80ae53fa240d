"""Whether a target and the floor say the same: the same values, in the same places, in the same order."""

import json
import sys
from itertools import zip_longest
from statistics import median

from workloads import post

# This many differences are shown; the rest is only counted.
SHOWN = 3


def compared(name, cases, floor, target):
    """Asks both each case: the median size of the target's answers, and how many of them are not the floor's."""
    sizes, different = [], []
    for case in cases:
        expected, answer = (post(asked.url(name), *asked.speech.request(name, case)) for asked in (floor, target))
        sizes.append(len(answer.encode()))
        if words := difference(name, target, json.loads(expected), json.loads(answer)):
            different.append(f"{name} {target.name} {case.variables}: {words}")
    for words in different[:SHOWN]:
        print(words, file=sys.stderr)
    return round(median(sizes)), len(different)


def difference(name, target, expected, answer):
    """Where two answers part, in words; none when they say the same."""
    for who, document in (("floor", expected), (target.name, answer)):
        if document.get("errors"):
            return f"{who} answers {json.dumps(document['errors'], ensure_ascii=False)[:300]}"
    pairs = zip_longest(leaves(expected.get("data")), leaves(target.speech.common(name, answer.get("data"))))
    return next((f"the floor says {ours}, {target.name} {theirs}" for ours, theirs in pairs if ours != theirs), None)


def leaves(value, path="data"):
    """The values of a document with their paths, in its order. An empty list is a value."""
    if isinstance(value, dict) and value:
        for name, field in value.items():
            yield from leaves(field, f"{path}.{name}")
    elif isinstance(value, list) and value:
        for place, item in enumerate(value):
            yield from leaves(item, f"{path}.{place}")
    else:
        yield path, value
