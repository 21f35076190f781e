import { IConstruct } from 'constructs';
import { MeshPeer } from './mesh-peer';
import { apiPeers, refuseNoPorts } from './policy-peers';
import { tcp } from '../edges/edge';
import { OutsideDeclaration } from '../edges/mesh-declaration';
import { checkPort } from '../kubernetes/checks';

/**
 * Callers of the mesh that a user named, each checked. Without ports they reach those that the receiving pods listen on.
 *
 * @param scope the construct that errors name
 * @param prop the prop that the peers were given in
 */
export function outsideCallers(scope: IConstruct, prop: string, peers: MeshPeer[] = []): OutsideDeclaration[] {
  return peers.map((peer) => declared(scope, prop, peer));
}

/** Whom pods of the mesh may call, as a user named them, each checked. They must have ports. */
export function outsideCallees(scope: IConstruct, prop: string, peers: MeshPeer[] = []): OutsideDeclaration[] {
  return peers.map((peer) => {
    const declaration = declared(scope, prop, peer);
    return declaration.ports === undefined ? refuseNoPorts(scope, prop) : declaration;
  });
}

function declared(scope: IConstruct, prop: string, peer: MeshPeer): OutsideDeclaration {
  const end = { kind: 'outside' as const, peers: apiPeers(scope, prop, peer.peer) };
  if (peer.ports?.length === 0) {
    refuseNoPorts(scope, prop);
  }
  peer.ports?.forEach((port) => checkPort(scope, `${prop} port`, port));
  return { end, ports: peer.ports && tcp(peer.ports) };
}
