import { functionTools } from '../../src/index.ts'
import { repairTable } from '../support/repair-table.ts'

const shop = functionTools({
  name: 'shop',
  functions: {
    order: {
      description: 'Orders something.',
      inputSchema: {
        type: 'object',
        properties: { item: { type: 'string' }, count: { type: 'integer' } },
        required: ['item'],
      },
      execute: (input: { readonly item: string }) => {
        if (input.item === 'gone') throw new Error('The shop does not sell "gone" any more.')
        return input.item
      },
    },
  },
})

await repairTable(
  [
    {
      title: 'a misspelt tool',
      code: 'x = 1\ntools.ehco(text="x")',
      line: 2,
      says: ['There is no tool "ehco"', '"echo"'],
      everywhere: true,
    },
    {
      title: 'a misspelt callable',
      code: 'tools.echo.sya(text="x")',
      line: 1,
      says: ['has no callable "sya"', '"say"'],
      everywhere: true,
    },
    {
      title: 'a misspelt argument of a tool',
      code: 'tools.echo.say(txt="x")',
      line: 1,
      says: ['"txt"', '"text"', 'say(text: str)'],
      everywhere: true,
    },
    {
      title: 'a missing argument of a tool',
      code: 'tools.echo.say()',
      line: 1,
      says: ['needs "text"', 'say(text: str)'],
    },
    {
      title: 'too many arguments of a tool',
      code: 'tools.echo.say("a", "b", "c")',
      line: 1,
      says: ['takes 1 argument, not 3', 'say(text: str)'],
    },
    {
      title: 'a wrong type for a tool',
      code: 'tools.shop.order(item="x", count="many")',
      line: 1,
      says: ['count'],
      everywhere: true,
    },
    {
      title: "a tool's own failure",
      code: 'tools.shop.order(item="gone")',
      line: 1,
      says: ['ToolError: The shop does not sell "gone" any more.'],
      never: ['Hint'],
      everywhere: true,
    },
    {
      title: 'a program that fails, with what it said',
      code: 'tools.look(path="/no/such/place")',
      line: 1,
      says: ['exit code 2', "cannot access '/no/such/place'"],
      never: ['Hint'],
    },
    {
      title: "a tool's timeout",
      code: 'tools.slow(seconds=30)',
      line: 1,
      says: ['slow did not end within 0.3 s'],
      everywhere: true,
    },
    {
      title: 'a tool that fails in a function that several call',
      code: 'def look(path):\n    return tools.look(path=path)\n\nlook("/no/such/place")',
      line: 2,
      says: ['line 4', 'exit code 2'],
    },
    {
      title: 'arguments given as one dictionary',
      code: 'tools.echo.say({"text": "x"})',
      line: 1,
      says: ['by name, not as one dictionary', 'echo.say(**arguments)'],
    },
    {
      title: 'a missing argument of artifacts.save',
      code: 'artifacts.save("a")',
      line: 1,
      says: ["artifacts.save() missing 1 required positional argument: 'data'"],
      everywhere: true,
    },
    {
      title: 'a method that is called otherwise',
      code: 'deps.install("pandas")',
      line: 1,
      says: ['deps.add'],
    },
    { title: 'workflows.run', code: 'workflows.run("x")', line: 1, says: ['workflows.invoke(...)'] },
    {
      title: 'several packages in one call',
      code: 'deps.add("pandas", "numpy")',
      line: 1,
      says: ['takes one package in each call', 'deps.add("numpy")'],
    },
    {
      title: 'text written to a file of bytes',
      code: 'open("x.bin", "wb").write("text")',
      line: 1,
      says: ['text.encode()'],
      everywhere: true,
    },
    {
      title: 'a number written to a file of text',
      code: 'open("x.txt", "w").write(5)',
      line: 1,
      says: ['str(value)'],
      everywhere: true,
    },
    {
      title: 'a function of an earlier run that fails',
      before: ['def pick(row):\n    return row["k"]'],
      code: 'x = 1\npick({"key": 1})',
      line: 2,
      says: ['line 2, in pick', 'return row["k"]'],
      everywhere: true,
    },
    {
      title: 'a wrong artifact name',
      before: ['artifacts.save("report", 1)'],
      code: 'artifacts.load("reprot")',
      line: 1,
      says: ['There is no artifact "reprot"', '"report"'],
      everywhere: true,
    },
    {
      title: 'a value that cannot be saved',
      code: 'artifacts.save("x", {"a": object()})',
      line: 1,
      says: ['cannot be saved', /data\[.a.\]/],
    },
    {
      title: 'a wrong type for a method of our own',
      code: 'workflows.search(5)',
      line: 1,
      says: ['"query" must be a string'],
    },
    {
      title: 'a misspelt argument of a method of our own',
      code: 'tools.search(querry="x")',
      line: 1,
      says: ['no argument "querry"', '"query"'],
    },
    {
      title: "a missing argument of the agent's function",
      code: 'def add(left, right=1):\n    return left + right\n\nadd()',
      line: 4,
      says: ["missing 1 required positional argument: 'left'", 'add(left, right=1)'],
      everywhere: true,
    },
    {
      title: "too many arguments of the agent's function",
      code: 'def add(left):\n    return left\n\nadd(1, 2)',
      line: 4,
      says: ['takes 1 positional argument but 2 were given', 'add(left)'],
      everywhere: true,
    },
    {
      title: "a misspelt argument of the agent's function",
      code: 'def add(amount=1):\n    return amount\n\nadd(amuont=2)',
      line: 4,
      says: [/Did you mean\W+amount/],
      everywhere: true,
    },
    {
      title: 'a misspelt argument of a builtin',
      code: 'sorted([2, 1], reversed=True)',
      line: 1,
      says: [/Did you mean\W+reverse\b/],
      everywhere: true,
    },
    {
      title: 'a missing argument of a class',
      code: 'class Point:\n    def __init__(self, x, y):\n        pass\n\nPoint(1)',
      line: 5,
      says: ["'y'", 'Point(x, y)'],
      everywhere: true,
    },
  ],
  { tools: [shop] },
)
