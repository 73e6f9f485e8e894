import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const FOLDER = fileURLToPath(new URL('../../../../.github/workflows', import.meta.url))

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Job {
  readonly uses?: string
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly 'runs-on'?: string
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> }
  readonly steps?: readonly Step[]
}
interface Workflow {
  readonly name: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const load = async (file: string): Promise<{ readonly text: string; readonly workflow: Workflow }> => {
  const text = await readFile(join(FOLDER, file), 'utf8')
  return { text, workflow: parse(text, { strict: true, uniqueKeys: true }) as Workflow }
}
const stepsOf = (workflow: Workflow): readonly Step[] =>
  Object.values(workflow.jobs).flatMap(({ steps = [] }) => steps)

describe.each((await readdir(FOLDER)).toSorted())('%s', async (file) => {
  const { text, workflow } = await load(file)

  it('has what a workflow and its jobs need', () => {
    expect(workflow.name).toBe(file.replace('.yml', ''))
    expect(Object.keys(workflow.on).length).toBeGreaterThan(0)
    for (const [name, job] of Object.entries(workflow.jobs)) {
      if (job.uses !== undefined) continue
      expect(job['runs-on'], name).toBeTypeOf('string')
      expect(job['timeout-minutes'], name).toBeTypeOf('number')
      for (const step of job.steps ?? [])
        expect(Number(step.uses !== undefined) + Number(step.run !== undefined), name).toBe(1)
      for (const needed of [job.needs ?? []].flat()) expect(workflow.jobs, name).toHaveProperty(needed)
    }
  })

  it('pins every action to a commit and says which version that is', () => {
    const used = [...text.matchAll(/^\s*-? ?uses: (?!\.\/)(.*)$/gm)].map(([, action = '']) => action)
    expect(used.length).toBeGreaterThan(0)
    expect(used.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
  })

  it('can only read by default, keeps no credential in the checkout and knows no secret', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const checkouts = stepsOf(workflow).filter((step) => step.uses?.startsWith('actions/checkout@'))
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false })
    expect(text).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/)
  })
})

it('one version of an action serves all workflows', async () => {
  const files = await Promise.all((await readdir(FOLDER)).map(load))
  const used = new Set(files.flatMap(({ workflow }) => stepsOf(workflow).flatMap(({ uses }) => uses ?? [])))
  const repositories = [...used].map((action) => action.split('@')[0]?.split('/').slice(0, 2).join('/'))
  const commits = new Set([...used].map((action) => action.split('@')[1]))
  expect(commits.size).toBe(new Set(repositories).size)
})

it('the platforms are Linux and macOS with Node 22, 24 and 26, and a release waits for them', async () => {
  const { workflow } = await load('platforms.yml')
  const matrix = workflow.jobs['test']?.strategy?.matrix
  expect(matrix?.['node']).toEqual(['22', '24', '26'])
  expect(matrix?.['os']).toEqual(expect.arrayContaining(['ubuntu-latest', 'macos-latest']))
  expect(Object.keys(workflow.on)).toEqual(expect.arrayContaining(['workflow_call', 'pull_request']))
  const release = (await load('release.yml')).workflow
  expect(release.jobs['test']?.uses).toBe('./.github/workflows/platforms.yml')
  expect(release.jobs['select']?.needs).toBe('test')
})

it('only the job that publishes gets an identity, and it builds nothing', async () => {
  const { workflow } = await load('release.yml')
  const trusted = Object.entries(workflow.jobs).filter(([, job]) => job.permissions?.['id-token'] === 'write')
  expect(trusted.map(([name]) => name)).toEqual(['publish'])
  const publish = workflow.jobs['publish']
  expect(publish?.needs).toBe('pack')
  expect(publish?.environment).toBe('npm')
  const commands = (publish?.steps ?? []).flatMap(({ run }) => run ?? [])
  expect(commands.filter((command) => /\b(build|test)\b/.test(command))).toEqual([])
  expect(
    commands.filter((command) => /pnpm install/.test(command) && !command.includes('--ignore-scripts')),
  ).toEqual([])
})
