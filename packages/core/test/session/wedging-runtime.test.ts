import { describe, expect, it } from 'vitest'
import { attacks } from '../support/attacks.ts'
import { openSession } from '../support/open-session.ts'
import { withstands } from '../support/wedging.ts'

describe('the next run answers, and variables are kept where they can be, after', () => {
  it.each(attacks('runtime'))('$title', async (attack) => {
    await expect(withstands(attack)).resolves.toBe('withstood')
  })
})

it('an audit hook that refuses to compile can be got rid of by a reset alone', async () => {
  const session = await openSession()
  await session.run(
    'import sys\ndef hook(event, args):\n    if event == "compile": raise RuntimeError(event)\nsys.addaudithook(hook)',
  )
  expect(await session.run('1 + 1')).toMatchObject({ ok: false, error: { name: 'RuntimeError' } })
  await session.reset()
  expect(await session.run('1 + 1')).toMatchObject({ ok: true, value: 2 })
})
