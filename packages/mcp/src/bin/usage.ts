/** What `--help` prints. */
export const USAGE: string = `Usage: code-mode-mcp [flags]

An MCP server on stdin and stdout, or over HTTP: Python programs in a live session, with tools, workflows and
artifacts.

  --base DIR          Folder with tools/, mcp.json, workflows/, artifacts/ and requirements.txt.
                      Made if it does not exist. Default: ~/.code-mode
  --storage DIR       Keep workflows, artifacts and requirements.txt here instead of in the base.
  --tools PATH        More tools: a folder of YAML files, a YAML file or an mcp.json. Can be repeated.
  --wrap FILE         Stand in front of the MCP servers of this mcp.json: their tools become tools.* of
                      programs, and the client sees only those of this server. Can be repeated.
  --timeout TIME      Longest time of one run: 30s, 500ms, 2m, or a number of seconds. Default: 50s
  --python PATH       The interpreter. Default: found on this machine
  --no-runtime-deps   Programs and models cannot change the packages.
  --no-sync-deps      Do not install requirements.txt before the first run.
  --help              Print this.
  --version           Print the version.

Over HTTP, with a session for each client:

  --http ADDRESS      Serve http://ADDRESS/mcp: a port, or host:port. Default host: 127.0.0.1
  --auth-token-env NAME
                      The environment variable with the token that clients must send.
                      Default: CODE_MODE_TOKEN
  --no-auth           Ask for no token. Only where no other machine can connect.
  --allow-host HOST   A name that clients call this server by, besides its address. Can be repeated.
  --allow-origin URL  Origin of a web page that may connect. Can be repeated.
  --idle TIME         Close a session that nobody uses for this long. Default: 10m
  --max-sessions N    Most sessions at a time. Default: 64
`
