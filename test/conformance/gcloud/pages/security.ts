// Pages about certificates, SSL policies and security policies. A data table.
import { type Page, step } from '../../steps.ts';

export const securityPages: readonly Page[] = [
  {
    title: 'Use self-managed SSL certificates',
    steps: [
      step(
        'gcloud compute ssl-certificates create cert-1 --certificate=cert.pem --private-key=key.pem --global',
        /cert-1 +SELF_MANAGED/,
      ),
      step('gcloud compute ssl-certificates list --global', /cert-1 +SELF_MANAGED/),
      step('gcloud compute ssl-certificates describe cert-1 --global', /BEGIN CERTIFICATE/),
      step('gcloud compute ssl-certificates delete cert-1 --global --quiet', /Deleted/),
    ],
  },
  {
    title: 'Use Google-managed SSL certificates',
    steps: [
      step('gcloud compute ssl-certificates create managed-1 --domains=www.example.com --global', /managed-1 +MANAGED/),
      step('gcloud compute ssl-certificates describe managed-1 --global --format=get(managed.status)', /PROVISIONING/),
      step('gcloud compute ssl-certificates delete managed-1 --global --quiet', /Deleted/),
    ],
  },
  {
    title: 'Use SSL policies for SSL and TLS protocols',
    steps: [
      step(
        'gcloud compute ssl-policies create policy-1 --profile=MODERN --min-tls-version=1.2 --global',
        /policy-1[\s\S]*MODERN/,
      ),
      step('gcloud compute ssl-policies list --global', /policy-1 +MODERN +TLS_1_2|policy-1[\s\S]*TLS_1_2/),
      step('gcloud compute ssl-policies update policy-1 --profile=RESTRICTED --global', /RESTRICTED|Updated/),
      step('gcloud compute ssl-policies describe policy-1 --global', /profile: RESTRICTED/),
      step('gcloud compute ssl-policies delete policy-1 --global --quiet', /Deleting SSL policy/),
    ],
  },
  {
    title: 'Configure Google Cloud Armor security policies',
    steps: [
      step('gcloud compute security-policies create armor-1 --description=external', /armor-1/),
      step(
        'gcloud compute security-policies rules create 1000 --security-policy=armor-1 --src-ip-ranges=192.0.2.0/24 --action=deny-403',
        /Updated/,
      ),
      step('gcloud compute security-policies describe armor-1', /192\.0\.2\.0\/24/),
      step('gcloud compute security-policies list', /armor-1/),
      step('gcloud compute health-checks create http hc --use-serving-port'),
      step(
        'gcloud compute backend-services create web --load-balancing-scheme=EXTERNAL_MANAGED --protocol=HTTP --health-checks=hc --global',
      ),
      step('gcloud compute backend-services update web --security-policy=armor-1 --global', /Updated/),
      step('gcloud compute security-policies rules delete 1000 --security-policy=armor-1 --quiet', /Updated|Deleted/),
      step('gcloud compute backend-services update web --security-policy= --global', /Updated/),
      step('gcloud compute security-policies delete armor-1 --quiet', /Deleted/),
    ],
  },
];
