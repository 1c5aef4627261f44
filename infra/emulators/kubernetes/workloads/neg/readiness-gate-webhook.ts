// GKE's webhook for readiness gates as a server of its own, for an API server that somebody else wrote. Source:
// Kubernetes, "Dynamic Admission Control": AdmissionReview v1, answered with a JSON patch.
import type { Handler } from '../../../kit/serve.ts';
import { createKubeClient } from '../../../kit/controllers/kube-client.ts';
import type { Pod, Service } from '../objects.ts';
import { gatesOf } from './readiness-gate.ts';

const NAME = 'pod-readiness.networking.gke.io';

interface AdmissionReview {
  readonly request: { readonly uid: string; readonly namespace: string; readonly object: Pod };
}

/** What answers the API server; it reads the Services of the pod's namespace there with `token`. */
export function readinessGateWebhook(api: Handler, token: string, signal: AbortSignal): Handler {
  const client = createKubeClient(api, token, signal);
  return async (request) => {
    const { request: review } = (await request.json()) as AdmissionReview;
    const { uid, namespace, object } = review;
    const { items } = await client.list<Service>(`/api/v1/namespaces/${namespace}/services`);
    const pod = { ...object, metadata: { ...object.metadata, namespace } };
    const gates = gatesOf(pod, items);
    const patch = [{ op: 'add', path: '/spec/readinessGates', value: gates }];
    return Response.json({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid,
        allowed: true,
        ...(gates === undefined
          ? {}
          : { patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') }),
      },
    });
  };
}

/** What sends every new pod of the cluster there. @param ca PEM of the authority of the webhook's certificate. */
export function readinessGateConfiguration(url: string, ca: string): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: NAME },
    webhooks: [
      {
        name: NAME,
        clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        // A pod without its gate would take traffic before the load balancer knows it: that is to be seen.
        failurePolicy: 'Fail',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
}
