// Random programs over many sessions, from a seed: npm run soak -- --minutes 60 --seed 1
import { randomInt, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: process.env['CI'] === undefined ? '60' : '3' },
    seed: { type: 'string', default: String(randomInt(1, 2 ** 31)) },
    sessions: { type: 'string', default: '20' },
    // One session alone, to look at what failed.
    only: { type: 'string' },
  },
})
const number = (name: 'minutes' | 'seed' | 'sessions' | 'only'): number => {
  const value = Number(values[name])
  if (Number.isFinite(value) && value >= 0) return value
  console.error(`--${name} must be a number of at least 0, not "${values[name]}".`)
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'code-mode-soak-'))
// Before anything of the library is loaded, so that all its temporary files lie in here.
process.env['TMPDIR'] = join(folder, 'tmp')
await mkdir(process.env['TMPDIR'])
const { soak } = await import('./soak.ts')
try {
  const only = values.only === undefined ? undefined : number('only')
  const failures = await soak({
    seed: number('seed'),
    minutes: number('minutes'),
    sessions: only === undefined ? Array.from({ length: number('sessions') }, (_, index) => index) : [only],
    base: join(folder, 'base'),
    temporary: process.env['TMPDIR'],
    mark: randomUUID(),
  })
  process.exitCode = failures.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
