"""An MCP server over stdio with one tool, `double`, in a few lines: cheap enough to be started thousands of times."""

import json
import sys

TOOL = {
    'name': 'double',
    'description': 'Twice a number',
    'inputSchema': {'type': 'object', 'properties': {'n': {'type': 'integer'}}, 'required': ['n']},
}


def answer(method, params):
    if method == 'initialize':
        info = {'name': 'soak', 'version': '1'}
        return {'protocolVersion': params['protocolVersion'], 'capabilities': {'tools': {}}, 'serverInfo': info}
    if method == 'tools/list':
        return {'tools': [TOOL]}
    if method == 'tools/call':
        return {'content': [{'type': 'text', 'text': str(params['arguments']['n'] * 2)}]}
    return {}


for line in sys.stdin:
    message = json.loads(line)
    if 'id' in message and 'method' in message:
        result = answer(message['method'], message.get('params') or {})
        print(json.dumps({'jsonrpc': '2.0', 'id': message['id'], 'result': result}), flush=True)
