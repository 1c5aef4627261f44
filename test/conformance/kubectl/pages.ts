// Pages whose kubectl commands are run against one config cluster, in this order. A data table.
import { aside, type Page, refused, step } from '../steps.ts';

export const pages: readonly Page[] = [
  {
    title: 'Setting up Multi Cluster Ingress',
    steps: [
      // Enabling the feature installs these definitions in the config cluster.
      aside('kubectl apply --server-side -f crds.yaml'),
      step('kubectl get crd', /multiclusteringresses\.networking\.gke\.io +\d{4}-/),
      step('kubectl describe mcs -A', /No resources found/),
      step('kubectl api-resources --api-group=networking.gke.io', /multiclusterservices +mcs +networking\.gke\.io\/v1/),
    ],
  },
  {
    title: 'Deploying Ingress across clusters',
    steps: [
      step('kubectl apply -f namespace.yaml', /^namespace\/whereami created$/),
      step('kubectl apply -f namespace.yaml', /^namespace\/whereami unchanged$/),
      step('kubectl apply -f mcs.yaml', /^multiclusterservice\.networking\.gke\.io\/whereami-mcs created$/),
      step('kubectl get mcs -n whereami', /NAME +AGE\nwhereami-mcs +\d+s/),
      step('kubectl get service -n whereami', /No resources found in whereami namespace/),
      step('kubectl apply -f mci.yaml', /^multiclusteringress\.networking\.gke\.io\/whereami-ingress created$/),
      // The controller's part.
      aside(
        'kubectl patch mci whereami-ingress -n whereami --subresource=status --type=merge -p {"status":{"VIP":"203.0.113.1"}}',
      ),
      step('kubectl get mci whereami-ingress -n whereami', /whereami-ingress +203\.0\.113\.1|NAME/),
      step('kubectl get mci whereami-ingress -n whereami -o yaml', /VIP: 203\.0\.113\.1/),
      step(
        'kubectl describe mci whereami-ingress -n whereami',
        /Service Name: +whereami-mcs[\s\S]*VIP: +203\.0\.113\.1/,
      ),
      step(
        'kubectl patch mcs whereami-mcs -n whereami --type=merge -p {"spec":{"clusters":[{"link":"us-central1-b/gke-us"}]}}',
        /whereami-mcs patched/,
      ),
      step('kubectl get mcs whereami-mcs -n whereami -o jsonpath={.spec.clusters[*].link}', /^us-central1-b\/gke-us$/),
      step('kubectl annotate mci whereami-ingress -n whereami networking.gke.io/static-ip=203.0.113.9', /annotated/),
    ],
  },
  {
    title: 'Deploying Ingress across clusters: the app',
    steps: [
      step('kubectl apply -f deploy.yaml', /deployment\.apps\/whereami-deployment created/),
      step('kubectl get deployment --namespace whereami', /whereami-deployment/),
    ],
  },
  {
    title: 'kubectl apply, diff and explain',
    steps: [
      step('kubectl explain mcs.spec.clusters', /link\t<string>/),
      step('kubectl diff -f mci.yaml'),
      step('kubectl apply -f mci-two.yaml --dry-run=server', /configured \(server dry run\)/),
      step('kubectl apply -f mci-two.yaml', /whereami-ingress configured/),
      step(
        'kubectl get mci whereami-ingress -n whereami -o jsonpath={.spec.template.spec.rules[0].host}',
        /^example\.com$/,
      ),
      refused('kubectl diff -f mci.yaml', /-\s+- host: example\.com|-\s+rules:/),
      refused('kubectl apply -f mcs-typo.yaml', /unknown field "spec\.clutsers"/),
      refused(
        'kubectl apply -f mcs.yaml -n other',
        /namespace from the provided object "whereami" does not match the namespace "other"/,
      ),
      step(
        'kubectl wait mci/whereami-ingress -n whereami --for=jsonpath={.status.VIP}=203.0.113.1 --timeout=5s',
        /condition met/,
      ),
    ],
  },
  {
    title: 'Server-Side Apply',
    steps: [
      step(
        'kubectl apply --server-side --field-manager=rangelight -f mcs-canary.yaml',
        /canary-mcs serverside-applied/,
      ),
      step(
        'kubectl get mcs canary-mcs -n whereami -o yaml --show-managed-fields',
        /manager: rangelight\n +operation: Apply/,
      ),
      refused(
        'kubectl apply --server-side --field-manager=other -f mcs-canary-two.yaml',
        /Apply failed with 1 conflict: conflict with "rangelight": \.spec\.template\.spec\.selector/,
      ),
      step(
        'kubectl apply --server-side --force-conflicts --field-manager=other -f mcs-canary-two.yaml',
        /serverside-applied/,
      ),
      step('kubectl diff --server-side --field-manager=other -f mcs-canary-two.yaml'),
    ],
  },
  {
    title: 'Deploying Ingress across clusters: clean up',
    steps: [
      step('kubectl delete -f mci.yaml', /"whereami-ingress" deleted/),
      step(
        'kubectl delete mcs whereami-mcs canary-mcs -n whereami',
        /"whereami-mcs" deleted[\s\S]*"canary-mcs" deleted/,
      ),
      refused('kubectl get mci whereami-ingress -n whereami', /\(NotFound\).*"whereami-ingress" not found/),
      step('kubectl delete namespace whereami', /"whereami" deleted/),
      refused('kubectl get namespace whereami', /namespaces "whereami" not found/),
    ],
  },
];
