/** What `--help` prints. */
export const USAGE: string = `Usage: code-mode-mcp [flags]

An MCP server on stdin and stdout: Python programs in a live session, with tools, workflows and artifacts.

  --base DIR          Folder with tools/, mcp.json, workflows/, artifacts/ and requirements.txt.
                      Made if it does not exist. Default: ~/.code-mode
  --storage DIR       Keep workflows, artifacts and requirements.txt here instead of in the base.
  --tools PATH        More tools: a folder of YAML files, a YAML file or an mcp.json. Can be repeated.
  --timeout TIME      Longest time of one run: 30s, 500ms, 2m, or a number of seconds. Default: 50s
  --python PATH       The interpreter. Default: found on this machine
  --no-runtime-deps   Programs and models cannot change the packages.
  --no-sync-deps      Do not install requirements.txt before the first run.
  --help              Print this.
  --version           Print the version.
`
