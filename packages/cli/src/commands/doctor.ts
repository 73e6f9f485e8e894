import type { CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { oneLine } from '../output/plain-text.ts'
import type { Finding } from '../doctor/finding.ts'

/** Looks at everything that a session needs. */
export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'check this machine and the base, and say what to do',
  details:
    'Check Node, the interpreter, the isolation, the container engine, the base folder, the packages and the tools. ' +
    'Starts an interpreter and installs the listed packages, as a first run does.\n\n' +
    'Exit code: 1 when something is broken.',
  run: async (context) => {
    const { CHECKS } = await import('../doctor/checks.ts')
    const findings: Finding[] = []
    for (const check of CHECKS) {
      context.progress.show(`Checking: ${check.name}…`)
      const found = await check.look(context)
      context.signal.throwIfAborted()
      findings.push(...found)
      if (!context.json) for (const finding of found) print(context, finding)
    }
    const ok = findings.every((finding) => finding.status !== 'broken')
    if (context.json) context.printJson({ ok, findings })
    else context.print(ok ? '\nNothing is broken.' : '\nSomething is broken: see what is marked above.')
    return ok ? 0 : 1
  },
}

const MARKS = {
  ok: ['green', 'ok     '],
  warning: ['yellow', 'warning'],
  broken: ['red', 'broken '],
} as const

function print(context: CommandContext, { status, name, message, remedy }: Finding): void {
  const [colour, mark] = MARKS[status]
  context.print(`${context.paint(colour, mark)}  ${context.paint('bold', name)}: ${oneLine(message)}`)
  if (remedy !== undefined) context.print(`         ${oneLine(remedy)}`)
}
