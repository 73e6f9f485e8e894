import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Colours a text, or leaves it as it is. */
export type Painter = (style: Style, text: string) => string

/** Colours only on a terminal that can, and never with `NO_COLOR`. */
export function painterFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Painter {
  const wanted = stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  // Decided here, for Node 22.12 does not look at the stream.
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
