/** The public names of py-code-mode: what its users look for on the page for them. */
export const EARLIER_NAMES: readonly string[] = `
Session from_base inprocess subprocess start run reset close supports supported_capabilities storage
list_tools search_tools list_workflows search_workflows get_workflow add_workflow remove_workflow
list_skills search_skills get_skill add_skill remove_skill
list_artifacts save_artifact load_artifact delete_artifact list_deps add_dep remove_dep sync_deps
sync_deps_on_start extra_deps allow_runtime_deps python_version cache_venv timeout
ExecutionResult value stdout error execution_time_ms backend_info is_ok
CodeModeError ToolNotFoundError ToolCallError ToolTimeoutError ArtifactNotFoundError ArtifactWriteError
WorkflowNotFoundError WorkflowValidationError WorkflowExecutionError DependencyError RuntimeDepsDisabledError
StorageError StorageReadError StorageWriteError ConfigurationError RPCError RPCTransportError NamespaceError
WorkflowError ToolError ArtifactError DepsError
call_sync call_async signature describe invoke path register sync
SubprocessExecutor SubprocessConfig InProcessExecutor InProcessConfig ContainerExecutor ContainerConfig
venv_path base_deps startup_timeout default_timeout cleanup_venv_on_close tools_path deps_file ipc_timeout
Capability register_backend get_backend list_backends SUBPROCESS_AVAILABLE CONTAINER_AVAILABLE
ToolRegistry CLIAdapter MCPAdapter HTTPAdapter Endpoint Tool ToolCallable ToolParameter JsonSchema ToolDefinition
RedisToolStore registry_from_redis ToolMiddleware create_run_code_tool get_tools_description scoped_view
PythonWorkflow WorkflowLibrary WorkflowStore PythonSkill SkillLibrary SkillStore
FileStorage RedisStorage StorageBackend FileStorageAccess RedisStorageAccess to_bootstrap_config
bootstrap_namespaces NamespaceBundle
py-code-mode-mcp run_code create_workflow delete_workflow create_skill delete_skill
--base --storage --tools --redis --prefix --timeout --no-runtime-deps --no-sync-deps --executor
bootstrap pull diff --clear
`
  .trim()
  .split(/\s+/u)
