/**
 * A table of the application is analysed and drawn: the agent adds the package it needs, computes in Python, and the
 * plot comes back as a picture beside the numbers.
 */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { functionTools, renderResult, Session } from '@code-mode/core'

const SALES = [
  { month: 'January', units: 120, price: 10 },
  { month: 'February', units: 80, price: 12.5 },
  { month: 'March', units: 200, price: 9 },
  { month: 'April', units: 160, price: 11 },
]

/** What a model would write: one program that fetches, computes, draws and answers. */
const ANALYSIS = `
deps.add("matplotlib")
import statistics
import matplotlib.pyplot as plt

rows = tools.sales.table(year=2026)
revenue = {row["month"]: row["units"] * row["price"] for row in rows}

figure, axes = plt.subplots(figsize=(5, 3))
axes.bar(revenue.keys(), revenue.values())
axes.set_title("Revenue 2026")
axes.set_ylabel("euros")

artifacts.save("revenue-2026", revenue, description="Revenue by month")
{"total": sum(revenue.values()), "median": statistics.median(revenue.values()), "best": max(revenue, key=revenue.get)}
`

const sales = functionTools({
  name: 'sales',
  functions: {
    table: {
      description: 'Units and price of each month of a year',
      inputSchema: { type: 'object', properties: { year: { type: 'integer' } }, required: ['year'] },
      execute: async () => SALES,
    },
  },
})

const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-analysis-'))
const session = await Session.open(folder, {
  tools: [sales],
  timeoutMs: 170_000, // the first install downloads about 25 MB
  onEvent: (event) => event.type === 'deps-progress' && console.log(event.message),
})
try {
  const result = await session.run(ANALYSIS)
  if (!result.ok) throw new Error(result.error.traceback)
  assert.deepEqual(result.value, { total: 5_760, median: 1_480, best: 'March' })

  const [plot] = result.displays
  const png = Buffer.from(plot?.data['image/png'] ?? '', 'base64')
  const size = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
  assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG')
  assert.deepEqual([result.displays.length, size.width / size.height > 1.5], [1, true])

  const read = renderResult(result)
  assert.ok(
    read.some((part) => part.type === 'image' && part.mimeType === 'image/png'),
    'a model sees the plot',
  )
  assert.deepEqual((await session.loadArtifact('revenue-2026'))?.value, {
    January: 1_200,
    February: 1_000,
    March: 1_800,
    April: 1_760,
  })
  assert.deepEqual(await session.listDeps(), ['matplotlib'])

  console.log(`✔ ${JSON.stringify(result.value)}, plot of ${size.width} × ${size.height} pixels`)
} finally {
  await session.close()
  await rm(folder, { recursive: true, force: true })
}
