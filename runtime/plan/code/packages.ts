/** Packages of ours that compute numbers: another version of one may change a result. */
export const countedPackages: Readonly<Record<string, string>> = {
  "@saehrimnir/druidjs": "embeds features for t-SNE",
  "@tensorflow/tfjs":
    "computes every operation of the eager reference, and the arithmetic of some stages",
  "csv-parse": "decides which text a cell of a label table holds",
  "nifti-reader-js": "decompresses NIfTI and reads its header",
  "onnxruntime-node": "computes compiled steps",
}
