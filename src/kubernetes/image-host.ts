/** The registry that an image's name begins with; nothing if it names none, which means Docker Hub. */
export function hostOfImage(image: string): string | undefined {
  const [first, ...rest] = image.split('/');
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  return isHost ? first : undefined;
}

/** Whether an image is below a registry, or a path of one. */
export function isBelow(registry: string, image: string): boolean {
  return image.startsWith(`${registry}/`);
}
