// The YAML files that the pages tell their readers to write. A data table.

const SERVICES = 'https://www.googleapis.com/compute/v1/projects/demo/global/backendServices';

/** File name → text. */
export const sourceFiles: Readonly<Record<string, string>> = {
  'web-map.yaml': `defaultService: ${SERVICES}/web-backend
hostRules:
- hosts:
  - example.com
  pathMatcher: pathmap
name: web-map
pathMatchers:
- defaultService: ${SERVICES}/web-backend
  name: pathmap
  pathRules:
  - paths:
    - /video
    - /video/*
    service: ${SERVICES}/video-backend
tests:
- description: Test routing to the video service
  host: example.com
  path: /video/hd
  service: ${SERVICES}/video-backend
`,
  'failing-map.yaml': `defaultService: ${SERVICES}/web-backend
name: failing-map
tests:
- host: example.com
  path: /
  service: ${SERVICES}/video-backend
`,
  'weighted-map.yaml': `defaultService: ${SERVICES}/web-backend
hostRules:
- hosts:
  - '*'
  pathMatcher: matcher1
name: weighted-map
pathMatchers:
- defaultService: ${SERVICES}/web-backend
  name: matcher1
  routeRules:
  - priority: 2
    matchRules:
    - prefixMatch: /
      headerMatches:
      - headerName: abtest
        exactMatch: b
    routeAction:
      weightedBackendServices:
      - backendService: ${SERVICES}/video-backend
        weight: 100
  - priority: 3
    matchRules:
    - prefixMatch: /
    routeAction:
      urlRewrite:
        pathPrefixRewrite: /v1/
      weightedBackendServices:
      - backendService: ${SERVICES}/web-backend
        weight: 95
      - backendService: ${SERVICES}/video-backend
        weight: 5
`,
  'web-map-http.yaml': `kind: compute#urlMap
name: web-map-http
defaultUrlRedirect:
  redirectResponseCode: MOVED_PERMANENTLY_DEFAULT
  httpsRedirect: true
tests:
- description: Test with no query parameters
  host: example.com
  path: /test/
  expectedOutputUrl: https://example.com/test/
  expectedRedirectResponseCode: 301
`,
};
