import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { synthesise } from '../../bench/sides';

test('the hand-written side of the benchmark makes the same objects as the library', () => {
  const objects = (side: 'mesh' | 'kube') => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk8s-mcp-mesh-'));
    try {
      synthesise(side, 6, 2, outdir);
      return ['mesh-0', 'mesh-1'].flatMap((chart) =>
        parseAllDocuments(readFileSync(join(outdir, `${chart}.k8s.yaml`), 'utf8')).map((each) => each.toJS()),
      );
    } finally {
      rmSync(outdir, { recursive: true });
    }
  };
  expect(objects('kube')).toEqual(objects('mesh'));
});
