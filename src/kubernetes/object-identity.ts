/** Whether an object has the fields that identify it on a cluster and in a report. A patch may have removed one. */
export function hasIdentity(object: any): boolean {
  return (
    typeof object?.apiVersion === 'string' &&
    typeof object.kind === 'string' &&
    typeof object.metadata?.name === 'string'
  );
}
