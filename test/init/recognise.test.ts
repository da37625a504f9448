import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { recognise } from "../../runtime/init/recognise.ts"
import { temporaryFolder } from "../data/testData.ts"

const affine = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
] as const

const write = (path: string, values: readonly number[] = [1, 2], channels = 1): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true })
  const length = 8 * channels
  const data = Float32Array.from({ length }, (_, at) => values[at % values.length] ?? 0)
  const image = { data, shape: [2, 2, 2, channels], spacing: [1, 1, 1, 1], affine }
  return Effect.runPromise(writeNifti(path, image))
}

describe("a folder of one's own", () => {
  it("whose subjects are numbers has the files that all have, whatever stands in their names", async () => {
    const root = temporaryFolder()
    for (const id of ["1", "2", "3"])
      for (const name of ["T1.nii", "T2.nii", `${id}_FLAIR.nii`]) await write(join(root, id, name))
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toEqual(
      expect.arrayContaining([
        '  t1: "{id}/T1.nii",',
        '  t2: "{id}/T2.nii",',
        '  flair: "{id}/{id}_FLAIR.nii",',
      ]),
    )
  })

  it("says what not every subject has, and what is no label under a label's name", async () => {
    const root = temporaryFolder()
    for (const id of ["a", "b"]) {
      await write(join(root, id, "t1.nii"))
      await write(join(root, id, "mask.nii"), [0.2, 0.7])
    }
    await write(join(root, "a", "t2.nii"))
    const { notes, regions, modalities } = await Effect.runPromise(recognise(root))
    expect([modalities, regions]).toEqual([["t1"], []])
    expect(notes.join("\n")).toMatch(/left out: t2.nii\n\{id\}\/mask.nii is no label/)
  })

  it("takes whole numbers for those that a slope has left", async () => {
    const root = temporaryFolder()
    for (const id of ["a", "b"]) {
      await write(join(root, id, "t1.nii"))
      await write(join(root, id, "seg.nii"), [0, 0.9999999, 2.0000002])
    }
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toContain("regions: { label1: [1], label2: [2] },")
  })

  it("declares each volume of a file that holds several, and the first of a series", async () => {
    const root = temporaryFolder()
    for (const id of ["a", "b"]) {
      await write(join(root, id, "t1.nii"))
      await write(join(root, id, "perfusion.nii"), [1, 2], 2)
      await write(join(root, id, "dwi.nii"), [1, 2], 33)
      writeFileSync(join(root, id, "phase.nii"), "")
    }
    const { options, notes } = await Effect.runPromise(recognise(root))
    expect(options.slice(2, 6)).toEqual([
      '  dwi: { file: "{id}/dwi.nii", channel: 0 },',
      '  perfusion_0: { file: "{id}/perfusion.nii", channel: 0 },',
      '  perfusion_1: { file: "{id}/perfusion.nii", channel: 1 },',
      '  t1: "{id}/t1.nii",',
    ])
    expect(notes.slice(0, 2)).toEqual([
      "{id}/phase.nii is left out: not a NIfTI file but an empty file",
      "{id}/dwi.nii holds 33 volumes: the first alone is taken, channel 0",
    ])
  })

  // As the UCSF-PDGM is shipped, whose masks of the brain are no lesions.
  it("takes what all folders end with for no part of names, and the brain for no lesion", async () => {
    const root = temporaryFolder()
    for (const id of ["U-04", "U-05"])
      for (const part of ["T1", "brain_segmentation", "tumor_segmentation"])
        await write(join(root, `${id}_nifti`, `${id}_${part}.nii`))
    const { options } = await Effect.runPromise(recognise(root))
    expect(options).toEqual(
      expect.arrayContaining([
        '  t1: "{id}_nifti/{id}_T1.nii",',
        'label: "{id}_nifti/{id}_tumor_segmentation.nii",',
      ]),
    )
  })

  // Names as PROMISE12, LiTS, IXI, HECKTOR and crossMoDA have them.
  it.each([
    ["images/{id}.nii", "labels/{id}.nii", "images", "case_1", "case_2"],
    ["{id}.nii", "{id}_segmentation.nii", "image", "Case00", "Case01"],
    ["volume-{id}.nii", "segmentation-{id}.nii", "volume", "0", "1"],
    ["IXI-T1/{id}-T1.nii", "IXI-SEG/{id}-SEG.nii", "t1", "IXI002-Guys-0828", "IXI012-HH-1211"],
    ["imagesTr/{id}__PT.nii", "labelsTr/{id}.nii", "pt", "CHUM-001", "CHUS-002"],
    ["training/{id}_ceT1.nii", "training/{id}_Label.nii", "cet1", "crossmoda_1", "crossmoda_2"],
  ])("as %s is declared, with %s", async (image, label, name, ...ids) => {
    const root = temporaryFolder()
    for (const id of ids)
      for (const pattern of [image, label]) await write(join(root, pattern.replace("{id}", id)))
    const { options, subjects } = await Effect.runPromise(recognise(root))
    expect([subjects, options.slice(2, 5)]).toEqual([
      2,
      [`  ${name}: "${image}",`, "},", `label: "${label}",`],
    ])
  })

  it("in no known layout is told with what its files are, or how they are declared", async () => {
    const hintOf = async (...paths: readonly (readonly [string, Uint8Array?])[]) => {
      const root = temporaryFolder()
      for (const [path, bytes] of paths)
        if (bytes === undefined) await write(join(root, path))
        else {
          mkdirSync(dirname(join(root, path)), { recursive: true })
          writeFileSync(join(root, path), bytes)
        }
      return (await Effect.runPromise(Effect.flip(recognise(root)))).faults[0]?.hint
    }
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM")])
    expect(
      await hintOf(["TCGA-LGG/P1/1996/1-01.dcm", dicom], ["metadata.csv", Buffer.from("a,b")]),
    ).toMatch(/^TCGA-LGG\/P1\/1996\/1-01.dcm is a DICOM file. .*dcm2niix/)
    const hdf5 = Buffer.from("894844460d0a1a0a", "hex")
    expect(await hintOf(["training/file_001.h5", hdf5])).toMatch(/HDF5.*k-space/)
    expect(await hintOf(["fold0.zip", Buffer.from("504b0304", "hex")])).toMatch(/Unpack it/)
    const place = (id: string, date: string) => `${id}/MPRAGE/${date}/ADNI_${id}_MR.nii`
    expect(await hintOf([place("2_S_1", "2006")], [place("9_S_4", "2012")])).toContain(
      'patterns such as "{id}/MPRAGE/20*/ADNI_{id}_MR.nii"',
    )
    expect(await hintOf(...["a", "b"].map((id) => [`Data/deep/${id}/t1.nii`] as const))).toMatch(
      /^give the folder of one data set: .*Data\/deep \(a folder a subject\)$/,
    )
  })

  // Until 2021 the enhancing tumour was 4 (Menze et al. 2015), and there was no 3 from 2017 on.
  it("of BraTS is that of treated patients where labels hold 4 beside 3 alone", async () => {
    const constructorFor = async (values: readonly number[]) => {
      const root = temporaryFolder()
      for (const id of ["BraTS-GLI-00001-000", "BraTS-GLI-00002-000"])
        for (const part of ["t1n", "t1c", "t2w", "t2f", "seg"])
          await write(join(root, id, `${id}-${part}.nii`), values)
      return (await Effect.runPromise(recognise(root))).constructor
    }
    expect(await constructorFor([0, 1, 2, 4])).toBe("brats2023")
    expect(await constructorFor([0, 1, 2, 3])).toBe("brats2023")
    expect(await constructorFor([0, 2, 3, 4])).toBe("volumes")
  })

  // As ISLES 2022 is shipped: diffusion beside the anatomy, masks of no pipeline.
  it("of BIDS has maps of diffusion, and labels in derivatives of no pipeline", async () => {
    const root = temporaryFolder()
    for (const id of ["sub-1", "sub-2"]) {
      const scan = `${id}/ses-1`
      await write(join(root, scan, "anat", `${id}_ses-1_FLAIR.nii.gz`))
      await write(join(root, scan, "dwi", `${id}_ses-1_adc.nii.gz`))
      await write(join(root, scan, "dwi", `${id}_ses-1_dwi.nii.gz`), [1, 2], 33)
      writeFileSync(join(root, scan, "dwi", `${id}_ses-1_dwi.bval`), "0")
      await write(join(root, "derivatives", scan, `${id}_ses-1_msk.nii.gz`))
    }
    const { options } = await Effect.runPromise(recognise(root))
    expect(options.slice(1, 6)).toEqual([
      "modalities: {",
      '  flair: "sub-*/ses-*/anat/{id}_FLAIR.nii.gz",',
      '  adc: "sub-*/ses-*/dwi/{id}_adc.nii.gz",',
      "},",
      'label: "derivatives/sub-*/ses-*/{id}_msk.nii.gz",',
    ])
  })

  it("of BIDS says whom a pattern with sessions leaves out", async () => {
    const root = temporaryFolder()
    await write(join(root, "sub-1/ses-1/anat/sub-1_ses-1_run-1_T1w.nii.gz"))
    await write(join(root, "sub-1/ses-1/anat/sub-1_ses-1_run-2_T1w.nii.gz"))
    await write(join(root, "sub-2/anat/sub-2_T1w.nii.gz"))
    const { notes, subjects, modalities } = await Effect.runPromise(recognise(root))
    expect([subjects, modalities]).toEqual([1, ["image_1", "image_2"]])
    expect(notes).toContain("without a session, so left out: sub-2")
  })

  it("of nnU-Net is no folder a subject where its description cannot be read", async () => {
    const root = temporaryFolder()
    await write(join(root, "imagesTr", "a_0000.nii.gz"))
    await write(join(root, "labelsTr", "a.nii.gz"))
    const [absent] = (await Effect.runPromise(Effect.flip(recognise(root)))).faults
    expect(absent?.what).toBe("imagesTr is there, and dataset.json is not")
    const json = '{ "channel_names": { "0": "CT" }, "labels": { "background": "0", "liver": "1" } }'
    writeFileSync(join(root, "dataset.json"), `\uFEFF${json}`)
    const { regions } = await Effect.runPromise(recognise(root))
    expect(regions).toEqual(["liver"])
  })
})
