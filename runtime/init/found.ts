/** A data set that was recognised in a folder: what the first experiment says of it. */
export interface Found {
  /** What it was taken for, in words. */
  readonly what: string
  /** The constructor of the data set, as `ablate` exports it. */
  readonly constructor: "brats2023" | "picai" | "volumes" | "phantom"
  /** The constructor's options as TypeScript, a line each, without the split. */
  readonly options: readonly string[]
  readonly modalities: readonly string[]
  /** Names of regions that can be segmented; none where there is no label. */
  readonly regions: readonly string[]
  /** Names of classes of subjects that can be predicted. */
  readonly classes: readonly string[]
  readonly subjects: number
  /** A patient's scans are subjects that a split keeps together. */
  readonly patients: number
  /** Voxels (z, y, x) of a subject's image. */
  readonly shape: readonly [number, number, number]
  /** What the author should look at. */
  readonly notes: readonly string[]
}
