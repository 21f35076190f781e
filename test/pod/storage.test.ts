import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { MeshStorage } from '../../src';
import { refusalOf } from '../support/agent-refusal';
import { meshChart } from '../support/manifests';

const claimed = (size: Size) => MeshStorage.claim(size)._claimSpec().resources!.requests!.storage.value;

test.each([
  ['10Gi', Size.gibibytes(10)],
  ['1024Gi', Size.tebibytes(1)],
  ['1536Mi', Size.mebibytes(1536)],
  ['5Ki', Size.kibibytes(5)],
  ['512Mi', Size.gibibytes(0.5)],
  ['1Ki', Size.kibibytes(0.5)],
])('a size is written in the largest unit that it is a whole number of: %s', (text, size) => {
  expect(claimed(size)).toBe(text);
  expect(MeshStorage.ephemeral(size)._emptyDir()).toEqual({ sizeLimit: kplus.k8s.Quantity.fromString(text) });
});

test('storage that ends with its pod has no limit unless one is given', () => {
  expect(MeshStorage.ephemeral()._emptyDir()).toEqual({ sizeLimit: undefined });
});

test('a claim is for one node, unless it is shared', () => {
  const modes = (shared?: boolean) => MeshStorage.claim(Size.gibibytes(1), 'ssd', { shared })._claimSpec();
  expect(modes()).toMatchObject({ accessModes: ['ReadWriteOnce'], storageClassName: 'ssd' });
  expect(modes(true)).toMatchObject({ accessModes: ['ReadWriteMany'], storageClassName: 'ssd' });
});

test('one pod at a time has a claim that is not shared', () => {
  const claim = kplus.PersistentVolumeClaim.fromClaimName(meshChart(), 'claim', 'notes');
  const size = Size.gibibytes(1);
  const facts = (storage: MeshStorage) => [storage._isNewClaim, storage._claimName, storage._isExclusive];
  expect(facts(MeshStorage.ephemeral(size))).toEqual([false, undefined, false]);
  expect(facts(MeshStorage.claim(size))).toEqual([true, undefined, true]);
  expect(facts(MeshStorage.claim(size, undefined, { shared: true }))).toEqual([true, undefined, false]);
  expect(facts(MeshStorage.existingClaim(claim))).toEqual([false, 'notes', true]);
  expect(facts(MeshStorage.existingClaim(claim, true))).toEqual([false, 'notes', false]);
});

test.each<[string, MeshStorage, string]>([
  [
    'a storage class by what people call it',
    MeshStorage.claim(Size.gibibytes(1), 'Fast SSD'),
    `storage: storage class "Fast SSD": the name of a StorageClass is a DNS-1123 subdomain: lower-case letters, digits, '-' and '.'. Give it as kubectl get storageclass shows it, or leave it out for the cluster's default.`,
  ],
  [
    'nothing',
    MeshStorage.claim(Size.gibibytes(0)),
    'storage: a claim of size 0: a PersistentVolumeClaim asks for more than nothing. Give a size such as Size.gibibytes(1).',
  ],
])('%s is refused', (_, storage, message) => {
  expect(refusalOf({ storage })).toBe(`[mesh/a] ${message}`);
});

test('labels and annotations of a claim are checked', () => {
  const claim = (options: object) => MeshStorage.claim(Size.gibibytes(1), undefined, options);
  expect(refusalOf({ storage: claim({ labels: { team: 'a b' } }) })).toMatch(
    /^\[mesh\/a\] storage: labels\["team"\] "a b": /,
  );
  expect(refusalOf({ storage: claim({ annotations: { 'a b': 'x' } }) })).toMatch(
    /^\[mesh\/a\] storage: annotations key "a b": /,
  );
});
