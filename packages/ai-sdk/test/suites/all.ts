import './code-mode-tools.ts'
import './from-ai-sdk.ts'
import './session-choice.ts'
import './tool-approval.ts'
