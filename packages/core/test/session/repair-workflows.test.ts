import { describe, expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { repairTable } from '../support/repair-table.ts'

await repairTable(
  [
    {
      title: 'a misspelt workflow',
      code: 'workflows.fetch_jsn(url="x")',
      line: 1,
      says: ['There is no workflow "fetch_jsn"', '"fetch_json"'],
      everywhere: true,
    },
    {
      title: 'a misspelt workflow that is invoked',
      code: 'workflows.invoke("fetch_jsn", url="x")',
      line: 1,
      says: ['"fetch_json"'],
    },
    {
      title: 'a missing argument of a workflow',
      code: 'workflows.fetch_json()',
      line: 1,
      says: ["missing 1 required positional argument: 'url'", '(url: str, limit: int = 3)'],
      never: ['run()'],
      everywhere: true,
    },
    {
      title: 'a misspelt argument of a workflow',
      code: 'workflows.fetch_json(ulr="x")',
      line: 1,
      says: ["'ulr'", 'Did you mean url=?', '(url: str, limit: int = 3)'],
      never: ['run()'],
      everywhere: true,
    },
    {
      title: 'too many arguments of a workflow',
      code: 'workflows.fetch_json("a", 1, 2)',
      line: 1,
      says: ['2 positional arguments but 3 were given', '(url: str, limit: int = 3)'],
    },
    {
      title: 'a failure inside of a workflow, with both lines',
      code: 'x = 1\nworkflows.fetch_json(url="x")',
      line: 2,
      says: ['File "workflow:fetch_json", line 3', 'return [1, 2][limit]'],
      everywhere: true,
    },
    {
      title: 'a tool that fails inside of a workflow',
      code: 'workflows.look_away()',
      line: 1,
      says: ['File "workflow:look_away", line 3', 'exit code 2'],
    },
    {
      title: 'a package that a workflow misses',
      code: 'workflows.needs_package()',
      line: 1,
      says: ['File "workflow:needs_package", line 2', 'deps.add("scikit-learn")'],
    },
    {
      title: 'a workflow without run',
      code: 'workflows.create(name="sum_up", source="x = 1", description="Sums")',
      line: 1,
      says: ['has no run function', '`def run(...)`'],
      everywhere: true,
    },
    {
      title: 'a workflow with a syntax error, without a description',
      code: 'source = "def run():\\n    if True\\n        pass\\n"\nworkflows.create(name="sum_up", source=source)',
      line: 2,
      says: ['Workflow "sum_up", line 2', 'if True'],
      never: ['description'],
      everywhere: true,
    },
    {
      title: 'a workflow of Python 2',
      code: 'workflows.create("sum_up", "def run():\\n    print \'x\'\\n", "Sums")',
      line: 1,
      says: ['line 2', "Missing parentheses in call to 'print'"],
    },
    {
      title: 'a workflow without a description',
      code: 'workflows.create(name="sum_up", source="def run():\\n    return 1\\n")',
      line: 1,
      says: ['has no description', 'docstring'],
    },
    {
      title: 'a name that no workflow can have',
      code: 'workflows.create("sum-up", "def run():\\n    return 1\\n", "Sums")',
      line: 1,
      says: ['sum-up'],
    },
    {
      title: 'await in the plain run of a workflow',
      code: 'workflows.create("sum_up", "import asyncio\\ndef run():\\n    await asyncio.sleep(0)\\n", "Sums")',
      line: 1,
      says: ['line 3', '`async def run` in line 2'],
      everywhere: true,
    },
  ],
  {
    prepare: async (session) => {
      await session.createWorkflow({
        name: 'fetch_json',
        source: 'def run(url: str, limit: int = 3):\n    """Fetches."""\n    return [1, 2][limit]\n',
      })
      await session.createWorkflow({
        name: 'look_away',
        source: '"""Looks away."""\ndef run():\n    return tools.look(path="/no/such/place")\n',
      })
      await session.createWorkflow({
        name: 'needs_package',
        source: '"""Needs it."""\nimport sklearn\ndef run():\n    return 1\n',
      })
    },
  },
)

describe('createWorkflow of the application', () => {
  it('names the syntax error and its line before the missing description', async () => {
    const session = await openSession()
    await expect(
      session.createWorkflow({ name: 'sum_up', source: 'def run():\n    x = (1\n' }),
    ).rejects.toMatchObject({ code: 'WORKFLOW_INVALID', message: expect.stringContaining('line 2') })
  })
})
