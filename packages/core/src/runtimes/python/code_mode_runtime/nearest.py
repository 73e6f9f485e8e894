"""The right name for a wrong one: a small edit distance, used only when something failed."""

from __future__ import annotations

MOST_CANDIDATES = 5000
MOST_LETTERS = 64


def nearest(name: str, candidates):
    """The candidate that was most likely meant, or None. Case and underscores do not count."""
    if type(name) is not str or not name or len(name) > MOST_LETTERS:
        return None
    wanted = _folded(name)
    private = name.startswith('_')
    best, best_distance = None, 1000.0
    for count, candidate in enumerate(candidates):
        if count > MOST_CANDIDATES:
            break
        if type(candidate) is not str or len(candidate) > MOST_LETTERS or candidate == name:
            continue
        if candidate.startswith('_') and not private:
            continue
        far = _far(wanted, _folded(candidate))
        if far is not None and far < best_distance:
            best, best_distance = candidate, far
    return best


def edit_distance(left: str, right: str, limit: int) -> int:
    """Letters to insert, delete, replace or swap; any number above `limit` once it is beyond that."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    before, previous = [], list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]


def _folded(name: str) -> str:
    return name.lower().replace('_', '').replace('-', '').replace(' ', '') or name


def _allowed(length: int) -> int:
    if length <= 2:
        return 0
    return 1 if length <= 4 else min(3, length // 3)


def _far(wanted: str, candidate: str):
    if wanted == candidate:
        return 0
    longest = max(len(wanted), len(candidate))
    limit = _allowed(longest)
    edits = edit_distance(wanted, candidate, limit)
    if edits <= limit:
        return edits
    shorter = min(len(wanted), len(candidate))
    if shorter >= 4 and (wanted.startswith(candidate) or candidate.startswith(wanted)):
        return limit + 1 + (longest - shorter) / longest
    return None
