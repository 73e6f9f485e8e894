import { expect, it } from 'vitest'
import * as z from 'zod'
import type { ModelToolName, ModelToolTypes } from '../../src/model-tools/model-tool-types.ts'
import { MODEL_TOOL_NAMES, modelTools } from '../../src/model-tools/model-tools.ts'

type Input<Name extends ModelToolName> = ModelToolTypes[Name]['input']
type Output<Name extends ModelToolName> = ModelToolTypes[Name]['output']

/** An input with every field and one with the needed fields alone, and an output with every field; the compiler holds them to the types. */
type Samples = {
  readonly [Name in ModelToolName]: {
    readonly all: Required<Input<Name>>
    readonly least: Input<Name>
    readonly output: Required<Output<Name>>
  }
}

const workflow = {
  name: 'greet',
  description: 'Greets',
  parameters: [],
  language: 'python',
  revision: '1',
  updatedAt: '2030-01-01T00:00:00Z',
  location: '/base/workflows/greet.py',
} as const
const artifact = {
  name: 'report',
  format: 'json',
  description: '',
  metadata: {},
  sizeBytes: 1,
  digest: '',
  createdAt: '2030-01-01T00:00:00Z',
  revision: '1',
} as const
const toolList = { tools: [{ name: 'curl', description: '', tags: [], callables: [] }] }
const named = { all: { name: 'greet' }, least: { name: 'greet' } }
const search = { all: { query: 'greet', limit: 3 }, least: { query: 'greet' } }
const nothing = { all: {}, least: {} }

const SAMPLES: Samples = {
  run_code: {
    all: { code: '1', timeout_seconds: 1 },
    least: { code: '1' },
    output: {
      ok: false,
      value: 1,
      asText: [{ path: [0], type: 'datetime.date' }],
      text: '1',
      stdout: '',
      stderr: '',
      error: { kind: 'program', name: 'ValueError', message: '', traceback: '' },
      truncated: [{ what: 'stdout', kept: 1, of: 2 }],
      stateLost: true,
      durationMs: 1,
      calls: 0,
    },
  },
  reset_session: { ...nothing, output: { reset: true } },
  list_tools: { ...nothing, output: { ...toolList, problems: [] } },
  search_tools: { ...search, output: toolList },
  list_workflows: { ...nothing, output: { workflows: [workflow], problems: [] } },
  search_workflows: { ...search, output: { workflows: [workflow] } },
  get_workflow: { ...named, output: { ...workflow, source: '' } },
  create_workflow: {
    all: { name: 'greet', source: '', description: '' },
    least: { name: 'greet', source: '' },
    output: workflow,
  },
  delete_workflow: { ...named, output: { name: 'greet', deleted: true } },
  list_artifacts: { ...nothing, output: { artifacts: [artifact] } },
  get_artifact: { ...named, output: { ...artifact, text: '' } },
  list_deps: { ...nothing, output: { requirements: [] } },
  add_dep: {
    all: { requirement: 'pandas' },
    least: { requirement: 'pandas' },
    output: { installed: [], alreadyPresent: [] },
  },
  remove_dep: { ...named, output: { name: 'greet', removed: true } },
}

const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  required: z.array(z.string()).default([]),
})
const sorted = (names: readonly string[]): readonly string[] => names.toSorted()

it('has the types of every model tool, and of no other', () => {
  expect(sorted(Object.keys(SAMPLES))).toEqual(sorted(MODEL_TOOL_NAMES))
})

it.each(await modelTools())(
  '$name takes and gives what its types say',
  ({ name, inputSchema, outputSchema }) => {
    const { all, least, output } = SAMPLES[name as ModelToolName]
    const input = objectSchema.parse(inputSchema)
    expect(sorted(Object.keys(all))).toEqual(sorted(Object.keys(input.properties)))
    expect(sorted(Object.keys(least))).toEqual(sorted(input.required))
    expect(Object.keys(output)).toEqual(
      expect.arrayContaining(Object.keys(objectSchema.parse(outputSchema).properties)),
    )
    for (const [schema, sample] of [
      [inputSchema, all],
      [inputSchema, least],
      [outputSchema, output],
    ] as const) {
      expect(
        z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(sample),
      ).toMatchObject({
        success: true,
      })
    }
  },
)
