interface Node<B> {
  readonly next: WeakMap<object, Node<B>>
  made?: { readonly value: B }
}

const node = <B>(): Node<B> => ({ next: new WeakMap() })

/** A function that makes its result once for the same objects, as long as they live. */
export const memoizeByIdentity = <Parts extends readonly object[], B>(
  of: (...parts: Parts) => B,
): ((...parts: Parts) => B) => {
  const root = node<B>()
  return (...parts) => {
    let at = root
    for (const part of parts) {
      const next = at.next.get(part) ?? node<B>()
      at.next.set(part, next)
      at = next
    }
    at.made ??= { value: of(...parts) }
    return at.made.value
  }
}
