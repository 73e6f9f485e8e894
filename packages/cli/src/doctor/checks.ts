import { stat } from 'node:fs/promises'
import type { Session } from '@code-mode/core'
import { readProblems } from '../output/problems.ts'
import { withProgress } from '../output/print-run.ts'
import type { CommandContext } from '../program/context.ts'
import { baseTools, listWaiting } from '../tools/base-tools.ts'
import { containerEngine } from './container-engine.ts'
import { type Check, type Finding, guarded } from './finding.ts'

const MINIMUM_NODE = [22, 12] as const

const node: Check = guarded('Node', async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [leastMajor, leastMinor] = MINIMUM_NODE
  const enough = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  const message = `${process.versions.node} (${process.execPath})`
  return [
    enough
      ? { name: 'Node', status: 'ok', message }
      : {
          name: 'Node',
          status: 'broken',
          message,
          remedy: `Install Node ${MINIMUM_NODE.join('.')} or later.`,
        },
  ]
})

const base: Check = guarded('base', async (context) => {
  if ((await stat(context.base).catch(() => undefined)) === undefined) {
    return [
      {
        name: 'base',
        status: 'warning',
        message: `${context.base} does not exist yet.`,
        remedy:
          `code-mode init ${context.baseGiven ? context.base : ''}`.trim() + ' makes it, with examples.',
      },
    ]
  }
  // Opening proves that each of its folders can be read and written.
  await context.openStore()
  return [{ name: 'base', status: 'ok', message: `${context.base} can be read and written` }]
})

const interpreter: Check = guarded('interpreter', async (context) => {
  const session = await freshSession(context)
  const {
    interpreter: found,
    isolation,
    installer,
    notes,
  } = await session.capabilities({
    signal: context.signal,
  })
  const started = performance.now()
  const result = await session.run('1 + 1', { signal: context.signal })
  const took = `${Math.round(performance.now() - started)} ms`
  return [
    result.ok
      ? {
          name: 'interpreter',
          status: 'ok',
          message: `Python ${found.version} (${found.path}); started and ran a program in ${took}`,
        }
      : { name: 'interpreter', status: 'broken', message: `${result.error.name}: ${result.error.message}` },
    isolation === 'none'
      ? {
          name: 'sandbox',
          status: 'warning',
          message: notes[0] ?? 'Programs have the rights of this user.',
          remedy: 'The sandbox is not built yet. Run only what you would run yourself.',
        }
      : { name: 'sandbox', status: 'ok', message: isolation },
    installer === null
      ? {
          name: 'installer',
          status: 'warning',
          message: 'Neither uv nor pip was found; packages cannot be installed.',
          remedy: 'Install uv: https://docs.astral.sh/uv/',
        }
      : { name: 'installer', status: 'ok', message: installer },
  ]
})

const packages: Check = guarded('packages', async (context) => {
  if (!(await exists(context))) return []
  const session = await context.openSession({ ...withProgress(context), tools: [], syncDepsOnStart: false })
  const listed = await session.listDeps({ signal: context.signal })
  if (listed.length === 0) return [{ name: 'packages', status: 'ok', message: 'none are listed' }]
  await session.syncDeps({ signal: context.signal })
  return [{ name: 'packages', status: 'ok', message: `${listed.join(', ')} can be imported` }]
})

const tools: Check = guarded('tools', async (context) => {
  if (!(await exists(context))) return []
  const { signal } = context
  const registry = await baseTools(context)
  const found = await listWaiting(context, registry)
  const session = await context.openStore()
  const workflows = await session.listWorkflows({ signal })
  const left = [...(await registry.problems({ signal })), ...(await session.problems({ signal }))]
  const problems = readProblems(left).map(({ about, text }): Finding => ({
    name: `${about} left out`,
    status: 'broken',
    message: text,
  }))
  const names = found.length === 0 ? 'none' : found.map((tool) => tool.name).join(', ')
  return [
    { name: 'tools', status: 'ok', message: names },
    { name: 'workflows', status: 'ok', message: String(workflows.length) },
    ...problems,
  ]
})

/** In the order in which they are told. */
export const CHECKS: readonly Check[] = [node, base, interpreter, containerEngine, packages, tools]

/** A session without a base, so that what is wrong there does not hide what is wrong with the machine. */
async function freshSession(context: CommandContext): Promise<Session> {
  const { Session: Opened } = await import('@code-mode/core')
  return context.own(await Opened.open({}))
}

async function exists(context: CommandContext): Promise<boolean> {
  return (await stat(context.base).catch(() => undefined)) !== undefined
}
