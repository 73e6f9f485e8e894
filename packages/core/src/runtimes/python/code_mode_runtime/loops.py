"""Event loops: the session's own for cells with top-level await, and how coroutines are driven from plain code."""

from __future__ import annotations

import _thread
from code_mode_runtime.interrupts import Interruptible
from code_mode_runtime.refs import allocate_lock, start_new_thread, sys

# Less than the host's grace, so that a task that refuses to end costs itself only.
CLEANUP_SECONDS = 0.4
MOST_FRAMES = 200


def running_loop():
    asyncio = sys.modules.get('asyncio')
    return asyncio._get_running_loop() if asyncio is not None else None


class Loops:
    def __init__(self, agent_files):
        self._agent_files = agent_files
        self._loop = None
        self._main = _thread.get_ident()

    def session_loop(self):
        import asyncio

        if self._loop is None or self._loop.is_closed():
            self._loop = asyncio.new_event_loop()
        return self._loop

    def drive(self, coroutine):
        """Runs a coroutine to its end on the session's loop. An interrupt cancels it and leaves the loop usable."""
        loop = self.session_loop()
        task = loop.create_task(coroutine)
        try:
            return Interruptible.drive(loop, task)
        except (KeyboardInterrupt, SystemExit) as error:
            self._say_where(error, task)
            self._clean_up(loop, task)
            # A bare `raise` would bring the first traceback back before Python 3.11.
            raise error

    def _say_where(self, error, task) -> None:
        """An interrupt that met the loop while it waited gets the lines that wait for it."""
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename in self._agent_files:
                return
            step = step.tb_next
        frames, waits = [], task.get_coro()
        while waits is not None and len(frames) < MOST_FRAMES:
            frame = getattr(waits, 'cr_frame', None) or getattr(waits, 'gi_frame', None)
            if frame is not None:
                frames.append(frame)
            waits = getattr(waits, 'cr_await', None) or getattr(waits, 'gi_yieldfrom', None)
        step = None
        for frame in reversed(frames):
            step = type(error.__traceback__)(step, frame, frame.f_lasti, frame.f_lineno)
        error.__traceback__ = step

    def _clean_up(self, loop, task) -> None:
        import asyncio

        try:
            if not task.done():
                task.cancel()
                loop.run_until_complete(asyncio.wait([task], timeout=CLEANUP_SECONDS))
        finally:
            if not task.done():
                self._loop = None  # it would go on at the next run that awaits something
            elif not task.cancelled():
                task.exception()

    def finish(self, value):
        """The result of a workflow's `run`, which may have been an `async def`."""
        if not (hasattr(value, 'send') and hasattr(value, '__await__')):
            return value
        if running_loop() is not None:
            return self._in_thread(value)
        if _thread.get_ident() == self._main:
            return self.drive(value)
        import asyncio

        return asyncio.run(value)

    def _in_thread(self, coroutine):
        import asyncio

        outcome: list = []
        finished = allocate_lock()
        finished.acquire()
        loop = asyncio.new_event_loop()
        task = loop.create_task(coroutine)

        def work():
            try:
                asyncio.set_event_loop(loop)
                outcome.append((loop.run_until_complete(task), None))
            except BaseException as error:
                outcome.append((None, error))
            finally:
                loop.close()
                finished.release()

        start_new_thread(work, ())
        try:
            Interruptible.lock(finished)
        except KeyboardInterrupt:
            loop.call_soon_threadsafe(task.cancel)
            raise
        value, error = outcome[0]
        if error is not None:
            raise error
        return value
