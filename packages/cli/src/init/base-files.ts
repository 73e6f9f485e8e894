/** The files of a first base: short, commented, and working without a network. */
export const BASE_FILES: readonly { readonly path: string; readonly about: string; readonly text: string }[] =
  [
    {
      path: 'tools/curl.yaml',
      about: 'a command-line program as a tool',
      text: `# A program of this machine that agent code can call: tools.curl.get(url="https://example.com")
# Its arguments are built from this file and never pass a shell. All keys: docs/tools.md
name: curl
description: Make HTTP requests
command: curl
timeout: 60 # seconds
tags: [http, network]
schema:
  options:
    silent: { type: boolean, short: s }
    show-error: { type: boolean, short: S }
    fail: { type: boolean, short: f, description: An HTTP error is an error of the tool }
    location: { type: boolean, short: L, description: Follow redirects }
    header: { type: array, short: H }
    data: { type: string, short: d }
  positional:
    - { name: url, type: string, required: true }
recipes:
  get:
    description: Fetch a page and return its text
    preset: { silent: true, show-error: true, fail: true, location: true }
    params: { url: {} }
`,
    },
    {
      path: 'mcp.json',
      about: 'MCP servers, in the usual form (the example is not enabled)',
      text: `{
  "mcpServers": {
    "files": {
      "disabled": true,
      "description": "An example. Take the line with disabled away, and agent code has tools.files",
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "."]
    }
  }
}
`,
    },
    {
      path: 'workflows/fetch_text.py',
      about: 'a saved program',
      text: `"""Fetches a page and returns the beginning of its text."""


# Agents find this with workflows.search("fetch a page") and call it with
# workflows.fetch_text(url="https://example.com"). tools, workflows, artifacts and deps are there as in any program.
def run(url: str, characters: int = 500) -> str:
    """Fetches a page and returns the beginning of its text.

    Args:
        url: address of the page
        characters: how many to return
    """
    return tools.curl.get(url=url)[:characters]
`,
    },
    {
      path: 'requirements.txt',
      about: 'packages that programs can import',
      text: `# Packages that programs can import, one a line: code-mode deps add pandas
`,
    },
  ]
