import { readFile } from 'node:fs/promises'
import { functionTools, type Session, type ToolSource } from '../../src/index.ts'

const PAGE = new URL('../../../../docs/values.md', import.meta.url)

/** One row of the table in docs/values.md. */
export interface TableRow {
  readonly expression: string
  /** JSON of the value, as it stands in a list. */
  readonly result: string
  /** Type that the text stands for; empty where JSON says the value. */
  readonly marked: string
  /** What a tool of the application gets. */
  readonly argument: string
  /** How the value comes back from an artifact. */
  readonly artifact: string
}

/** The rows of the table, as they are printed. */
export async function tableRows(): Promise<readonly TableRow[]> {
  const text = await readFile(PAGE, 'utf8')
  const cell = (text: string): string => text.trim().replaceAll('`', '').replaceAll('\\|', '|')
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/u)
        .map(cell),
    )
    .filter((cells) => cells.length === 5)
    .map(([expression = '', result = '', marked = '', argument = '', artifact = '']) => {
      return { expression, result, marked, argument, artifact }
    })
}

export const needsLibrary = (row: TableRow): boolean => /\b(?:np|pd|pl|Image|plt)\./u.test(row.expression)

/** What the expressions of the table refer to. */
export const NAMES = `
import array, collections, dataclasses, datetime, decimal, enum, fractions, pathlib, sys, types, uuid
class Color(enum.Enum):
    RED = 'red'
class Level(enum.IntEnum):
    LOW = 1
class Name(str):
    pass
Point = collections.namedtuple('Point', 'x y')
@dataclasses.dataclass
class Order:
    item: str
    due: datetime.date
def hello():
    pass
cycle = [1]
cycle.append(cycle)
def kept(value):
    """How a value comes back from an artifact."""
    try:
        artifacts.save('value', value)
    except TypeError:
        return 'TypeError'
    back = artifacts.load('value')
    if type(back) is type(value) and repr(back) == repr(value):
        return 'same'
    return 'as ' + type(back).__name__
def sent(value):
    """What a tool gets."""
    try:
        return tools.app.said(value=value)
    except TypeError:
        return 'TypeError'
`

/** A tool that says what it got, in JavaScript's own notation. */
export function saidTool(): ToolSource {
  return functionTools({
    name: 'app',
    functions: {
      said: {
        description: 'Says what it got.',
        inputSchema: { type: 'object', properties: { value: {} } },
        execute: (input: unknown) => notation((input as { readonly value: unknown }).value),
      },
    },
  })
}

function notation(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value instanceof Uint8Array) return `Uint8Array [${[...value].join(', ')}]`
  if (value instanceof Map)
    return `Map {${[...value].map(([key, item]) => `${notation(key)} => ${notation(item)}`).join(', ')}}`
  if (Array.isArray(value)) return `[${value.map(notation).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${notation(item)}`)
  return `{${members.join(', ')}}`
}

/** The row as this session does it. */
export async function rowAsRun(session: Session, expression: string): Promise<TableRow> {
  const listed = await session.run(`[${expression}]`)
  if (!listed.ok || listed.kind !== 'json' || !Array.isArray(listed.value))
    throw new Error(`${expression}: ${JSON.stringify(listed)}`)
  const marked = listed.asText ?? []
  const other = await session.run(`[sent(${expression}), kept(${expression})]`)
  if (!other.ok || !Array.isArray(other.value)) throw new Error(`${expression}: ${JSON.stringify(other)}`)
  const [argument, artifact] = other.value as [string, string]
  return {
    expression,
    result: spaced(listed.value[0]).replace(/ at 0x[0-9a-f]+/giu, ' at 0x…'),
    marked: marked
      .map(({ path, type }) => (path.length === 1 ? type : `${path.slice(1).join('.')}: ${type}`))
      .join(', '),
    argument,
    artifact,
  }
}

/** JSON as a person writes it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null)
    return Object.is(value, -0) ? '-0.0' : JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`)
    .join(', ')}}`
}
