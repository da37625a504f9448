import type { Component } from "./component.ts"

/** Whether an object is a component, by its three marks. */
export const isComponent = (value: object): value is Component =>
  "family" in value &&
  typeof value.family === "string" &&
  "kind" in value &&
  typeof value.kind === "string" &&
  "implementation" in value &&
  typeof value.implementation === "string"

/** A component and the dotted path at which it stands. */
export interface Placed {
  readonly component: Component
  readonly path: readonly string[]
}

/** All components of plain data, outer ones first. */
export const componentsOf = (data: unknown, path: readonly string[] = []): readonly Placed[] => {
  if (typeof data !== "object" || data === null) return []
  const inside = Object.entries(data).flatMap(([key, value]) => componentsOf(value, [...path, key]))
  return isComponent(data) ? [{ component: data, path }, ...inside] : inside
}

/** All components of some plain data, each object once, at the first place where it stands. */
export const distinctComponents = (data: readonly unknown[]): readonly Placed[] => {
  const seen = new Set<object>()
  const found: Placed[] = []
  const look = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return
    seen.add(value)
    if (isComponent(value)) found.push({ component: value, path })
    for (const [key, inner] of Object.entries(value)) look(inner, [...path, key])
  }
  for (const each of data) look(each, [])
  return found
}
