// Pages that set up a whole load balancer. A data table.
import { type Page, step } from '../../steps.ts';

export const loadBalancerPages: readonly Page[] = [
  {
    title: 'Deploying Ingress across clusters',
    steps: [
      step('gcloud compute addresses create zoneprinter --global', /Created \[.*addresses\/zoneprinter\]/),
      step('gcloud compute addresses list', /zoneprinter +203\.0\.113\.\d+ +EXTERNAL +RESERVED/),
      step('gcloud compute addresses describe zoneprinter --global', /status: RESERVED/),
      step(
        'gcloud compute ssl-certificates create gke-cert --certificate=cert.pem --private-key=key.pem --global',
        /gke-cert +SELF_MANAGED/,
      ),
      step('gcloud compute addresses delete zoneprinter --global --quiet', /Deleted/),
    ],
  },
  {
    title: 'Set up a global external Application Load Balancer with hybrid connectivity',
    steps: [
      step(
        'gcloud compute network-endpoint-groups create on-prem-neg --network-endpoint-type=non-gcp-private-ip-port --zone=us-west1-a --network=default',
        /Created network endpoint group \[on-prem-neg\]/,
      ),
      step(
        'gcloud compute network-endpoint-groups update on-prem-neg --zone=us-west1-a --add-endpoint=ip=192.168.1.10,port=80 --add-endpoint=ip=192.168.1.11,port=80',
        /Attaching 2 endpoints to \[on-prem-neg\]/,
      ),
      step(
        'gcloud compute network-endpoint-groups list-network-endpoints on-prem-neg --zone=us-west1-a',
        /192\.168\.1\.11 +80/,
      ),
      step('gcloud compute health-checks create http gil7-http-basic-check --use-serving-port', /HTTP/),
      step(
        'gcloud compute backend-services create on-prem-backend-service --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=gil7-http-basic-check --global',
        /on-prem-backend-service/,
      ),
      step(
        'gcloud compute backend-services add-backend on-prem-backend-service --global --balancing-mode=RATE --max-rate-per-endpoint=100 --network-endpoint-group=on-prem-neg --network-endpoint-group-zone=us-west1-a',
        /Updated/,
      ),
      step(
        'gcloud compute url-maps create hybrid-map --default-service on-prem-backend-service --global',
        /hybrid-map/,
      ),
      step('gcloud compute target-http-proxies create hybrid-proxy --url-map=hybrid-map --global', /hybrid-proxy/),
      step(
        'gcloud compute addresses create hybrid-address --network-tier=PREMIUM --ip-version=IPV4 --global',
        /Created/,
      ),
      step(
        'gcloud compute forwarding-rules create hybrid-rule --load-balancing-scheme=EXTERNAL_MANAGED --network-tier=PREMIUM --address=hybrid-address --target-http-proxy=hybrid-proxy --ports=80 --global',
        /Created/,
      ),
      step(
        'gcloud compute forwarding-rules describe hybrid-rule --global --format=get(IPAddress,target)',
        /203\.0\.113\.\d+\s+https:\/\/.*targetHttpProxies\/hybrid-proxy/,
      ),
    ],
  },
  {
    title: 'Set up a global external Application Load Balancer with VM instance group backends',
    steps: [
      step('gcloud compute addresses create lb-ipv4-1 --ip-version=IPV4 --network-tier=PREMIUM --global', /Created/),
      step('gcloud compute addresses describe lb-ipv4-1 --format=get(address) --global', /^203\.0\.113\.\d+$/),
      step('gcloud compute health-checks create http http-basic-check --port 80', /http-basic-check +HTTP/),
      step(
        'gcloud compute backend-services create web-backend-service --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --port-name=http --health-checks=http-basic-check --global',
        /web-backend-service/,
      ),
      step('gcloud compute url-maps create web-map-http --default-service web-backend-service', /web-map-http/),
      step('gcloud compute target-http-proxies create http-lb-proxy --url-map=web-map-http', /http-lb-proxy/),
      step(
        'gcloud compute forwarding-rules create http-content-rule --load-balancing-scheme=EXTERNAL_MANAGED --address=lb-ipv4-1 --global --target-http-proxy=http-lb-proxy --ports=80',
        /Created/,
      ),
      step('gcloud compute instance-groups unmanaged create lb-backend-example --zone=us-west1-a'),
      step(
        'gcloud compute backend-services add-backend web-backend-service --instance-group=lb-backend-example --instance-group-zone=us-west1-a --global',
      ),
    ],
  },
  {
    title: 'Set up a global external Application Load Balancer with HTTPS',
    steps: [
      step(
        'gcloud compute ssl-certificates create www-ssl-cert --certificate=cert.pem --private-key=key.pem --global',
        /www-ssl-cert +SELF_MANAGED/,
      ),
      step('gcloud compute health-checks create http http-basic-check --port 80'),
      step(
        'gcloud compute backend-services create web-backend-service --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=http-basic-check --global',
      ),
      step('gcloud compute url-maps create web-map-https --default-service web-backend-service'),
      step(
        'gcloud compute target-https-proxies create https-lb-proxy --url-map=web-map-https --ssl-certificates=www-ssl-cert',
        /https-lb-proxy +www-ssl-cert +web-map-https/,
      ),
      step(
        'gcloud compute forwarding-rules create https-content-rule --load-balancing-scheme=EXTERNAL_MANAGED --global --target-https-proxy=https-lb-proxy --ports=443',
        /Created/,
      ),
      step(
        'gcloud compute target-https-proxies describe https-lb-proxy --global',
        /sslCertificates:\n- .*sslCertificates\/www-ssl-cert/,
      ),
    ],
  },
];
