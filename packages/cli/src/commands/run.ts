import { printRun, RUN_OPTIONS, withProgress } from '../output/print-run.ts'
import type { CommandInput, CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { readSource } from '../program/read-source.ts'
import { UsageError } from '../program/usage-error.ts'

/** Runs a program. */
export const run: CommandSpec = {
  name: 'run',
  summary: 'run a Python program',
  details:
    'Run a Python program with tools, workflows, artifacts and deps. Output comes as it is ' +
    'printed, the value of the last expression at the end, pictures as paths of files.\n\n' +
    'Exit codes: 0 ok, 1 the program failed, 2 wrong command line, 124 timeout, 130 Ctrl-C.',
  operands: [{ name: '[file]', description: 'the program; - is standard input' }],
  options: [{ flags: '-c, --code <code>', description: 'the program itself' }, ...RUN_OPTIONS],
  examples: [
    "code-mode run -c 'tools.list()'",
    'code-mode run report.py --timeout 2m',
    "echo 'print(1 + 1)' | code-mode run -",
  ],
  run: async (context, input) => {
    const program = await programOf(context, input)
    // A model's program has no file: what it reads must not depend on where the program was kept.
    const place = program.file === undefined || input.flag('for-model') ? {} : { fileName: program.file }
    return await printRun(context, input, async (options) => {
      const session = await context.openSession(withProgress(context))
      return await session.run(program.code, { ...options, ...place })
    })
  },
}

async function programOf(
  context: CommandContext,
  input: CommandInput,
): Promise<{ readonly code: string; readonly file?: string }> {
  const [file] = input.operands
  const code = input.text('code')
  if (code !== undefined && file !== undefined)
    throw new UsageError(`Give a file or -c, not both: "${file}" and -c are there.`)
  if (code !== undefined) return { code }
  if (file === undefined)
    throw new UsageError('There is no program. Give a file, - for standard input, or -c CODE.')
  const source = await readSource(context, file)
  return file === '-' ? { code: source } : { code: source, file }
}
