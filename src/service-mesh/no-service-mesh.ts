import { ServiceMeshImplementation } from './implementation';
import { WaitForRegistry } from '../pod/wait-for-registry';

/** Pods that talk to each other directly. */
export class NoServiceMesh implements ServiceMeshImplementation {
  public readonly podLabels = {};
  public readonly registryWait = WaitForRegistry.tcp();
  public readonly initContainers = { securityContext: {}, hasIdentity: false };
  public readonly controlPlane = [];
  public readonly routeGroups = [];
  public readonly authorizationGroups = [];

  public check(): void {}

  public packetPorts(port: number): number[] {
    return [port];
  }

  public podAnnotations(): { [key: string]: string } {
    return {};
  }
}
