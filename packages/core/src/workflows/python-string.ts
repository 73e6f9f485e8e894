const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
}
const escape = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(\r\n|[\s\S]))/gu

/** What a string literal of Python means; `undefined` for bytes and for strings that are computed. */
export function pythonString(literal: string): string | undefined {
  const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)\2$/u.exec(literal)
  if (match === null) return undefined
  const prefix = (match[1] ?? '').toLowerCase()
  if (/[bft]/u.test(prefix)) return undefined
  const body = (match[3] ?? '').replaceAll('\r\n', '\n')
  return prefix.includes('r') ? body : body.replace(escape, unescaped)
}

function unescaped(
  whole: string,
  hex?: string,
  short?: string,
  long?: string,
  octal?: string,
  other?: string,
): string {
  const digits = hex ?? short ?? long
  if (digits !== undefined) {
    const code = Number.parseInt(digits, 16)
    return code > 0x10_ffff ? whole : String.fromCodePoint(code)
  }
  if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
  return simple[other ?? ''] ?? whole
}
