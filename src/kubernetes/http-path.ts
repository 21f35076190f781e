/** Whether the API server takes it as a path that is compared whole or by its elements, of an Ingress or an HTTPRoute. */
export function isHttpPath(path: unknown): path is string {
  return typeof path === 'string' && path.startsWith('/') && !/\/\/|\/\.\.?(\/|$)|%2f/i.test(path);
}
