import { meshChart, synth } from './manifests';
import { HeadlessMeshAgent, HeadlessMeshAgentProps, MeshRegistry } from '../../src';

/** The message with which an agent of these props is refused, or nothing. */
export function refusalOf(props: Partial<HeadlessMeshAgentProps>): string | undefined {
  const chart = meshChart({ namespace: 'mesh' }, undefined, 'mesh');
  const registry = new MeshRegistry(chart, 'registry');
  try {
    new HeadlessMeshAgent(chart, 'a', { registry, image: 'registry.example.com/agent:1.0.0', ...props });
    synth(chart);
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}
