import { Edge } from './edge';
import { listText } from '../base/list-text';
import { show } from '../base/problem';

/** Why agents call another one, as the end of a sentence about it: "which provides "weather"". */
export function reasonsText(edges: Edge[]): string {
  const capabilities = edges.flatMap(({ requirements = [] }) => requirements.map(({ name }) => show(name)));
  const reasons = capabilities.length > 0 ? [`which provides ${listText(capabilities)}`] : [];
  if (edges.some(({ why }) => why === 'llm-tool')) {
    reasons.push('whose tools an LLM may use');
  }
  if (edges.some(({ why }) => why === 'calls')) {
    reasons.push('whose address it was given');
  }
  return reasons.join(', and ');
}
