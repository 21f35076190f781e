import { Finding } from '../finding';

/**
 * One step between the rules and the report: it leaves findings out, changes or sorts them. It changes nothing in
 * place.
 */
export type Processor = (findings: Finding[]) => Finding[];

/** Runs processors one after the other. */
export function processed(findings: Finding[], processors: Processor[]): Finding[] {
  return processors.reduce((left, processor) => processor(left), findings);
}
