import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { writeNifti } from "../../runtime/data/formats/nifti/write.ts"
import { ablate, temporaryFolder } from "../acceptance/ablate.ts"

const shape = [20, 36, 40] as const

/** Values from 1 on, or labels from 0 to `most` in turn. */
const writeImage = async (path: string, most = 0, channels = 1): Promise<void> => {
  mkdirSync(dirname(path), { recursive: true })
  const voxels = shape[0] * shape[1] * shape[2] * channels
  const data = Uint8Array.from({ length: voxels }, (_, at) =>
    most > 0 ? at % (most + 1) : 1 + (at % 200),
  )
  const affine = [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 3, 0],
    [0, 0, 0, 1],
  ] as const
  const axes = channels === 1 ? [] : [channels]
  const image = {
    data,
    shape: [...shape.toReversed(), ...axes],
    spacing: [1, 1, 3, ...axes.map(() => 1)],
    affine,
  }
  await Effect.runPromise(writeNifti(path, image))
}

const ids = ["a1", "a2", "a3", "a4", "a5"]

/** Folders as the sets' own documentation describes them. */
const layouts: Readonly<Record<string, (root: string) => Promise<readonly string[]>>> = {
  // https://github.com/MIC-DKFZ/nnUNet, documentation/dataset_format.md
  "raw data of nnU-Net": async (root) => {
    for (const id of ids) {
      await writeImage(join(root, "imagesTr", `${id}_0000.nii.gz`))
      await writeImage(join(root, "imagesTr", `${id}_0001.nii.gz`))
      await writeImage(join(root, "labelsTr", `${id}.nii.gz`), 2)
    }
    const description = {
      channel_names: { 0: "T2", 1: "ADC" },
      labels: { background: 0, whole: [1, 2], core: 2 },
      regions_class_order: [1, 2],
      numTraining: 5,
      file_ending: ".nii.gz",
    }
    writeFileSync(join(root, "dataset.json"), JSON.stringify(description))
    return [
      't2: "imagesTr/{id}_0000.nii.gz"',
      'adc: "imagesTr/{id}_0001.nii.gz"',
      'label: "labelsTr/{id}.nii.gz"',
      "regions: { whole: [1, 2], core: [2] }",
    ]
  },
  // Antonelli et al. 2022; dataset.json of Task01_BrainTumour as it is shipped.
  "the Medical Segmentation Decathlon": async (root) => {
    for (const id of ids) {
      await writeImage(join(root, "imagesTr", `BRATS_${id}.nii.gz`), 0, 4)
      await writeImage(join(root, "labelsTr", `BRATS_${id}.nii.gz`), 2)
    }
    const description = {
      name: "BRATS",
      tensorImageSize: "4D",
      modality: { 0: "FLAIR", 1: "T1w", 2: "t1gd", 3: "T2w" },
      labels: { 0: "background", 1: "edema", 2: "non-enhancing tumor" },
      training: [{ image: "./imagesTr/BRATS_a1.nii.gz", label: "./labelsTr/BRATS_a1.nii.gz" }],
    }
    writeFileSync(join(root, "dataset.json"), JSON.stringify(description))
    return [
      'flair: { file: "imagesTr/{id}.nii.gz", channel: 0 }',
      't1gd: { file: "imagesTr/{id}.nii.gz", channel: 2 }',
      'regions: { edema: [1], "non-enhancing tumor": [2] }',
    ]
  },
  // https://bids-specification.readthedocs.io, "Magnetic Resonance Imaging" and "Imaging data types" of derivatives
  BIDS: async (root) => {
    for (const id of ids)
      for (const session of ["1", "2"]) {
        const place = join(`sub-${id}`, `ses-${session}`, "anat", `sub-${id}_ses-${session}`)
        for (const suffix of ["T1w", "T2w", "FLAIR"])
          await writeImage(join(root, `${place}_${suffix}.nii.gz`))
        await writeImage(join(root, "derivatives", "manual", `${place}_dseg.nii.gz`), 2)
      }
    return [
      'flair: "sub-*/ses-*/anat/{id}_FLAIR.nii.gz"',
      'label: "derivatives/manual/sub-*/ses-*/anat/{id}_dseg.nii.gz"',
      "regions: { label1: [1], label2: [2] }",
      'patient: "{patient}_ses-*"',
    ]
  },
  "a folder a subject": async (root) => {
    for (const id of ids) {
      await writeImage(join(root, id, `${id}-pre-registered.nii`))
      await writeImage(join(root, id, `${id}-post-registered.nii`))
      await writeImage(join(root, id, "lesion_mask.nii"), 2)
    }
    return ['pre: "{id}/{id}-pre-registered.nii"', 'label: "{id}/lesion_mask.nii"']
  },
  "a folder a subject without labels": async (root) => {
    for (const id of ids) await writeImage(join(root, id, "t1.nii.gz"))
    return ['t1: "{id}/t1.nii.gz"', "tasks: {}"]
  },
  "BraTS 2023, adult glioma": async (root) => {
    await ablate(["phantom", root, "--layout", "brats", "--subjects", "5", "--size", "24"], ".")
    return ["dataset: brats2023({"]
  },
  // de Verdier et al. 2024: values 1 NETC, 2 SNFH, 3 ET, 4 RC, under names of BraTS 2023, in folders as Synapse has them.
  "BraTS 2024, adult glioma after treatment": async (root) => {
    for (const scan of ["02060-100", "02060-101", "02061-100", "02062-100", "02063-100"])
      for (const part of ["t1n", "t1c", "t2w", "t2f", "seg"]) {
        const id = `BraTS-GLI-${scan}`
        const place = scan.endsWith("1") ? "training_data_additional" : "training_data1_v2"
        await writeImage(join(root, place, id, `${id}-${part}.nii.gz`), part === "seg" ? 4 : 0)
      }
    return [
      't1n: "*/{id}/{id}-t1n.nii.gz"',
      'label: "*/{id}/{id}-seg.nii.gz"',
      "regions: { WT: [1, 2, 3], TC: [1, 3], ET: [3], RC: [4] }",
      'patient: "BraTS-GLI-{patient}-*"',
    ]
  },
  "PI-CAI": async (root) => {
    await ablate(
      ["phantom", root, "--layout", "picai", "--subjects", "20", "--size", "16x48x48"],
      ".",
    )
    return ["dataset: picai({"]
  },
}

describe("a first experiment", { timeout: 300_000 }, () => {
  for (const [what, write] of Object.entries(layouts))
    it(`for ${what} passes check at the smoke scale, and data check`, async () => {
      const folder = temporaryFolder()
      const lines = await write(join(folder, "data"))
      const made = await ablate(["init", "data", "--into", "new"], folder)
      expect(made.stderr).toBe("")
      expect(made.stdout).toContain(`${what.replace(" without labels", "")}: `)
      const text = readFileSync(join(folder, "new", "study.ts"), "utf8")
      for (const line of lines) expect(text).toContain(line)
      // data check checks the file first.
      for (const args of [
        ["check", "--scale", "smoke"],
        ["data", "check"],
      ]) {
        const { code, stdout, stderr } = await ablate([...args, "new/study.ts"], folder)
        expect([code, stderr, stdout]).toEqual([0, "", expect.stringContaining("no faults")])
      }
    })

  it("counts the subjects of BraTS that data check counts, in HGG and LGG", async () => {
    const folder = temporaryFolder()
    for (const [grade, seed] of [
      ["HGG", "0"],
      ["LGG", "1"],
    ] as const) {
      const args = ["phantom", `data/${grade}`, "--layout", "brats", "--subjects", "3"]
      await ablate([...args, "--size", "16", "--seed", seed], folder)
    }
    const grade = join(folder, "data", "LGG")
    for (const id of readdirSync(grade).filter((name) => name.startsWith("BraTS"))) {
      const other = id.replace("BraTS-GLI-0000", "BraTS-GLI-0001")
      for (const name of readdirSync(join(grade, id)))
        renameSync(join(grade, id, name), join(grade, id, name.replace(id, other)))
      renameSync(join(grade, id), join(grade, other))
    }
    const { stdout } = await ablate(["init", "data"], folder)
    expect(stdout).toContain("BraTS 2023, adult glioma: 6 subjects")
    expect((await ablate(["data", "check", "study.ts"], folder)).stdout).toContain("6 subjects")
    rmSync(join(grade, "BraTS-GLI-00010-000", "BraTS-GLI-00010-000-t1c.nii.gz"))
    const less = await ablate(["init", "data", "--name", "other"], folder)
    expect(less.stdout).toContain("5 subjects")
    expect(less.stdout).toContain("note: 1 more lack files")
  })

  it.each([
    ["one subject", [["0", "0"]], 0],
    [
      "two patients",
      [
        ["0", "0"],
        ["1", "0"],
      ],
      0.5,
    ],
    [
      "two scans of each of three patients",
      ["0", "1", "2"].flatMap((id) => [
        [id, "0"],
        [id, "1"],
      ]),
      0.2,
    ],
  ])("of %s can be split, and says that these are few", async (_, scans, test) => {
    const folder = temporaryFolder()
    for (const [patient, scan] of scans) {
      const id = `BraTS-GLI-0000${patient}-00${scan}`
      for (const part of ["t1n", "t1c", "t2w", "t2f", "seg"])
        await writeImage(join(folder, "data", id, `${id}-${part}.nii.gz`), part === "seg" ? 2 : 0)
    }
    const { stdout } = await ablate(["init", "data"], folder)
    expect(stdout).toMatch(test === 0 ? /note: one patient/ : /note: so few patients/)
    expect(readFileSync(join(folder, "study.ts"), "utf8")).toContain(`split: { test: ${test}, `)
    const { code, stdout: said, stderr } = await ablate(["data", "check", "study.ts"], folder)
    expect([code, stderr, said]).toEqual([0, "", expect.stringContaining("no faults")])
  })

  it("without data is on phantoms, and writes over nothing", async () => {
    const folder = temporaryFolder()
    expect((await ablate(["init"], folder)).code).toBe(0)
    expect(readdirSync(folder).toSorted()).toEqual(["package.json", "study.ts", "tsconfig.json"])
    const [again, other] = [
      await ablate(["init"], folder),
      await ablate(["init", "--name", "other"], folder),
    ]
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("is there already")])
    expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('"paths": {"ablate":')])
    // What `run` asks for before anything runs: test subjects of both classes among it.
    const checked = await ablate(["data", "check", "other.ts"], folder)
    expect([checked.code, checked.stderr]).toEqual([0, ""])
    expect(checked.stdout).toContain("no faults")
  })

  it("says what a folder holds that is no data set", async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, "notes.txt"), "")
    const { code, stderr } = await ablate(["init", ".", "--into", "new"], folder)
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("no data set is recognised among notes.txt"),
    ])
    expect(readdirSync(folder)).toEqual(["notes.txt"])
    await layouts["raw data of nnU-Net"]?.(join(folder, "sets", "Dataset001"))
    expect((await ablate(["init", "sets", "--into", "new"], folder)).stderr).toContain(
      "sets/Dataset001 (raw data of nnU-Net)",
    )
    expect((await ablate(["init", "nowhere"], folder)).stderr).toContain("there is no folder")
  })
})
