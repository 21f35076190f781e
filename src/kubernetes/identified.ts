/** Whether an object has what a cluster, and a report, know it by. A patch may have taken it away. */
export function isIdentified(object: any): boolean {
  return (
    typeof object?.apiVersion === 'string' &&
    typeof object.kind === 'string' &&
    typeof object.metadata?.name === 'string'
  );
}
