import { operations, type Expression, type Term } from "./expression.ts"

type Bytes = readonly number[]

/** LEB128 of a number that is not negative. */
const unsigned = (value: number): Bytes =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)]

const list = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()]
const section = (id: number, content: Bytes): Bytes => [id, ...unsigned(content.length), ...content]
const text = (value: string): Bytes => list([...new TextEncoder().encode(value)].map((x) => [x]))
const simd = (op: number): Bytes => [0xfd, ...unsigned(op)]

// Types and instructions of the WebAssembly core specification 2.0, sections 5.3 to 5.5.
const [i32, f32, v128] = [0x7f, 0x7d, 0x7b]
const get = (local: number): Bytes => [0x20, ...unsigned(local)]
const set = (local: number): Bytes => [0x21, ...unsigned(local)]
const access = [4, 0]
const load: Bytes = [...simd(0x00), ...access]
const store: Bytes = [...simd(0x0b), ...access]
const splat = simd(0x13)
const vectorBytes = 16
const header = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

const constant = (value: number): Bytes => [
  0x43,
  ...new Uint8Array(Float32Array.of(value).buffer),
  ...splat,
]

/**
 * A WebAssembly module that exports `run(addresses of the tensors, end of the first one, scalars)`: the
 * expression for each element, four at a time, in the memory `shared.memory`. Addresses are of whole
 * vectors; what follows a tensor up to a whole vector is written over.
 */
export const assemble = ({ tensors, scalars, terms, results }: Expression): Uint8Array => {
  const end = tensors
  const scalar = (index: number): number => tensors + 1 + index
  const local = (term: number): number => tensors + 1 + scalars + term
  const isFixed = (term: Term): boolean => "scalar" in term || "constant" in term
  const value = (term: Term): Bytes => {
    if ("tensor" in term) return [...get(term.tensor), ...load]
    if ("scalar" in term) return [...get(scalar(term.scalar)), ...splat]
    if ("constant" in term) return constant(term.constant)
    return [...term.of.flatMap((of) => get(local(of))), ...simd(operations[term.op])]
  }
  const computed = (fixed: boolean): Bytes =>
    terms.flatMap((term, index) =>
      isFixed(term) === fixed ? [...value(term), ...set(local(index))] : [],
    )
  const written = results.flatMap(({ tensor, term }) => [
    ...get(tensor),
    ...get(local(term)),
    ...store,
  ])
  const next = Array.from({ length: tensors }, (_, tensor) => [
    ...get(tensor),
    0x41,
    vectorBytes,
    0x6a,
    ...set(tensor),
  ]).flat()
  const again = [...get(0), ...get(end), 0x49, 0x0d, 0]
  const loop = [0x03, 0x40, ...computed(false), ...written, ...next, ...again, 0x0b]
  const locals = list([[...unsigned(terms.length), v128]])
  const body = [...locals, ...computed(true), ...loop, 0x0b]
  const parameters = [...Array<number>(tensors + 1).fill(i32), ...Array<number>(scalars).fill(f32)]
  const type = [0x60, ...list(parameters.map((x) => [x])), 0]
  const memory = [...text("shared"), ...text("memory"), 0x02, 0x03, 0, ...unsigned(65_536)]
  return Uint8Array.from([
    ...header,
    ...section(1, list([type])),
    ...section(2, list([memory])),
    ...section(3, list([[0]])),
    ...section(7, list([[...text("run"), 0, 0]])),
    ...section(10, list([[...unsigned(body.length), ...body]])),
  ])
}
