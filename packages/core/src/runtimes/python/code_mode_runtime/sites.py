"""Where in the agent's code a call stands."""

from __future__ import annotations

from code_mode_runtime.refs import sys

WORKFLOW_PREFIX = 'workflow:'


class Sites:
    """Finds call sites, and counts the calls of each within a run."""

    def __init__(self, agent_files):
        self.agent_files = agent_files
        self.begin_run('')

    def begin_run(self, file: str) -> None:
        self.file = file
        self._known: dict = {}
        self._counts: dict = {}

    def take(self, frame, main_thread):
        """The site of the innermost agent frame, and how often it called before in this run."""
        found = self._agent_frame(frame)
        if found is None:
            # A pool calls the tool itself: the line that waits for the pool is the best answer.
            found = self._agent_frame(sys._current_frames().get(main_thread))
        if found is None:
            site = (self.file, 1, 0)
        else:
            key = (found.f_code, found.f_lasti)
            site = self._known.get(key)
            if site is None:
                site = self._known[key] = self._locate(found)
        occurrence = self._counts.get(site, 0)
        self._counts[site] = occurrence + 1
        return site, occurrence

    def _agent_frame(self, frame):
        agent_files = self.agent_files
        while frame is not None and frame.f_code.co_filename not in agent_files:
            frame = frame.f_back
        return frame

    @staticmethod
    def _locate(frame):
        code = frame.f_code
        line, column = frame.f_lineno or 1, 0
        if hasattr(code, 'co_positions'):
            for index, position in enumerate(code.co_positions()):
                if index == frame.f_lasti // 2:
                    line, column = position[0] or line, position[2] or 0
                    break
        return (code.co_filename, line, column)


def site_header(site) -> dict:
    file, line, column = site
    workflow = file[len(WORKFLOW_PREFIX) :] if file.startswith(WORKFLOW_PREFIX) else None
    return {'file': file, 'line': line, 'column': column, 'workflow': workflow}
