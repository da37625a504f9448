import type { DatatypeName, NiftiData } from "./datatype.ts"
import type { Geometry } from "./geometry.ts"
import type { NiftiHeader } from "./header.ts"

/** An image of real numbers and the space it lies in. */
export interface NiftiImage extends Geometry {
  /** Of the header, as it was given. */
  readonly path: string
  /** x fastest. The stored type where the file has no scaling, else float64. */
  readonly data: NiftiData
  /** As stored. */
  readonly datatype: DatatypeName
  readonly header: NiftiHeader
}
