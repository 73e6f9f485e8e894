import { describe, expect, it } from 'vitest'
import { attacks } from '../support/attacks.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { missingComponent } from '../support/requires.ts'
import { guests, withstands } from '../support/wedging.ts'

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(attacks('resources'))('$title', { timeout: 90_000 }, async (attack) => {
    await expect(withstands(attack)).resolves.toBe('withstood')
  })
})

it('a guest that dies leaves none of its children', async (context) => {
  if (process.platform !== 'linux') return missingComponent('/proc', 'run this test on Linux', context)
  const session = await openSession({ env: { WEDGING: String(process.pid) } })
  await valueOf(
    session,
    'import subprocess\nfor new in (True, False): subprocess.Popen(["sleep", "1000"], start_new_session=new)',
  )
  expect((await guests()).length).toBe(3)
  await session.run('import os\nos._exit(1)')
  expect(await guests()).toEqual([])
})
