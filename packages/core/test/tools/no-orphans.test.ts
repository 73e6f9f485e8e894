import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { fixture, serverYaml } from './mcp-fixture.ts'
import { isAlive, until } from './process-alive.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('kill -9 of the host ends its tool servers and the programs under way', async () => {
  const folder = await temporaryFolder()
  const tools = await temporaryFolder({
    'fixture.yaml': serverYaml('fixture'),
    'nap.yaml': `name: nap\ndescription: Sleeps\ncommand: sh\nargs: [-c, "echo $$ > ${join(folder, 'pid')}; sleep 60"]\n`,
  })
  const host = spawn(
    process.execPath,
    ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', fixture('host.mjs'), tools],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [output] = (await once(host.stdout, 'data')) as [Buffer]
  await until(async () => (await readFile(join(folder, 'pid'), 'utf8').catch(() => '')).endsWith('\n'))
  const pids = [Number(String(output)), Number(await readFile(join(folder, 'pid'), 'utf8'))]
  expect(pids.map((pid) => isAlive(pid))).toEqual([true, true])
  host.kill('SIGKILL')
  await until(() => pids.every((pid) => !isAlive(pid)))
})
