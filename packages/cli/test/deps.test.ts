import { rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorkshop, type Workshop, writeWheel } from '../../core/test/deps/support.ts'
import { cli, cliJson, type Outcome } from './support/cli.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
  await writeWheel(workshop, { name: 'lamp', version: '1.2' })
  await writeWheel(workshop, { name: 'desk', version: '3.0' })
})
afterAll(() => workshop.remove())

async function deps(base: string, ...args: string[]): Promise<Outcome> {
  return await cli([...args, '--base', base], { cwd: workshop.folder, env: workshop.env })
}

it('installs, lists, removes, and programs import what is listed', async () => {
  expect(await deps('one', 'deps', 'add', 'lamp>=1', 'desk')).toEqual({
    code: 0,
    stdout: 'Installed lamp==1.2, desk==3.0\n',
    stderr: '',
  })
  expect((await deps('one', 'deps', 'list')).stdout).toBe('lamp>=1\ndesk\n')
  expect((await deps('one', 'run', '-c', 'import lamp, desk\n"there"')).stdout).toBe("'there'\n")
  expect((await deps('one', 'deps', 'remove', 'desk')).stdout).toBe('Removed desk.\n')
  expect(
    await cliJson(['deps', 'list', '--base', 'one'], { cwd: workshop.folder, env: workshop.env }),
  ).toEqual(['lamp>=1'])
  const missing = await deps('one', 'deps', 'remove', 'lmap')
  expect(missing).toMatchObject({ code: 1, stdout: '' })
  expect(missing.stderr).toBe(
    'REQUIREMENT_INVALID: "lmap" is not on the list of packages. There are: lamp>=1.\n',
  )
})

it('sync installs what is listed, and says what cannot be', async () => {
  await deps('two', 'deps', 'add', 'lamp')
  expect((await deps('two', 'deps', 'sync')).stdout).toBe('Already there: lamp\n')
  const failed = await deps('two', 'deps', 'add', 'chair')
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr).toMatch(/^INSTALL_FAILED: /u)
  expect((await deps('two', 'deps', 'list')).stdout).toBe('lamp\n')
})

it('doctor finds a package that cannot be installed any more', async () => {
  await deps('three', 'deps', 'add', 'desk')
  expect(await deps('three', 'doctor')).toMatchObject({ code: 0 })
  // Gone from the index, and from what was kept of it.
  const wheel = path.join(workshop.links, 'desk-3.0-py3-none-any.whl')
  await rename(wheel, path.join(workshop.folder, 'kept.whl'))
  await rm(path.join(workshop.folder, '.cache'), { recursive: true, force: true })
  const broken = await deps('three', 'doctor')
  expect(broken.code).toBe(1)
  expect(broken.stdout).toMatch(/^broken +packages: .*desk/mu)
})
