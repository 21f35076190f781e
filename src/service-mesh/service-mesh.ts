import { ServiceMeshImplementation } from './implementation';
import { Istio } from './istio/istio';
import { IstioOptions } from './istio/istio-options';
import { NoServiceMesh } from './no-service-mesh';

/** The service mesh of a registry and its agents. Declare it once, on the registry. */
export class ServiceMesh {
  /** No service mesh. */
  public static none(): ServiceMesh {
    return ServiceMesh._of(new NoServiceMesh());
  }

  /**
   * Istio with sidecars. The pods request injection, start after their proxy, and wait for the registry in a way that
   * works behind it.
   *
   * @param options how Istio is installed in this cluster
   */
  public static istio(options: IstioOptions = {}): ServiceMesh {
    return ServiceMesh._of(new Istio(options));
  }

  /** @internal */
  public static _of(implementation: ServiceMeshImplementation): ServiceMesh {
    return new ServiceMesh(implementation);
  }

  private constructor(
    /** What the library asks of the mesh. @internal */
    public readonly _implementation: ServiceMeshImplementation,
  ) {}
}
