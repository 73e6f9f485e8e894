"""The thread that waits reads: whoever waits for something from the host takes the reader's role if it is free."""

from __future__ import annotations

from code_mode_runtime.refs import allocate_lock


class Waiter:
    """One thread that waits for `done`. Its lock is held by itself; releasing it wakes the thread."""

    __slots__ = ('done', 'lock', 'value')

    def __init__(self):
        self.done = False
        self.value = None
        self.lock = allocate_lock()
        self.lock.acquire()


class ReaderRole:
    """Hands the reading of the wire from thread to thread, so that no thread exists only to read.

    `wait_readable` may raise (an interrupt); `read_some` never does, and nothing is read anywhere else.
    """

    def __init__(self, wait_readable, read_some):
        self.wait_readable = wait_readable
        self.read_some = read_some
        self.mutex = allocate_lock()
        self.leader = None
        self.followers = []

    def wait(self, waiter: Waiter, how) -> None:
        """Returns when the waiter is done. `how` (see interrupts.py) says whether this wait can be interrupted."""
        try:
            while not waiter.done:
                with self.mutex:
                    if waiter.done:
                        return
                    if self.leader is None:
                        self.leader = waiter
                    leads = self.leader is waiter
                    if not leads and waiter not in self.followers:
                        self.followers.append(waiter)
                if leads:
                    while not waiter.done:
                        self.wait_readable(how)
                        self.read_some()
                else:
                    how.lock(waiter.lock)
        finally:
            self.leave(waiter)

    def leave(self, waiter: Waiter) -> None:
        with self.mutex:
            if waiter in self.followers:
                self.followers.remove(waiter)
            if self.leader is waiter:
                self.leader = next((one for one in self.followers if not one.done), None)
                if self.leader is not None:
                    self.followers.remove(self.leader)
                    wake(self.leader)

    def finish(self, waiter: Waiter, value=None) -> None:
        """Says that what the waiter waits for is here."""
        waiter.value = value
        waiter.done = True
        if self.leader is not waiter:
            wake(waiter)


def wake(waiter: Waiter) -> None:
    try:
        waiter.lock.release()
    except RuntimeError:
        pass  # woken already: promoted and finished at once
