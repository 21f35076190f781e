import { IConstruct } from 'constructs';
import { MeshPeer } from './mesh-peer';
import { apiPeers, refuseNoPorts } from './policy-peers';
import { checkShapes } from '../base/shapes';
import { portsBy } from '../edges/edge';
import { OutsideDeclaration } from '../edges/mesh-declaration';
import { checkPort } from '../kubernetes/checks';

/**
 * Callers of the mesh that a user named, each checked. Without ports they reach those that the receiving pods listen on.
 *
 * @param scope the construct that error messages name
 * @param prop the prop that the peers were given in
 */
export function outsideCallers(scope: IConstruct, prop: string, peers: MeshPeer[] = []): OutsideDeclaration[] {
  checkShapes(scope, { [prop]: peers }, { [prop]: 'list' });
  return peers.map((peer) => declared(scope, prop, peer));
}

/** Whom pods of the mesh may call, as a user named them, each checked. They must have ports. */
export function outsideCallees(scope: IConstruct, prop: string, peers: MeshPeer[] = []): OutsideDeclaration[] {
  checkShapes(scope, { [prop]: peers }, { [prop]: 'list' });
  return peers.map((peer) => {
    const declaration = declared(scope, prop, peer);
    return declaration.ports === undefined ? refuseNoPorts(scope, prop) : declaration;
  });
}

function declared(scope: IConstruct, prop: string, peer: MeshPeer): OutsideDeclaration {
  const end = { kind: 'outside' as const, peers: apiPeers(scope, prop, peer?.peer) };
  const given = [
    { protocol: 'TCP', ports: peer.ports },
    { protocol: 'UDP', ports: peer.udpPorts },
    { protocol: 'SCTP', ports: peer.sctpPorts },
  ] as const;
  given.forEach(({ protocol, ports }) => {
    checkShapes(scope, { ports }, { ports: 'list' }, `${prop}: ${protocol} `);
    if (ports?.length === 0) {
      refuseNoPorts(scope, prop);
    }
    ports?.forEach((port) => checkPort(scope, `${prop} port`, port));
  });
  const ports = given.flatMap((each) => portsBy(each.protocol, each.ports ?? []));
  return { end, ports: ports.length > 0 ? ports : undefined };
}
