// Pages about network endpoint groups. A data table.
import { type Page, refused, step } from '../../steps.ts';

export const negPages: readonly Page[] = [
  {
    title: 'Container-native load balancing through standalone zonal NEGs',
    steps: [
      // GKE makes the group and its endpoints there; here gcloud stands in for it.
      step(
        'gcloud compute network-endpoint-groups create k8s1-neg --zone=us-west1-a --network=default --network-endpoint-type=gce-vm-ip-port',
        /Created network endpoint group \[k8s1-neg\]/,
      ),
      step(
        'gcloud compute network-endpoint-groups update k8s1-neg --zone=us-west1-a --add-endpoint=instance=vm-1,ip=10.4.0.5,port=9376 --add-endpoint=instance=vm-1,ip=10.4.0.6,port=9376',
        /Attaching 2 endpoints to \[k8s1-neg\]/,
      ),
      step('gcloud compute network-endpoint-groups list', /k8s1-neg +us-west1-a +GCE_VM_IP_PORT +2/),
      step(
        'gcloud compute network-endpoint-groups list-network-endpoints k8s1-neg --zone=us-west1-a',
        /vm-1 +10\.4\.0\.6 +9376/,
      ),
      step(
        'gcloud compute firewall-rules create fw-allow-health-check-and-proxy --network=default --action=allow --direction=ingress --target-tags=gke-node --source-ranges=130.211.0.0/22,35.191.0.0/16 --rules=tcp:9376',
        /fw-allow-health-check-and-proxy +default +INGRESS +1000 +tcp:9376/,
      ),
      step('gcloud compute addresses create hello-app-static --global', /Created \[.*hello-app-static\]/),
      step('gcloud compute health-checks create http http-basic-check --use-serving-port', /http-basic-check +HTTP/),
      step(
        'gcloud compute backend-services create my-bes --protocol HTTP --health-checks http-basic-check --global',
        /my-bes +HTTP/,
      ),
      step('gcloud compute url-maps create web-map --default-service my-bes', /web-map +backendServices\/my-bes/),
      step('gcloud compute target-http-proxies create http-lb-proxy --url-map web-map', /http-lb-proxy +web-map/),
      step(
        'gcloud compute forwarding-rules create http-forwarding-rule --address=hello-app-static --global --target-http-proxy=http-lb-proxy --ports=80',
        /Created \[.*http-forwarding-rule\]/,
      ),
      step(
        'gcloud compute backend-services add-backend my-bes --global --network-endpoint-group=k8s1-neg --network-endpoint-group-zone=us-west1-a --balancing-mode RATE --max-rate-per-endpoint 5',
        /Updated \[.*my-bes\]/,
      ),
      step('gcloud compute backend-services get-health my-bes --global', /backend: .*networkEndpointGroups\/k8s1-neg/),
      refused(
        'gcloud compute network-endpoint-groups delete k8s1-neg --zone=us-west1-a --quiet',
        /network_endpoint_group resource '.*k8s1-neg' is already being used by '.*my-bes'/,
      ),
      step('gcloud compute forwarding-rules delete http-forwarding-rule --global --quiet', /Deleted/),
      step('gcloud compute target-http-proxies delete http-lb-proxy --quiet', /Deleted/),
      step('gcloud compute url-maps delete web-map --quiet', /Deleted/),
      step('gcloud compute backend-services delete my-bes --global --quiet', /Deleted/),
      step('gcloud compute health-checks delete http-basic-check --quiet', /Deleted/),
      step('gcloud compute addresses delete hello-app-static --global --quiet', /Deleted/),
      step('gcloud compute network-endpoint-groups delete k8s1-neg --zone=us-west1-a --quiet', /Deleted/),
    ],
  },
  {
    title: 'Set up zonal network endpoint groups',
    steps: [
      step(
        'gcloud compute network-endpoint-groups create neg-1 --zone=us-west1-a --network=default --subnet=default --default-port=80',
        /Created network endpoint group \[neg-1\]/,
      ),
      refused(
        'gcloud compute network-endpoint-groups create neg-1 --zone=us-west1-a --network=default',
        /The resource 'projects\/demo\/zones\/us-west1-a\/networkEndpointGroups\/neg-1' already exists/,
      ),
      step(
        'gcloud compute network-endpoint-groups update neg-1 --zone=us-west1-a --add-endpoint=instance=vm-1,ip=10.4.0.5',
        /Attaching 1 endpoints to \[neg-1\]/,
      ),
      refused(
        'gcloud compute network-endpoint-groups update neg-1 --zone=us-west1-a --add-endpoint=instance=vm-1,ip=10.9.9.9',
        /doesn't belong to the/,
      ),
      step(
        'gcloud compute network-endpoint-groups describe neg-1 --zone=us-west1-a',
        /defaultPort: 80\b[\s\S]*size: 1/,
      ),
      step(
        'gcloud compute network-endpoint-groups update neg-1 --zone=us-west1-a --remove-endpoint=instance=vm-1,ip=10.4.0.5',
        /Detaching 1 endpoints from \[neg-1\]/,
      ),
      step('gcloud compute network-endpoint-groups list-network-endpoints neg-1 --zone=us-west1-a', /Listed 0 items/),
      step('gcloud compute network-endpoint-groups list --filter=zone:us-west1-a', /neg-1/),
      step('gcloud compute network-endpoint-groups delete neg-1 --zone=us-west1-a --quiet', /Deleted/),
      refused(
        'gcloud compute network-endpoint-groups describe neg-1 --zone=us-west1-a',
        /The resource 'projects\/demo\/zones\/us-west1-a\/networkEndpointGroups\/neg-1' was not found/,
      ),
    ],
  },
];
