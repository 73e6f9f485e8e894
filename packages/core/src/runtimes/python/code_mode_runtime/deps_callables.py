"""`deps.add` and `deps.sync`: what they installed is importable at once."""

from __future__ import annotations

from code_mode_runtime.callables import HostCallable
from code_mode_runtime.conversions import encode_arguments
from code_mode_runtime.faults import DepsError
from code_mode_runtime.refs import sys


class InstallingCallable(HostCallable):
    __slots__ = ()

    def __call__(self, /, *args, **kwargs):
        self._check(args)
        return self._installed(
            self._host.calls.blocking(self._namespace, self._path, encode_arguments(args, kwargs))
        )

    def _coroutine(self, args, kwargs):
        self._check(args)
        payload = encode_arguments(args, kwargs)
        return self._host.calls.awaitable(self._namespace, self._path, payload, then=self._installed)

    def _check(self, args: tuple) -> None:
        """Several packages in one call are the commonest mistake; each call takes one."""
        several = args[0] if len(args) == 1 and type(args[0]) in (list, tuple, set) else args[1:] and args
        if self._path != 'add' or not several or not self._host.runtime_deps:
            return
        names = [name for name in several if type(name) is str]
        hint = '; '.join('deps.add("%s")' % name for name in names[:8]) + '; …' * (len(names) > 8)
        raise DepsError('deps.add takes one package in each call, as a text.', code='ARGUMENTS_INVALID', hint=hint)

    def _installed(self, answer):
        add_package_directories(self._host.packages)
        for finder in sys.meta_path:
            if hasattr(finder, 'invalidate_caches'):
                finder.invalidate_caches()
        return answer[0]


def add_package_directories(directories) -> None:
    """Puts the directories on the path, also empty ones, and runs what their .pth files say."""
    if not directories:
        return
    import site

    for directory in directories:
        if directory not in sys.path:
            sys.path.append(directory)
        site.addsitedir(directory)
