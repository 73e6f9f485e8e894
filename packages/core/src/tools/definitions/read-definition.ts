import { toIdentifiers, nameProblem } from '../identifier.ts'
import type { ToolProblem } from '../tool.ts'
import { checkCli } from './check-cli.ts'
import { checkDocument } from './check-document.ts'
import { definitionSchemas } from './definition-schemas.ts'
import type { LoadedDefinition, McpDefinition } from './definition.ts'
import { isRecord } from './is-record.ts'
import { normaliseDefinition } from './normalise-definition.ts'
import { readPositionedDocument } from './positioned-document.ts'
import type { DefinitionIssue } from './definition-issue.ts'
import type { PathStep, PositionedDocument } from './positioned-document.ts'

/** What one file holds. A file with problems may still hold definitions that are right. */
export interface FileDefinitions {
  readonly definitions: readonly LoadedDefinition[]
  readonly problems: readonly ToolProblem[]
}

/** Reads a definition file: `*.json` in the `mcpServers` form, anything else as the YAML of one tool. Never rejects. */
export async function readDefinitionFile(file: string): Promise<FileDefinitions> {
  const document = await readPositionedDocument(file)
  const definitions: LoadedDefinition[] = []
  const issues: DefinitionIssue[] = [...document.issues]
  if (issues.length === 0)
    issues.push(
      ...(file.endsWith('.json')
        ? await readServers(document, file, definitions)
        : await readTool(document, file, definitions)),
    )
  return { definitions, problems: issues.map((issue) => toProblem(issue, file)) }
}

function toProblem(issue: DefinitionIssue, file: string): ToolProblem {
  const place = issue.line === undefined ? file : `${file}:${issue.line}:${issue.column ?? 1}`
  return { origin: place, message: issue.message }
}

async function readTool(
  document: PositionedDocument,
  file: string,
  definitions: LoadedDefinition[],
): Promise<readonly DefinitionIssue[]> {
  if (!isRecord(document.data))
    return [
      { line: 1, column: 1, message: 'holds no definition. Write at least name, description and command.' },
    ]
  const value = normaliseDefinition(document.data)
  const type = value['type'] ?? 'cli'
  const schemas = await definitionSchemas()
  if (type === 'cli') {
    const { data, issues } = checkDocument({ document, schema: schemas.cli, value })
    if (data === undefined) return issues
    const nameProblems = checkToolName(data.name, document)
    const { definition, issues: others } = checkCli(data, document)
    if (nameProblems.length === 0 && definition !== undefined)
      definitions.push({ kind: 'cli', file, definition })
    return [...nameProblems, ...others]
  }
  if (type === 'mcp') {
    const { data, issues } = checkDocument({ document, schema: schemas.mcp, value })
    if (data === undefined) return issues
    const problems = [
      ...checkToolName(data.name, document),
      ...checkTransport(data, document, []),
      ...checkTransportName('transport', data.transport, data, document, []),
    ]
    if (problems.length === 0) definitions.push({ kind: 'mcp', file, definition: data })
    return problems
  }
  return [
    {
      ...document.locate(['type'], 'value'),
      message: `the type ${JSON.stringify(type)} is not supported. Supported types: cli (the default), mcp.`,
    },
  ]
}

async function readServers(
  document: PositionedDocument,
  file: string,
  definitions: LoadedDefinition[],
): Promise<readonly DefinitionIssue[]> {
  const root = document.data
  if (!isRecord(root) || !isRecord(root['mcpServers'])) {
    return [
      {
        ...document.locate(['mcpServers'], 'value'),
        message: 'has no object "mcpServers". Write {"mcpServers": {"name": {"command": "…", "args": []}}}.',
      },
    ]
  }
  const { server: schema } = await definitionSchemas()
  const servers = Object.entries(root['mcpServers'])
  const names = toIdentifiers(
    servers.map(([name]) => name),
    'tool',
  )
  return servers.flatMap(([name, value], index) => {
    const path = ['mcpServers', name]
    const { data, issues } = checkDocument({ document, schema, value, path })
    if (data === undefined) return issues
    const { type, disabled, ...rest } = data
    if (disabled === true) return []
    const definition: McpDefinition = {
      ...rest,
      ...(type === 'sse' ? { transport: 'sse' } : {}),
      name: names[index] ?? name,
    }
    const problems = [
      ...checkTransport(definition, document, path),
      ...checkTransportName('type', type, definition, document, path),
      ...checkTransportName('transport', definition.transport, definition, document, path),
    ]
    if (problems.length === 0) definitions.push({ kind: 'mcp', file, definition })
    return problems
  })
}

function checkToolName(name: string, document: PositionedDocument): readonly DefinitionIssue[] {
  const problem = nameProblem(name, 'tool')
  return problem === undefined
    ? []
    : [{ ...document.locate(['name'], 'value'), message: `the tool name "${name}" ${problem}.` }]
}

function checkTransport(
  definition: McpDefinition,
  document: PositionedDocument,
  path: readonly PathStep[],
): readonly DefinitionIssue[] {
  const { name, command, url } = definition
  if (command === undefined && url === undefined)
    return [
      {
        ...document.locate(path),
        message: `server "${name}" has neither command nor url. Give it a command to start or a url to reach.`,
      },
    ]
  if (command !== undefined && url !== undefined)
    return [
      {
        ...document.locate([...path, 'url']),
        message: `server "${name}" has both command and url. Keep one of them.`,
      },
    ]
  const stray = command === undefined ? (['args', 'env', 'cwd'] as const) : (['headers'] as const)
  return stray
    .filter((key) => definition[key] !== undefined)
    .map((key) => ({
      ...document.locate([...path, key]),
      message: `"${key}" means nothing for a server with ${command === undefined ? 'a url' : 'a command'}. Remove it.`,
    }))
}

/** Every spelling of a transport in use; the older HTTP with SSE is asked for by name. */
const URL_TRANSPORTS: readonly string[] = [
  'http',
  'streamable_http',
  'streamable-http',
  'streamableHttp',
  'sse',
]

function checkTransportName(
  key: 'type' | 'transport',
  given: string | undefined,
  definition: McpDefinition,
  document: PositionedDocument,
  path: readonly PathStep[],
): readonly DefinitionIssue[] {
  if (given === undefined) return []
  const isUrl = definition.command === undefined
  if ((isUrl ? URL_TRANSPORTS : ['stdio']).includes(given)) return []
  return [
    {
      ...document.locate([...path, key], 'value'),
      message: `the ${key} "${given}" does not fit a server with a ${isUrl ? 'url; write "http" or "sse", or leave it out' : 'command; write "stdio" or leave it out'}.`,
    },
  ]
}
