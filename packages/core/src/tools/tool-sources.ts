import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

import { DefinitionSource } from './definitions/definition-source.ts'
import type { DefinitionSourceOptions } from './definitions/definition-source.ts'
import type { ToolSource } from './tool.ts'

/**
 * A path to a folder of definition files, to one of them, or to an `mcp.json` becomes a source; a source stays what it
 * is. `~` at the beginning of a path is the home folder.
 */
export function toolSource(
  pathOrSource: string | ToolSource,
  options: DefinitionSourceOptions = {},
): ToolSource {
  if (typeof pathOrSource !== 'string') return pathOrSource
  if (pathOrSource === '') throw new TypeError('A path to tool definitions must not be empty.')
  const path =
    pathOrSource === '~' || pathOrSource.startsWith('~/')
      ? join(homedir(), pathOrSource.slice(1))
      : pathOrSource
  return new DefinitionSource(resolve(path), options)
}
