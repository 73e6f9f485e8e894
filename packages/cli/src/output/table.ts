import type { CommandContext } from '../program/context.ts'
import { oneLine } from './plain-text.ts'

/** No lines around cells, two blanks between them. */
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) =>
      side === 'mid' ? ['mid'] : [side, `${side}-mid`, `${side}-left`, `${side}-right`],
    ),
    ...['left-mid', 'mid-mid', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
)
const GAP = 2
const NARROWEST = 20
/** No column but the last takes more of a terminal than this part. */
const WIDEST = 0.4

/**
 * Columns under dim headings. On a terminal long cells are wrapped to its width; elsewhere a row is one line, for
 * other programs to read.
 */
export async function printTable(
  context: CommandContext,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): Promise<void> {
  const { default: Table } = await import('cli-table3')
  const cells = rows.map((row) => row.map(oneLine))
  const columns = context.stdout.columns ?? 80
  const widths = headings
    .slice(0, -1)
    .map((heading, column) => Math.min(longest(heading, cells, column) + GAP, Math.floor(columns * WIDEST)))
  const left = columns - widths.reduce((sum, width) => sum + width, 0)
  const table = new Table({
    head: headings.map((heading) => context.paint('dim', heading)),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    wordWrap: true,
    ...(context.stdout.isTTY ? { colWidths: [...widths, Math.max(left, NARROWEST)] } : {}),
  })
  for (const [first = '', ...others] of cells) table.push([context.paint('bold', first), ...others])
  context.print(
    table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n'),
  )
}

function longest(heading: string, rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), heading.length)
}
