"""To which run a thread or an asyncio task belongs: to the one that started it, however long it lives."""

from __future__ import annotations

import _thread
from _contextvars import ContextVar

# Tasks and callbacks of an event loop copy the context in which they were made; threads begin with an empty one.
_run = ContextVar('code_mode_run', default='')
#: The run of the caller; empty in a thread that no Python code started.
current_run = _run.get
enter_run = _run.set
_start_new_thread = _thread.start_new_thread
_start_joinable_thread = getattr(_thread, 'start_joinable_thread', None)


def _begin(run: str, function, args, kwargs) -> None:
    _run.set(run)
    function(*args, **kwargs)


def start_new_thread(function, args, kwargs={}):
    """Start a new thread and return its identifier."""
    if not callable(function) or type(args) is not tuple or type(kwargs) is not dict:
        return _start_new_thread(function, args, kwargs)
    return _start_new_thread(_begin, (_run.get(), function, args, kwargs))


def start_joinable_thread(function, handle=None, daemon=True):
    """Start a new thread that can be joined through its handle."""
    run = _run.get()
    return _start_joinable_thread(lambda: _begin(run, function, (), {}), handle=handle, daemon=daemon)


def _carried(run: str, function):
    def call(*args, **kwargs):
        token = _run.set(run)
        try:
            return function(*args, **kwargs)
        finally:
            _run.reset(token)

    return call


def _carry_through_pool(futures) -> None:
    """A pool's threads outlive runs: what is submitted belongs to the run that submits it."""
    submit = futures.ThreadPoolExecutor.submit

    def submit_for_run(self, fn, /, *args, **kwargs):
        return submit(self, _carried(_run.get(), fn), *args, **kwargs)

    submit_for_run.__name__ = 'submit'
    submit_for_run.__qualname__ = 'ThreadPoolExecutor.submit'
    submit_for_run.__doc__ = submit.__doc__
    futures.ThreadPoolExecutor.submit = submit_for_run


def follow_threads(after_import: dict) -> None:
    """From here on, whoever starts a thread hands its run on."""
    _thread.start_new_thread = _thread.start_new = start_new_thread
    if _start_joinable_thread is not None:
        _thread.start_joinable_thread = start_joinable_thread
    after_import['concurrent.futures.thread'] = _carry_through_pool
