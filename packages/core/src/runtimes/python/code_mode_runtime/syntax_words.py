"""The words of the syntax pass, apart from it: most cells hold none of them and load nothing more."""

from __future__ import annotations

# Calls that take awaitables. What stands directly in their arguments becomes asynchronous.
GATHERING = frozenset(('gather', 'wait', 'wait_for', 'as_completed', 'create_task', 'ensure_future', 'shield'))
_WORDS = ('await', 'async', *sorted(GATHERING))


def may_need_pass(source: str) -> bool:
    for word in _WORDS:
        if word in source:
            return True
    return False
