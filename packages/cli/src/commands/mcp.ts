import type { CommandSpec } from '../program/command.ts'

/** The MCP server, in this process. */
export const mcp: CommandSpec = {
  name: 'mcp',
  summary: 'start the MCP server on the base (code-mode mcp --help shows its flags)',
  operands: [{ name: '[flags...]', description: 'those of code-mode-mcp' }],
  ownSignals: true,
  passThrough: true,
  run: async (context, { operands }) => {
    const { runServer } = await import('@code-mode/mcp')
    await runServer(['--base', context.base, ...operands])
    return Number(process.exitCode ?? 0)
  },
}
