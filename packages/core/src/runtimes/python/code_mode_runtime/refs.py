"""The runtime's own references, taken before the agent's code can overwrite anything."""

from __future__ import annotations

import builtins
import posix
import sys
from _thread import allocate_lock, get_ident, start_new_thread
from time import monotonic, sleep

__all__ = ['allocate_lock', 'builtins', 'get_ident', 'monotonic', 'posix', 'sleep', 'start_new_thread', 'sys']
