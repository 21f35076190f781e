import { Size } from 'cdk8s';
import { Container, ContainerResources, Cpu, k8s } from 'cdk8s-plus-28';
import { quantityValue } from '../kubernetes/quantity';
import { MeshPodOptions } from '../pod/pod-options';
import { resourcesOf } from '../pod/pod-security';

/**
 * The agent's container for cdk8s-plus' HorizontalPodAutoscaler, which refuses a metric of CPU or memory if the container
 * requests none. The container is never rendered.
 */
export function scalingContainer(props: MeshPodOptions): Container {
  const resources = resourcesOf(props);
  const containerResources: ContainerResources = {
    cpu: { request: cpu(resources.requests?.cpu), limit: cpu(resources.limits?.cpu) },
    memory: { request: memory(resources.requests?.memory), limit: memory(resources.limits?.memory) },
  };
  return new Container({ image: 'seen-by-the-autoscaler-only', name: 'agent', resources: containerResources });
}

function cpu(quantity?: k8s.Quantity): Cpu | undefined {
  const value = quantity && quantityValue(quantity.value);
  return value === undefined ? undefined : Cpu.millis(Math.round(value * 1000));
}

function memory(quantity?: k8s.Quantity): Size | undefined {
  const value = quantity && quantityValue(quantity.value);
  return value === undefined ? undefined : Size.kibibytes(Math.round(value / 1024));
}
