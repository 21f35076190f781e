/** How much a process of MCP Mesh logs. */
export enum MeshLogLevel {
  /** Everything, SQL of the registry included. */
  TRACE = 'TRACE',
  /** What helps to find a mistake. */
  DEBUG = 'DEBUG',
  /** What happens. */
  INFO = 'INFO',
  /** What may be wrong. */
  WARNING = 'WARNING',
  /** What is wrong. */
  ERROR = 'ERROR',
  /** What ends the process. */
  CRITICAL = 'CRITICAL',
}
