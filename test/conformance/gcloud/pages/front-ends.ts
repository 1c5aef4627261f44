// Pages about addresses, target proxies and forwarding rules. A data table.
import { type Page, refused, step } from '../../steps.ts';

export const frontEndPages: readonly Page[] = [
  {
    title: 'Reserve a static external IP address',
    steps: [
      step(
        'gcloud compute addresses create web-1 --global --ip-version=IPV4',
        /Created \[.*global\/addresses\/web-1\]/,
      ),
      refused(
        'gcloud compute addresses create web-1 --global',
        /'projects\/demo\/global\/addresses\/web-1' already exists/,
      ),
      refused('gcloud compute addresses create Web --global', /Must be a match of regex/),
      step('gcloud compute addresses list --global', /web-1 +203\.0\.113\.\d+/),
      step(
        'gcloud beta compute addresses update web-1 --global --update-labels=team=web',
        /Updating labels of address \[web-1\]/,
      ),
      step('gcloud compute addresses describe web-1 --global', /labels:\n +team: web/),
      step('gcloud compute addresses delete web-1 --global --quiet', /Deleted/),
      refused('gcloud compute addresses describe web-1 --global', /global\/addresses\/web-1' was not found/),
    ],
  },
  {
    title: 'Use target proxies and forwarding rules',
    steps: [
      step('gcloud compute health-checks create http hc --use-serving-port'),
      step(
        'gcloud compute backend-services create web --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=hc --global',
      ),
      step('gcloud compute url-maps create map-1 --default-service=web'),
      step('gcloud compute url-maps create map-2 --default-service=web'),
      step('gcloud compute target-http-proxies create proxy-1 --url-map=map-1', /proxy-1 +map-1/),
      step('gcloud compute target-http-proxies create proxy-2 --url-map=map-2', /proxy-2 +map-2/),
      step('gcloud compute target-http-proxies update proxy-1 --url-map=map-2', /Updated/),
      step('gcloud compute target-http-proxies describe proxy-1', /urlMap: .*urlMaps\/map-2/),
      step('gcloud compute target-http-proxies list', /proxy-1 +map-2\nproxy-2 +map-2/),
      step(
        'gcloud compute forwarding-rules create rule-1 --load-balancing-scheme=EXTERNAL_MANAGED --global --target-http-proxy=proxy-1 --ports=80',
        /Created/,
      ),
      step('gcloud compute forwarding-rules describe rule-1 --global', /IPProtocol: TCP[\s\S]*portRange: 80-80/),
      step('gcloud compute forwarding-rules list --global', /rule-1 +203\.0\.113\.\d+ +TCP +proxy-1/),
      step(
        'gcloud compute forwarding-rules set-target rule-1 --load-balancing-scheme=EXTERNAL_MANAGED --global --target-http-proxy=proxy-2',
        /Updated/,
      ),
      step('gcloud compute forwarding-rules update rule-1 --global --update-labels=team=web', /Updated|rule-1/),
      step(
        'gcloud compute forwarding-rules describe rule-1 --global --format=get(labels.team,target)',
        /web\s.*proxy-2/,
      ),
      refused('gcloud compute target-http-proxies delete proxy-2 --quiet', /is already being used by '.*rule-1'/),
      step('gcloud compute forwarding-rules delete rule-1 --global --quiet', /Deleted/),
      step('gcloud compute target-http-proxies delete proxy-2 --quiet', /Deleted/),
    ],
  },
];
