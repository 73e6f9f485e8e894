"""What the agent calls: every callable blocks when called plainly, and has `call_sync` and `call_async`."""

from __future__ import annotations

from code_mode_runtime.conversions import encode_arguments


class HostCallable:
    """One callable of a namespace. `host` is how the runtime reaches the host; `path` the name after `namespace.`."""

    __slots__ = ('_host', '_namespace', '_path')

    def __init_subclass__(cls):
        # Every class gets a `__doc__` of its own, which would hide the property.
        cls.__doc__ = HostCallable.__dict__['__doc__']

    def __init__(self, host, namespace: str, path: str):
        object.__setattr__(self, '_host', host)
        object.__setattr__(self, '_namespace', namespace)
        object.__setattr__(self, '_path', path)

    def __call__(self, /, *args, **kwargs):
        return self._host.calls.blocking(self._namespace, self._path, encode_arguments(args, kwargs))[0]

    def _coroutine(self, args, kwargs):
        return self._host.calls.awaitable(self._namespace, self._path, encode_arguments(args, kwargs))

    @property
    def call_sync(self):
        return self.__call__

    @property
    def call_async(self):
        return AsyncForm(self)

    def __getattr__(self, name: str):
        if name.startswith('_') or name == 'gi_frame':
            raise AttributeError(name)
        raise AttributeError(
            '%s.%s has no attribute %r; call it: %s.%s(...)'
            % (self._namespace, self._path, name, self._namespace, self._path)
        )

    def __repr__(self) -> str:
        return '<callable %s.%s>' % (self._namespace, self._path)

    def __setattr__(self, name, value):
        raise AttributeError('%s.%s belongs to the session: attribute %r cannot be set' % (self._namespace, self._path, name))

    @property
    def __name__(self) -> str:
        return self._path.rpartition('.')[2]

    @property
    def __doc__(self):
        from code_mode_runtime.describe import doc_of

        return doc_of(self)

    @property
    def __signature__(self):
        from code_mode_runtime.describe import signature_of

        return signature_of(self)


class AsyncForm:
    """`tool.call_async`: called, it gives a coroutine, which calls the host when it is awaited."""

    __slots__ = ('_target',)

    def __init__(self, target: HostCallable):
        self._target = target

    def __call__(self, /, *args, **kwargs):
        return self._target._coroutine(args, kwargs)

    def task(self, /, *args, **kwargs):
        """The same as a task of the running loop, for what takes no coroutines."""
        import asyncio

        coroutine = self._target._coroutine(args, kwargs)
        try:
            return asyncio.get_running_loop().create_task(coroutine)
        except RuntimeError:
            return coroutine

    @property
    def __signature__(self):
        return self._target.__signature__

    @property
    def __doc__(self):
        return self._target.__doc__

    def __repr__(self) -> str:
        return '<asynchronous form of %r>' % (self._target,)


class ToolCallable(HostCallable):
    """`tools.<tool>.<callable>`"""

    __slots__ = ()


class Tool(HostCallable):
    """`tools.<tool>`: a callable itself, and the holder of its callables."""

    __slots__ = ()

    def __getattr__(self, name: str):
        if name.startswith('_'):
            raise AttributeError(name)
        return ToolCallable(self._host, 'tools', self._path + '.' + name)

    def __getitem__(self, name: str):
        if type(name) is not str:
            raise TypeError('tools.%s[...] takes a name, not %s' % (self._path, type(name).__name__))
        return ToolCallable(self._host, 'tools', self._path + '.' + name)

    def __dir__(self):
        from code_mode_runtime.describe import callable_names

        return callable_names(self)
