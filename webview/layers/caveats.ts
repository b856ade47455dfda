/** What the reader of a picture or a table must bear in mind. */
export const caveats: readonly string[] = [
  'The logit lens reads early layers with a head that they were never trained for; an odd early guess need not be wrong (nostalgebraist 2020; Belrose et al. 2023).',
  'Contributions are direct: what a part does by way of later layers is not counted.',
  'Switching a head off is an intervention in a trained network; other heads may take over, so a small change does not show that a head does nothing.',
];
