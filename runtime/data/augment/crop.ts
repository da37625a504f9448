/** A crop and, where there is one, its label. */
export interface Crop {
  /** [channel, z, y, x]. */
  readonly image: Float32Array
  /** [z, y, x]. */
  readonly label: Uint8Array | undefined
}
