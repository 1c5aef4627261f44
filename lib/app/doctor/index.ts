// What is wrong with a deployment, and how it is mended. In: the GoogleProject port, the table of the deployment. Out:
// findings.
export type { Contract } from './contract.ts';
export { type Examined, examine } from './examine.ts';
export type { Defect, DefectCode } from './defect.ts';
