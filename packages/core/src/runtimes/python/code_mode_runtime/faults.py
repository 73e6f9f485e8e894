"""The errors that come back from the host, one class for each namespace."""

from __future__ import annotations


class CodeModeError(Exception):
    """A call to the host failed. `code` is stable; `hint` says what to do, where that is known."""

    def __init__(self, message='', *, code='', hint=None, details=None):
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.details = details or {}


class ToolError(CodeModeError):
    """A tool failed or could not be called."""


class WorkflowError(CodeModeError):
    """A workflow could not be found, compiled or called."""


class ArtifactError(CodeModeError):
    """An artifact could not be saved or loaded."""


class DepsError(CodeModeError):
    """A package could not be added or removed."""


BY_NAMESPACE = {'tools': ToolError, 'workflows': WorkflowError, 'artifacts': ArtifactError, 'deps': DepsError}
for _kind in (CodeModeError, *BY_NAMESPACE.values()):
    _kind.__module__ = 'code_mode'


def from_wire(namespace: str, error: dict) -> CodeModeError:
    """The exception for a wire error."""
    kind = BY_NAMESPACE.get(namespace, CodeModeError)
    return kind(
        error.get('message', ''), code=error.get('code', ''), hint=error.get('hint'), details=error.get('details')
    )
