"""How the failure of a thread reads: the agent's own lines, as for the failure of a program."""

from __future__ import annotations

from code_mode_runtime.refs import sys


def tell_thread_errors(after_import: dict, agent_files) -> None:
    """A program that sets `threading.excepthook` itself has its own way."""

    def replace(threading):
        threading.excepthook = lambda args: _tell(args, agent_files)

    after_import['threading'] = replace


def _tell(args, agent_files) -> None:
    stream = sys.stderr
    if args.exc_type is SystemExit or stream is None:
        return
    from code_mode_runtime.traceback_text import traceback_text

    error = args.exc_value if args.exc_value is not None else args.exc_type()
    name = args.thread.name if args.thread is not None else 'unknown'
    stream.write('Exception in thread %s:\n%s' % (name, traceback_text(error, agent_files)))
