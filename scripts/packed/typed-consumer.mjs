import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchTool } from '../lib/fetch-tool.mjs'
import { mustRun, root, run } from '../lib/run.mjs'
import { OLDEST_TYPESCRIPT } from '../lib/versions.mjs'

/** A consumer of every entry of these packages, as ES module and as CommonJS, checked as strictly as TypeScript can. */
export async function writeTypedConsumer(project, packages) {
  const specifiers = packages.flatMap(({ name, exports }) =>
    exports.map((subpath) => path.posix.join(name, subpath)),
  )
  const imports = specifiers.map((specifier, index) => `import * as entry${index} from '${specifier}'`)
  const source = `${imports.join('\n')}
import { Session } from '${packages.find(({ name }) => name === '@code-mode/core')?.name ?? packages[0].name}'

export async function main(): Promise<void> {
  const session: Session = await Session.open('./base')
  try {
    const result = await session.run('1 + 1', { timeoutMs: 1000 })
    if (result.ok) result.value satisfies unknown
    else result.error.message satisfies string
    // @ts-expect-error a run's code is text
    await session.run(1)
  } finally {
    await session.close()
  }
}
export const entries: readonly object[] = [${specifiers.map((_, index) => `entry${index}`).join(', ')}]
`
  await writeFile(path.join(project, 'consumer.mts'), source)
  await writeFile(path.join(project, 'consumer.cts'), source)
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    target: 'ES2023',
    // The MCP SDK's own types name DOM's fetch types.
    lib: ['ES2023', 'ESNext.Disposable', 'DOM'],
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    skipLibCheck: false,
  }
  await writeJson(path.join(project, 'tsconfig.json'), {
    compilerOptions,
    files: ['consumer.mts', 'consumer.cts'],
  })
}

/** The compiler we build with. */
export const OUR_COMPILER = path.join(root, 'node_modules/.bin/tsc')

/** That one, and the oldest one that may read what it wrote. */
export async function compilers() {
  const oldest = await fetchTool('typescript', OLDEST_TYPESCRIPT, path.join('.bin', 'tsc'))
  return [OUR_COMPILER, oldest]
}

/**
 * Compiles it and resolves with the compiler's name. Declarations are checked too, ours and those they name; what is wrong
 * inside of somebody else's package is not ours to repair.
 */
export async function compileConsumer(project, tsc) {
  const { code, output } = await run(tsc, ['-p', '.', '--pretty', 'false'], { cwd: project })
  const errors = output.split('\n').filter((line) => /\berror TS\d+/.test(line))
  const ours = errors.filter((line) => !isTheirs(line.slice(0, line.indexOf('('))))
  if (ours.length > 0 || (code !== 0 && errors.length === 0))
    throw new Error(`${tsc} fails in ${project}:\n${ours.join('\n') || output}`)
  return (await mustRun(tsc, ['--version'])).trim().replace('Version', 'TypeScript')
}

function isTheirs(file) {
  const [, ...inner] = file.split('node_modules/')
  return inner.length > 0 && !inner.at(-1).startsWith('@code-mode/')
}

function writeJson(file, value) {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}
