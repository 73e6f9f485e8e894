"""Signatures and help of the host's callables, fetched when somebody asks for them."""

from __future__ import annotations

from code_mode_runtime.conversions import encode_arguments
from code_mode_runtime.faults import CodeModeError

METHODS = {
    'tools.list': ('', 'Every tool with its callables.'),
    'tools.search': ('query, limit=10', 'Tools that fit a description in words.'),
    'workflows.list': ('', 'Every saved workflow.'),
    'workflows.search': ('query, limit=5', 'Workflows that fit a description in words.'),
    'workflows.get': ('name', 'A workflow with its source, or None.'),
    'workflows.create': ("name, source, description=''", 'Saves a workflow: source with a run function.'),
    'workflows.delete': ('name', 'Deletes a workflow. False when there was none.'),
    'workflows.invoke': ('name, /, **arguments', 'Runs a workflow and returns what its run function returns.'),
    'artifacts.save': ("name, data, description='', metadata=None", 'Saves a value under a name.'),
    'artifacts.load': ('name', 'The saved value.'),
    'artifacts.list': ('', 'What is saved, without the values.'),
    'artifacts.get': ('name', 'What is known about an artifact, or None.'),
    'artifacts.exists': ('name', 'Whether there is an artifact of that name.'),
    'artifacts.delete': ('name', 'Deletes an artifact. False when there was none.'),
    'deps.add': ('spec', 'Installs a package, for instance "pandas>=2". It is importable at once.'),
    'deps.remove': ('name', 'Takes a package off the list.'),
    'deps.list': ('', 'The packages on the list.'),
    'deps.sync': ('', 'Installs what is on the list and not there yet.'),
}
_TYPES = {'string': 'str', 'integer': 'int', 'number': 'float', 'boolean': 'bool', 'array': 'list', 'object': 'dict'}


class TypeNote:
    """An annotation that reads as the host wrote it."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _entry(target):
    """`{description, parameters}` of a tool's or workflow's callable; None when the host does not know it."""
    host = target._host
    if target._namespace == 'workflows':
        return _ask(host, 'workflows', 'get', target._path)
    tool, _, leaf = target._path.partition('.')
    described = host.descriptions.get(tool)
    if described is None:
        described = host.descriptions[tool] = _ask(host, 'tools', 'describe', tool) or {'callables': []}
    wanted = leaf or None
    for entry in described['callables']:
        if entry['name'] == wanted:
            return entry
    if wanted is None:
        return {'description': described.get('description', ''), 'parameters': None, 'all': described['callables']}
    return None


def _ask(host, namespace: str, method: str, *args):
    try:
        return host.calls.blocking(namespace, method, encode_arguments(args, {}))[0]
    except CodeModeError:
        return None


def signature_of(target):
    import inspect

    key = target._namespace + '.' + target._path
    if key in METHODS:
        return inspect.signature(eval('lambda %s: None' % METHODS[key][0], {}))
    entry = _entry(target)
    if entry is None or entry.get('parameters') is None:
        raise AttributeError('__signature__')
    parameters = []
    for one in sorted(entry['parameters'], key=lambda one: not one['required']):
        default = inspect.Parameter.empty if one['required'] else one.get('default')
        note = TypeNote(_TYPES.get(one['type'], one['type']))
        try:
            parameters.append(
                inspect.Parameter(one['name'], inspect.Parameter.KEYWORD_ONLY, default=default, annotation=note)
            )
        except ValueError:
            continue  # a name that Python does not know as one: it can still be passed with **
    return inspect.Signature(parameters)


def doc_of(target):
    key = target._namespace + '.' + target._path
    if key in METHODS:
        return METHODS[key][1]
    entry = _entry(target)
    if entry is None:
        return None
    lines = [entry.get('description') or '']
    for one in entry.get('parameters') or ():
        if one.get('description'):
            lines.append('    %s: %s' % (one['name'], one['description']))
    if entry.get('all'):
        lines.append('Callables: ' + ', '.join(str(one['name']) for one in entry['all'] if one['name']))
    return '\n'.join(lines).strip()


def help_text(target) -> str:
    try:
        signature = str(signature_of(target))
    except AttributeError:
        signature = '(...)'
    doc = doc_of(target)
    text = target._namespace + '.' + target._path + signature
    return text + '\n\n' + doc if doc else text + '\n\nNothing is known about this name.'


def namespace_help(namespace) -> str:
    lines = []
    for name in dir(namespace):
        path = namespace._name + '.' + name
        known = METHODS.get(path)
        lines.append('%s(%s): %s' % (path, known[0], known[1]) if known else path)
    return '\n'.join(lines)


def callable_names(target) -> list:
    _entry(target)
    described = target._host.descriptions.get(target._path) or {'callables': []}
    names = [one['name'] for one in described['callables'] if one['name']]
    return sorted([*names, 'list', 'call_sync', 'call_async'])


def tool_names(host) -> list:
    return _ask(host, 'tools', 'names') or []


def workflow_names(host) -> list:
    return [one['name'] for one in _ask(host, 'workflows', 'list') or []]


def nearest(name: str, known, where: str) -> str:
    from code_mode_runtime.nearest import nearest as nearest_name

    found = nearest_name(name, list(known))
    if found is not None:
        return ' Did you mean %s.%s?' % (where, found)
    return ' It has: %s.' % ', '.join(known)
