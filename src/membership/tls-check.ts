import { IConstruct } from 'constructs';
import { closestWord } from '../base/closest-word';
import { describe, refuse, show } from '../base/problem';
import { checkShapes } from '../base/shapes';
import { ServiceMesh } from '../service-mesh/service-mesh';
import { Synthesis } from '../synthesis/synthesis';
import { MeshTls } from '../tls/mesh-tls';

/** A registry with TLS, as far as it is known before its members are. */
interface TlsOwner extends IConstruct {
  readonly _members: { readonly namespaces: (string | undefined)[]; in(namespace?: string): { serviceName: string }[] };
}

/** Refuses TLS of another type, and two kinds of TLS inside of each other. */
export function checkTls(
  scope: IConstruct,
  prop: string,
  tls: MeshTls | undefined,
  serviceMesh: ServiceMesh | undefined,
): void {
  const example = 'MeshTls.certManager({ issuer: { name: "mesh-ca" } })';
  checkShapes(scope, { [prop]: tls }, { [prop]: { type: 'MeshTls', member: '_registryParts', example } });
  if (tls && (serviceMesh?._implementation.routeGroups.length ?? 0) > 0) {
    refuse(scope, {
      given: `${prop} with a service mesh`,
      rule: "the service mesh encrypts all connections already, and cannot route, wait or authorise inside of MCP Mesh's own TLS",
      fix: `Leave ${prop} out, or serviceMesh`,
    });
  }
}

/** Lists, at synthesis, the Secrets that were given for Services that no pod of the mesh has. */
export function validateTlsServices(owner: TlsOwner, prop: string, tls: MeshTls | undefined, own: string[]): void {
  if (!tls || tls._namedServices.length === 0) {
    return;
  }
  Synthesis.of(owner).validate(owner, () => {
    const { _members: members } = owner;
    const names = new Set([
      ...own,
      ...members.namespaces.flatMap((namespace) => members.in(namespace).map(({ serviceName }) => serviceName)),
    ]);
    return tls._namedServices
      .filter((name) => !names.has(name))
      .map((name) => {
        const meant = closestWord(name, names);
        return describe({
          given: `${prop} secrets[${show(name)}]`,
          rule: 'neither the registry nor one of its agents has a Service of this name',
          fix: meant === undefined ? 'Take it out' : `Take it out, or write ${show(meant)}`,
        });
      });
  });
}
