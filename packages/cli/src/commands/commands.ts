import type { CommandGroup, CommandSpec } from '../program/command.ts'
import { artifacts } from './artifacts.ts'
import { completion } from './completion.ts'
import { deps } from './deps.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { mcp } from './mcp.ts'
import { repl } from './repl.ts'
import { run } from './run.ts'
import { tools } from './tools.ts'
import { workflows } from './workflows.ts'

/** All commands, in the order of the help. They load what they need when they run, so that help is there at once. */
export const COMMANDS: readonly (CommandSpec | CommandGroup)[] = [
  init,
  run,
  repl,
  tools,
  workflows,
  artifacts,
  deps,
  mcp,
  doctor,
  completion(() => COMMANDS),
]
