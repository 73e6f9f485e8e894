"""The source of every cell and workflow, for tracebacks and `inspect.getsource`."""

from __future__ import annotations

from code_mode_runtime.refs import sys


class Sources:
    def __init__(self, after_import: dict):
        # Names of files that hold the agent's code.
        self.files: dict = {}
        after_import['linecache'] = self._publish_all

    def add(self, file: str, source: str) -> None:
        self.files[file] = source
        linecache = sys.modules.get('linecache')
        if linecache is not None:
            self._publish(linecache, file, source)

    def _publish_all(self, linecache) -> None:
        for file, source in self.files.items():
            self._publish(linecache, file, source)

    @staticmethod
    def _publish(linecache, file: str, source: str) -> None:
        cache = getattr(linecache, 'cache', None)
        if cache is not None:
            # Without a modification time the entry is never checked against a disk. The last line ends too:
            # some versions place the marks of a traceback by it.
            whole = source if source.endswith('\n') else source + '\n'
            cache[file] = (len(whole), None, whole.splitlines(True), file)
