import { expect, it } from 'vitest'
import { call, connect } from './support/connect.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const SOURCE = `def run(name: str, times: int = 1) -> str:
    """Greet somebody.

    Args:
        name: Whom.
        times: How often.
    """
    return " ".join(["Hello", name] * times)
`

it('what one process saved, another one finds by words and runs', async () => {
  const base = await temporaryFolder()
  const first = await connect('--base', base)
  expect((await call(first.client, 'search_workflows', { query: 'say hello to a person' })).text).toContain(
    'No workflow matches',
  )
  expect((await call(first.client, 'run_code', { code: 'x = 21\nx * 2' })).text).toBe('42')
  expect((await call(first.client, 'run_code', { code: 'x' })).text).toBe('21')
  const saved = await call(first.client, 'create_workflow', {
    name: 'greet',
    source: SOURCE,
    description: 'Say hello to a person',
  })
  expect(saved.text).toBe('Saved greet(name: str, times: int = 1): Say hello to a person')
  await first.close()

  const second = await connect('--base', base)
  const found = await call(second.client, 'search_workflows', { query: 'hello person' })
  expect(found.text).toContain('greet(name: str, times: int = 1): Say hello to a person')
  expect((await call(second.client, 'get_workflow', { name: 'greet' })).text).toContain('return " ".join')
  const invoked = await call(second.client, 'run_code', {
    code: 'workflows.invoke("greet", name="Ada", times=2)',
  })
  expect(invoked.result.structuredContent).toMatchObject({ ok: true, value: 'Hello Ada Hello Ada' })
  expect((await call(second.client, 'delete_workflow', { name: 'greet' })).text).toBe(
    'Deleted the workflow greet.',
  )
  const missing = await call(second.client, 'get_workflow', { name: 'greet' })
  expect(missing.result.isError).toBe(true)
  expect(missing.text).toBe('WORKFLOW_NOT_FOUND: There is no workflow "greet".')
})

it('values that a program saves are listed and read without running anything', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  expect((await call(client, 'list_artifacts')).text).toBe('No artifacts are saved yet.')
  await call(client, 'run_code', { code: 'artifacts.save("report", {"total": 3}, description="The sum")' })
  expect((await call(client, 'list_artifacts')).text).toMatch(/^report \(json, \d+ bytes\): The sum$/u)
  expect((await call(client, 'get_artifact', { name: 'report' })).text).toContain('"total": 3')
  expect((await call(client, 'get_artifact', { name: 'raport' })).text).toContain('Did you mean "report"?')
})

it('reset takes the variables and leaves what is stored', async () => {
  const { client } = await connect('--base', await temporaryFolder())
  await call(client, 'run_code', { code: 'x = 1\nartifacts.save("kept", 2)' })
  expect((await call(client, 'reset_session')).text).toContain('variables of earlier runs are gone')
  const after = await call(client, 'run_code', { code: 'print(artifacts.load("kept"))\nx' })
  expect(after.text).toMatch(/NameError.*\n\nStdout:\n2/su)
  expect(after.result.isError).toBe(true)
})
