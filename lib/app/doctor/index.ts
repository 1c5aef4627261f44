// What is wrong with a deployment, and how it is mended. In: the ports GoogleProject and OwnApp, the state, the table
// of the deployment. Out: findings.
export type { Contract } from './contract.ts';
export type { Defect, DefectCode } from './defect.ts';
export { type DoctorPorts, examine } from './examine.ts';
export type { Examined } from './examined.ts';
export type { NeedsOf } from './examined-fleets.ts';
export { type NamedSecret, neededSecretRoles, secretRoleObjects } from './secret-roles.ts';
export { type SecretRoles, secretRolesOf } from './secret-roles-of.ts';
