"""The four namespaces as the agent sees them."""

from __future__ import annotations

from code_mode_runtime.artifact_callables import LoadArtifact, SaveArtifact
from code_mode_runtime.callables import HostCallable, Tool
from code_mode_runtime.deps_callables import InstallingCallable
from code_mode_runtime.workflow_callables import CreateWorkflow, InvokeWorkflow, Workflow


class Namespace:
    """A fixed set of methods, and names that the host knows."""

    __slots__ = ('_host', '_methods', '_name')

    def __init__(self, host, name: str, methods: dict):
        object.__setattr__(self, '_host', host)
        object.__setattr__(self, '_name', name)
        object.__setattr__(
            self, '_methods', {method: kind(host, name, method) for method, kind in methods.items()}
        )

    def __getattr__(self, name: str):
        found = self._methods.get(name)
        if found is not None:
            return found
        if name.startswith('_'):
            raise AttributeError(name)
        return self._named(name)

    def __getitem__(self, name: str):
        if type(name) is not str:
            raise TypeError('%s[...] takes a name, not %s' % (self._name, type(name).__name__))
        return self._named(name)

    def _named(self, name: str):
        from code_mode_runtime.describe import nearest

        raise AttributeError(
            '%s has no method %r.%s' % (self._name, name, nearest(name, self._methods, self._name))
        )

    def __setattr__(self, name, value):
        raise AttributeError('%s belongs to the session: %r cannot be set on it' % (self._name, name))

    def __dir__(self):
        return sorted(self._methods)

    def __iter__(self):
        return iter(dir(self))

    def __contains__(self, name) -> bool:
        return name in dir(self)

    def __repr__(self) -> str:
        return '<namespace %s: %s>' % (self._name, ', '.join(self._methods))


class Tools(Namespace):
    __slots__ = ()

    def _named(self, name: str):
        return Tool(self._host, 'tools', name)

    def __dir__(self):
        from code_mode_runtime.describe import tool_names

        return sorted({*self._methods, *tool_names(self._host)})


class Workflows(Namespace):
    __slots__ = ()

    def _named(self, name: str):
        return Workflow(self._host, 'workflows', name)

    def __dir__(self):
        from code_mode_runtime.describe import workflow_names

        return sorted({*self._methods, *workflow_names(self._host)})


def make_namespaces(host) -> dict:
    plain, installing = HostCallable, InstallingCallable
    workflows = dict.fromkeys(('list', 'search', 'get', 'delete'), plain)
    artifacts = dict.fromkeys(('list', 'get', 'exists', 'delete'), plain)
    return {
        'tools': Tools(host, 'tools', {'list': plain, 'search': plain}),
        'workflows': Workflows(host, 'workflows', {**workflows, 'create': CreateWorkflow, 'invoke': InvokeWorkflow}),
        'artifacts': Namespace(host, 'artifacts', {'save': SaveArtifact, 'load': LoadArtifact, **artifacts}),
        'deps': Namespace(
            host, 'deps', {'add': installing, 'remove': plain, 'list': plain, 'sync': installing}
        ),
    }
