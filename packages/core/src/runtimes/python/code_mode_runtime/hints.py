"""One sentence about what to do, for the mistakes that are surely recognised. Runs only after a failure."""

from __future__ import annotations

from code_mode_runtime.scene import Scene


def hint_for(error: BaseException, message: str, host, file: str):
    """The hint for a failure, or None. Never fails itself."""
    try:
        return _hint(error, message, host, file)
    except Exception:
        return None


def _hint(error, message: str, host, file: str):
    if isinstance(error, SyntaxError):
        return _syntax(error, host)
    scene = Scene(error, host, file)
    for kinds, find in _finders():
        if isinstance(error, kinds):
            found = find(scene, message)
            if found is not None:
                return found
    return None


def _syntax(error, host):
    from code_mode_runtime.hint_syntax import syntax_hint

    source = host.sources.files.get(error.filename)
    return None if source is None else syntax_hint(error, source, host.runtime_deps)


def _finders():
    from code_mode_runtime import hint_calls, hint_imports, hint_names, hint_system, hint_values

    def json_error(scene, message):
        if type(scene.error).__name__ != 'JSONDecodeError' or not hasattr(scene.error, 'doc'):
            return None
        return hint_values.json_hint(scene, message)

    def attribute_error(scene, message):
        if "'coroutine'" in message:
            return hint_calls.coroutine_hint(scene)
        if "'NoneType'" in message:
            return hint_values.none_hint(scene, message)
        return hint_names.attribute_hint(scene, message)

    return (
        (NameError, hint_names.name_hint),
        (ImportError, hint_imports.import_hint),
        (AttributeError, attribute_error),
        (KeyError, hint_values.key_hint),
        (IndexError, hint_values.index_hint),
        (UnicodeError, hint_system.unicode_hint),
        (ValueError, json_error),
        ((TypeError, ValueError), hint_calls.type_hint),
        (RuntimeError, hint_calls.runtime_hint),
        (FileNotFoundError, hint_system.missing_file_hint),
        (PermissionError, hint_system.permission_hint),
        (OSError, hint_system.network_hint),
    )
