/** What the model writes. In a real session it thinks of these itself. */

export const SEARCH: string = `workflows.search("files that change most often in git, with their size")`

export const COMBINE: string = `import asyncio
from collections import Counter

history = tools.git.changes()
present = set(tools.git.ls_files().splitlines())
changes = Counter(line for line in history.splitlines() if line in present)
top = changes.most_common(5)
texts = await asyncio.gather(*[tools.files.read_text_file(path=path) for path, _ in top])
[{"file": path, "commits": commits, "lines": len(text["content"].splitlines())}
 for (path, commits), text in zip(top, texts)]`

const WORKFLOW = `import asyncio
from collections import Counter


async def run(top: int = 5, suffix: str = "") -> list:
    """Find the files that change most often in the git history, with their size today.

    Args:
        top: How many files.
        suffix: Only files whose name ends like this.
    """
    history = tools.git.changes()
    present = {path for path in tools.git.ls_files().splitlines() if path.endswith(suffix)}
    changes = Counter(line for line in history.splitlines() if line in present)
    most = changes.most_common(top)
    texts = await asyncio.gather(*[tools.files.read_text_file(path=path) for path, _ in most])
    return [{"file": path, "commits": commits, "lines": len(text["content"].splitlines())}
            for (path, commits), text in zip(most, texts)]
`

export const SAVE: string = `source = '''${WORKFLOW}'''
workflows.create(name="most_changed_files", source=source,
    description="Find the files that change most often in the git history, with their size today")
[workflow["name"] for workflow in workflows.list()]`

export const REUSE: string = `found = workflows.search("which files change most often")
workflows.invoke(found[0]["name"], top=2, suffix=".md")`

/** The same questions with one tool call per turn: makes each call, and gives how many characters its answer has. */
export function singleCalls(files: readonly string[]): string {
  return `calls = [("git_changes", {}, tools.git.changes()),
         ("git_ls_files", {}, tools.git.ls_files())]
for path in ${JSON.stringify(files)}:
    calls.append(("read_text_file", {"path": path}, tools.files.read_text_file(path=path)["content"]))
[{"name": name, "arguments": arguments, "characters": len(answer)} for name, arguments, answer in calls]`
}
