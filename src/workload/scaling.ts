import { Size } from 'cdk8s';
import { Container, ContainerResources, Cpu, k8s } from 'cdk8s-plus-28';
import { quantityValue } from '../kubernetes/quantity';
import { MeshPodOptions } from '../pod/pod-options';
import { DEFAULT_RESOURCES } from '../pod/pod-security';

/**
 * The agent's container as cdk8s-plus' HorizontalPodAutoscaler wants to see it: it checks there that a metric of
 * CPU or memory has something to be measured against. Nothing of this object is ever rendered.
 */
export function scalingContainer(props: MeshPodOptions): Container {
  const resources = props.resources ?? DEFAULT_RESOURCES;
  const shape: ContainerResources = {
    cpu: { request: cpu(resources.requests?.cpu), limit: cpu(resources.limits?.cpu) },
    memory: { request: memory(resources.requests?.memory), limit: memory(resources.limits?.memory) },
  };
  return new Container({ image: 'seen-by-the-autoscaler-only', name: 'agent', resources: shape });
}

function cpu(quantity?: k8s.Quantity): Cpu | undefined {
  const value = quantity && quantityValue(quantity.value);
  return value === undefined ? undefined : Cpu.millis(Math.round(value * 1000));
}

function memory(quantity?: k8s.Quantity): Size | undefined {
  const value = quantity && quantityValue(quantity.value);
  return value === undefined ? undefined : Size.kibibytes(Math.round(value / 1024));
}
