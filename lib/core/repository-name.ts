// What two spellings of a repository's name have in common.

/**
 * One key for every spelling of `owner/name`: GitHub tells no upper from lower case in it.
 * Source: GitHub, "REST API endpoints for repositories": owner and name "are not case sensitive".
 */
export function repositoryKey(name: string): string {
  return name.toLowerCase();
}
