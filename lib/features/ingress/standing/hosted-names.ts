// The names of the hosted controller, as far as they tell what something is for. Source: GKE, "Troubleshooting and
// operations for Multi Cluster Ingress", and dumps of status.CloudResources. A dash separates parts and may stand in
// them: other things have to tell where a part ends.

/** `8080-blue-foo` of `mci-8se3df-8080-blue-foo`; undefined for a name of anybody else. */
export function afterHash(name: string): string | undefined {
  return /^mci-[0-9a-z]{6}-(.+)$/.exec(name)?.[1];
}

/** `foo` of `mci-foo-svc-820zw3izxbxotctg`; undefined for any other Service. */
export function serviceOfDerived(name: string): string | undefined {
  return /^mci-(.+)-svc-[0-9a-z]{16}$/.exec(name)?.[1];
}
