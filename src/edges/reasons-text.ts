import { Edge } from './edge';
import { listText } from '../base/list-text';
import { show } from '../base/problem';

/** Why agents call another one, as the end of a sentence about it: "which provides "weather"". */
export function reasonsText(edges: Edge[]): string {
  const capabilities = edges.flatMap(({ requirements = [] }) => requirements.map(({ name }) => show(name)));
  const isAny = (why: Edge['why']) => edges.some((edge) => edge.why === why);
  return [
    ...(capabilities.length > 0 ? [`which provides ${listText(capabilities)}`] : []),
    ...(isAny('llm-tool') ? ['whose tools an LLM may use'] : []),
    ...(isAny('calls') ? ['whose address it was given'] : []),
  ].join(', and ');
}
