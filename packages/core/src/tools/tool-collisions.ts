import { CodeModeError } from '../errors/code-mode-error.ts'
import type { Tool } from './tool.ts'

/** The tools of several sources, told apart by whether their name is theirs alone. */
export interface CollisionCheck {
  readonly tools: readonly Tool[]
  /** By tool name: the error that every use of the name meets. */
  readonly collisions: ReadonlyMap<string, CodeModeError>
}

/** Takes out each name that several tools have: a call must not depend on which file was read first. */
export function takeOutCollisions(all: readonly Tool[]): CollisionCheck {
  const tools: Tool[] = []
  const collisions = new Map<string, CodeModeError>()
  const groups = new Map<string, Tool[]>()
  for (const tool of all) groups.set(tool.name, [...(groups.get(tool.name) ?? []), tool])
  for (const [name, group] of groups) {
    if (group.length === 1) tools.push(...group)
    else collisions.set(name, collisionError(name, group))
  }
  return { tools, collisions }
}

function collisionError(name: string, group: readonly Tool[]): CodeModeError {
  const origins = group.map((tool) => tool.origin)
  const count = group.length === 2 ? 'Two' : String(group.length)
  return new CodeModeError({
    code: 'TOOL_COLLISION',
    message: `${count} tools have the name "${name}": one from ${origins.join(', one from ')}. Rename ${group.length === 2 ? 'one of them' : 'all but one'}.`,
    details: { tool: name, origins },
  })
}
