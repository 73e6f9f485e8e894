import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

import type { DefinitionIssue } from './definition-issue.ts'

/** A definition has a few KiB; reading a much larger one would hold up the host. */
const MAX_DEFINITION_KIB = 256
const REASONS: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder, not a file. Definitions are files directly in the folder of the tools.',
  EACCES: 'cannot be read: this user has no permission. Make it readable.',
  ENOENT: 'is a link to a file that does not exist.',
  ELOOP: 'is a link that leads back to itself.',
}

/** The text of a definition file, or why it has none. Never rejects. */
export async function readDefinitionText(file: string): Promise<string | DefinitionIssue> {
  try {
    // Non-blocking, because opening a pipe would otherwise wait for somebody who writes to it.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (stat.isDirectory()) return { message: REASONS['EISDIR'] ?? '' }
      if (!stat.isFile()) return { message: 'is no plain file.' }
      if (stat.size > MAX_DEFINITION_KIB * 1024)
        return {
          message: `has ${Math.ceil(stat.size / 1024)} KiB; the limit for a definition is ${MAX_DEFINITION_KIB} KiB.`,
        }
      return decode(await handle.readFile())
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    return { message: REASONS[code] ?? `cannot be read: ${message}` }
  }
}

function decode(bytes: Buffer): string | DefinitionIssue {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Replaced characters cannot move a line: what is read up to the first of them has the same lines.
    const before = bytes.toString('utf8').split('\uFFFD', 1)[0] ?? ''
    return {
      line: before.split('\n').length,
      column: before.length - before.lastIndexOf('\n'),
      message: 'is not UTF-8 here. Save the file as UTF-8.',
    }
  }
}
