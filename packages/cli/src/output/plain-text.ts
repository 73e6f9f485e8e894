import { stripVTControlCharacters } from 'node:util'

// All controls but line feed and tab: texts of tool servers and programs of others are not to steer the terminal.
const CONTROLS = /[^\P{Cc}\n\t]/gu

/** A text of somebody else that is safe to show. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROLS, '')
}

/** The same on one line. */
export function oneLine(text: string): string {
  return plainText(text).replace(/\s+/gu, ' ').trim()
}
