// Pages about URL maps. A data table.
import { aside, type Page, refused, type Step, step } from '../../steps.ts';

const SERVICES: readonly Step[] = [
  step('gcloud compute health-checks create http hc --use-serving-port'),
  step(
    'gcloud compute backend-services create web-backend --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=hc --global',
  ),
  step(
    'gcloud compute backend-services create video-backend --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=hc --global',
  ),
];

export const urlMapPages: readonly Page[] = [
  {
    title: 'Use URL maps',
    steps: [
      ...SERVICES,
      step(
        'gcloud compute url-maps create web-map --default-service=web-backend',
        /web-map +backendServices\/web-backend/,
      ),
      step(
        'gcloud compute url-maps add-path-matcher web-map --default-service=web-backend --path-matcher-name=pathmap --path-rules=/video=video-backend,/video/*=video-backend --new-hosts=example.com',
        /Updated/,
      ),
      step('gcloud compute url-maps describe web-map', /hosts:\n +- example\.com|hosts:\n  - example\.com/),
      step(
        'gcloud compute url-maps add-host-rule web-map --hosts=www.example.com --path-matcher-name=pathmap',
        /Updated/,
      ),
      step('gcloud compute url-maps remove-host-rule web-map --host=www.example.com', /Updated/),
      step(
        'gcloud compute url-maps validate --source=web-map.yaml --global',
        /loadSucceeded: true\n +testPassed: true/,
      ),
      step('gcloud compute url-maps validate --source=failing-map.yaml --global', /testPassed: false/),
      step('gcloud compute url-maps export web-map --destination=exported.yaml --global'),
      aside('sed -i "s#- /video/[*]#- /films/*#" exported.yaml'),
      step('gcloud compute url-maps import web-map --source=exported.yaml --global --quiet', /Updating URL map/),
      step('gcloud compute url-maps describe web-map', /- \/films\/\*/),
      refused(
        'gcloud compute url-maps import failing-map --source=failing-map.yaml --global --quiet',
        /Test failure: Expect URL 'example\.com\/' to map to service/,
      ),
      step('gcloud compute url-maps remove-path-matcher web-map --path-matcher-name=pathmap', /Updated/),
      step('gcloud compute url-maps set-default-service web-map --default-service=video-backend', /Updated/),
      step('gcloud compute url-maps list', /web-map +backendServices\/video-backend/),
      refused('gcloud compute backend-services delete video-backend --global --quiet', /is already being used by/),
      step('gcloud compute url-maps delete web-map --quiet', /Deleted/),
    ],
  },
  {
    title: 'Set up traffic management for global external Application Load Balancers',
    steps: [
      ...SERVICES,
      step('gcloud compute url-maps validate --source=weighted-map.yaml', /loadSucceeded: true/),
      step('gcloud compute url-maps import weighted-map --source=weighted-map.yaml --global', /Creating URL map/),
      step('gcloud compute url-maps describe weighted-map', /pathPrefixRewrite: \/v1\/[\s\S]*weight: 95/),
    ],
  },
  {
    title: 'Set up an HTTP-to-HTTPS redirect for global external Application Load Balancers',
    steps: [
      step('gcloud compute url-maps validate --source=web-map-http.yaml', /testPassed: true/),
      step('gcloud compute url-maps import web-map-http --source=web-map-http.yaml --global', /Creating URL map/),
      step(
        'gcloud compute url-maps describe web-map-http',
        /httpsRedirect: true[\s\S]*redirectResponseCode: MOVED_PERMANENTLY_DEFAULT/,
      ),
      step('gcloud compute target-http-proxies create http-lb-proxy --url-map=web-map-http --global', /http-lb-proxy/),
      step('gcloud compute addresses create redirect-address --global'),
      step(
        'gcloud compute forwarding-rules create http-content-rule --load-balancing-scheme=EXTERNAL_MANAGED --address=redirect-address --network-tier=PREMIUM --global --target-http-proxy=http-lb-proxy --ports=80',
        /Created/,
      ),
    ],
  },
];
