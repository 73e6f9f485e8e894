import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { call, connect } from './support/connect.ts'
import { descendants } from './support/processes.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

it('does not wait for a tool server it has never met, and tells when its tools are known; the next process knows them without it', async () => {
  const base = await temporaryFolder()
  const slow = {
    command: process.execPath,
    args: [path.join(import.meta.dirname, 'fixtures', 'slow-server.mjs')],
  }
  await writeFile(path.join(base, 'mcp.json'), JSON.stringify({ mcpServers: { slow } }))

  const start = performance.now()
  const first = await connect('--base', base)
  const changed = vi.fn()
  first.client.setNotificationHandler(ToolListChangedNotificationSchema, changed)
  const describe = async ({ client }: typeof first): Promise<string> =>
    (await client.listTools()).tools[0]?.description ?? ''
  expect(await describe(first)).not.toContain('tools.slow.wave')
  expect(performance.now() - start).toBeLessThan(4_500)
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 20_000 })
  // On a busy machine a change before this one may have been told: that the listing was done at all.
  await vi.waitFor(async () => expect(await describe(first)).toContain('tools.slow.wave'), {
    timeout: 20_000,
  })
  expect((await call(first.client, 'run_code', { code: 'tools.slow.wave()' })).text).toBe("'waved'")
  await first.close()

  const second = await connect('--base', base)
  expect(await describe(second)).toContain('tools.slow.wave')
  expect(await descendants(second.pid)).toEqual([])
}, 60_000)
