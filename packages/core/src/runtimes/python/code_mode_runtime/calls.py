"""Calls to the host: blocking ones, and awaitable ones for any event loop."""

from __future__ import annotations

from _collections import deque

from code_mode_runtime.faults import from_wire
from code_mode_runtime.interrupts import Interruptible, Uninterruptible
from code_mode_runtime.owners import current_run
from code_mode_runtime.payload import decode
from code_mode_runtime.refs import allocate_lock, get_ident, start_new_thread, sys
from code_mode_runtime.sites import site_header
from code_mode_runtime.waiting import Waiter


class Calls:
    def __init__(self, connection, sites):
        self.connection = connection
        self.reader = connection.reader
        self.sites = sites
        self.run = ''
        self.limit = 64
        self._main = get_ident()
        self._next = 1
        self._unanswered: dict = {}
        self._mutex = allocate_lock()
        self._free = 0
        self._waiting: deque = deque()
        self._helper = None
        self._async_pending = 0

    def configure(self, limit: int) -> None:
        self.limit = self._free = limit

    def blocking(self, namespace: str, method: str, payload: bytes, attachment=None):
        """Calls and waits. Returns `(value, attachment)`; raises the namespace's error."""
        site, occurrence = self.sites.take(sys._getframe(2), self._main)
        how = Interruptible
        waiter = Waiter()
        if not self._take_slot(waiter):
            try:
                self.reader.wait(waiter, how)
            except BaseException:
                self._abandon_slot(waiter)
                raise
            waiter = Waiter()
        number = self._send(namespace, method, payload, attachment, site, occurrence, waiter)
        try:
            self.reader.wait(waiter, how)
        except BaseException:
            self.cancel(number)
            raise
        return self._open(namespace, waiter.value)

    def awaitable(self, namespace: str, method: str, payload: bytes, attachment=None, then=None):
        """A coroutine that calls when it is first awaited; the site is the caller's line."""
        site, occurrence = self.sites.take(sys._getframe(2), self._main)
        return self._await_call(namespace, method, payload, attachment, site, occurrence, then)

    async def _await_call(self, namespace, method, payload, attachment, site, occurrence, then):
        from asyncio import get_running_loop

        loop = get_running_loop()
        slot = _AsyncWaiter(loop)
        if not self._take_slot(slot):
            self._expect(1)
            try:
                await slot.future
            except BaseException:
                self._abandon_slot(slot)
                raise
            finally:
                self._expect(-1)
        answer = _AsyncWaiter(loop)
        self._expect(1)
        number = self._send(namespace, method, payload, attachment, site, occurrence, answer)
        try:
            await answer.future
        except BaseException:
            self.cancel(number)
            raise
        value = self._open(namespace, answer.value)
        return then(value) if then is not None else value[0]

    def _send(self, namespace, method, payload, attachment, site, occurrence, waiter) -> int:
        run = current_run() or self.run
        header = {'type': 'call', 'call': 0, 'run': run, 'namespace': namespace, 'method': method}
        header['site'] = site_header(site)
        header['occurrence'] = occurrence

        def number(frame):
            frame['call'] = self._next
            self._next += 1
            self._unanswered[frame['call']] = waiter

        try:
            self.connection.send_message(header, payload, number, attachment)
        except BaseException:
            if self._unanswered.pop(header['call'], None) is None:
                self._free_slot()
            raise
        return header['call']

    def _open(self, namespace, answer):
        header, body = answer
        if 'payloadBytes' in header:
            payload, attachment = body
            value = decode(payload)
        else:
            value, attachment = decode(body), None
        if header['ok']:
            return value, attachment
        raise from_wire(namespace, value)

    def cancel(self, number: int) -> None:
        if number in self._unanswered and not self.connection.closed:
            self.connection.send(b'{"type":"cancel","call":%d}' % number)

    # The reading thread

    def returned(self, header: dict, body: bytes) -> None:
        waiter = self._unanswered.pop(header['call'], None)
        self._free_slot()
        if waiter is not None:
            self._finish(waiter, (header, body))

    def _finish(self, waiter, value) -> None:
        if type(waiter) is _AsyncWaiter:
            waiter.finish(value)
            if value is not None:
                self._expect(-1)
        else:
            self.reader.finish(waiter, value)

    # Slots: at most `limit` calls are unanswered

    def _take_slot(self, waiter) -> bool:
        self.connection.check_open()
        with self._mutex:
            if self._free > 0:
                self._free -= 1
                return True
            self._waiting.append(waiter)
            return False

    def _free_slot(self) -> None:
        with self._mutex:
            if not self._waiting:
                self._free += 1
                return
            waiter = self._waiting.popleft()
        self._finish(waiter, None)

    def _abandon_slot(self, waiter) -> None:
        with self._mutex:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
                return
        self._free_slot()

    @property
    def helping(self) -> bool:
        return self._helper is not None

    def after_fork(self) -> None:
        self._mutex = allocate_lock()

    # The helper that reads while only event loops wait

    def _expect(self, change: int) -> None:
        with self._mutex:
            self._async_pending += change
            helper = self._helper
            if self._async_pending == 0:
                if helper is not None and not helper.done:
                    self.reader.finish(helper)
                return
            if change < 0 or (helper is not None and not helper.done):
                return
            self._helper = Waiter()
        if helper is None:
            self._helper_wake = allocate_lock()
            start_new_thread(self._help, ())
        else:
            try:
                self._helper_wake.release()
            except RuntimeError:
                pass  # it is about to look again anyway

    def _help(self) -> None:
        self._helper_wake.acquire()
        while True:
            self.reader.wait(self._helper, Uninterruptible)
            self._helper_wake.acquire()


class _AsyncWaiter:
    """Resolves a future of an event loop from whichever thread reads."""

    __slots__ = ('future', 'loop', 'value')

    def __init__(self, loop):
        self.loop = loop
        self.future = loop.create_future()
        self.value = None

    def finish(self, value) -> None:
        self.value = value
        try:
            self.loop.call_soon_threadsafe(self._resolve)
        except RuntimeError:
            pass  # the loop was closed in the meantime

    def _resolve(self) -> None:
        if not self.future.done():
            self.future.set_result(None)
