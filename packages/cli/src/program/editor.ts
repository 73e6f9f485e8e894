import { spawn } from 'node:child_process'
import type { CommandContext } from './context.ts'

/**
 * Has the user's editor open a file, and waits for its end. No shell is involved: the words of `$VISUAL` or `$EDITOR`
 * are the program and its arguments, with quotes around those that have blanks.
 */
export async function openEditor(file: string, { env, cwd }: CommandContext): Promise<void> {
  const wish = [env['VISUAL'], env['EDITOR']].find((each) => each !== undefined && each.trim() !== '')
  const [command = 'vi', ...args] = splitWords(wish ?? (process.platform === 'win32' ? 'notepad' : 'vi'))
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...args, file], { stdio: 'inherit', cwd })
    child.once('error', (error) =>
      reject(new Error(`The editor "${command}" could not be started: ${error.message}. Set EDITOR.`)),
    )
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `The editor "${command}" ended with ${signal ?? `exit code ${code}`}. Nothing was saved.`,
          ),
        )
    })
  })
}

/** `"/opt/my editor" --wait` has two words. */
export function splitWords(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? '',
  )
}
