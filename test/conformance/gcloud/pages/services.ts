// Pages about backend services, health checks and firewall rules. A data table.
import { type Page, refused, step } from '../../steps.ts';

export const servicePages: readonly Page[] = [
  {
    title: 'Use health checks',
    steps: [
      step(
        'gcloud compute health-checks create http hc-http --port=80 --request-path=/healthz --check-interval=10s --timeout=5s --healthy-threshold=2 --unhealthy-threshold=3',
        /hc-http +HTTP/,
      ),
      step('gcloud compute health-checks create tcp hc-tcp --port=8080', /hc-tcp +TCP/),
      step('gcloud compute health-checks list', /hc-http +GLOBAL +HTTP\nhc-tcp +GLOBAL +TCP|hc-http[\s\S]*hc-tcp/),
      step('gcloud compute health-checks describe hc-http', /checkIntervalSec: 10[\s\S]*requestPath: \/healthz/),
      step('gcloud compute health-checks update http hc-http --request-path=/readyz --check-interval=15s', /Updated/),
      step('gcloud compute health-checks describe hc-http --format=get(httpHealthCheck.requestPath)', /^\/readyz$/),
      step('gcloud compute health-checks delete hc-http --quiet', /Deleted/),
    ],
  },
  {
    title: 'Backend services',
    steps: [
      step('gcloud compute health-checks create http hc --use-serving-port'),
      step(
        'gcloud compute backend-services create web --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=hc --timeout=60s --connection-draining-timeout=120 --global',
        /web +HTTP/,
      ),
      step('gcloud compute network-endpoint-groups create neg-1 --zone=us-west1-a --network=default'),
      step(
        'gcloud compute backend-services add-backend web --global --network-endpoint-group=neg-1 --network-endpoint-group-zone=us-west1-a --balancing-mode=RATE --max-rate-per-endpoint=10',
        /Updated/,
      ),
      step(
        'gcloud compute backend-services update-backend web --global --network-endpoint-group=neg-1 --network-endpoint-group-zone=us-west1-a --balancing-mode=RATE --max-rate-per-endpoint=20',
        /Updated/,
      ),
      step(
        'gcloud compute backend-services update web --global --timeout=45s --enable-logging --logging-sample-rate=0.5 --session-affinity=GENERATED_COOKIE --affinity-cookie-ttl=300 --custom-request-header=X-Client-Region:{client_region}',
        /Updated/,
      ),
      step(
        'gcloud compute backend-services describe web --global',
        /affinityCookieTtlSec: 300[\s\S]*maxRatePerEndpoint: 20[\s\S]*sampleRate: 0\.5[\s\S]*timeoutSec: 45/,
      ),
      step('gcloud compute backend-services list', /web +us-west1-a\/networkEndpointGroups\/neg-1 +HTTP/),
      refused(
        'gcloud compute backend-services add-backend web --global --network-endpoint-group=neg-none --network-endpoint-group-zone=us-west1-a --balancing-mode=RATE --max-rate-per-endpoint=10',
        /networkEndpointGroups\/neg-none' was not found/,
      ),
      refused(
        'gcloud compute health-checks delete hc --quiet',
        /health_check resource '.*hc' is already being used by '.*web'/,
      ),
      step(
        'gcloud compute backend-services remove-backend web --global --network-endpoint-group=neg-1 --network-endpoint-group-zone=us-west1-a',
        /Updated/,
      ),
      step('gcloud compute backend-services delete web --global --quiet', /Deleted/),
    ],
  },
  {
    title: 'Use VPC firewall rules',
    steps: [
      step(
        'gcloud compute firewall-rules create allow-health-checks --network=default --direction=INGRESS --action=ALLOW --rules=tcp:80,tcp:8080-8090 --source-ranges=130.211.0.0/22,35.191.0.0/16 --target-tags=gke-node --priority=900',
        /allow-health-checks +default +INGRESS +900/,
      ),
      step('gcloud compute firewall-rules list --filter=name=allow-health-checks', /tcp:80,tcp:8080-8090/),
      step('gcloud compute firewall-rules describe allow-health-checks', /sourceRanges:\n- 130\.211\.0\.0\/22/),
      step(
        'gcloud compute firewall-rules update allow-health-checks --rules=tcp:443 --source-ranges=35.191.0.0/16 --description=probes',
        /Updated/,
      ),
      step(
        'gcloud compute firewall-rules describe allow-health-checks --format=get(sourceRanges)',
        /^35\.191\.0\.0\/16$/,
      ),
      step('gcloud compute firewall-rules delete allow-health-checks --quiet', /Deleted/),
    ],
  },
];
