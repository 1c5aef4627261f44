// A kubeconfig as remote secrets hold it, byte for byte as `istioctl create-remote-secret` writes it: whoever compares
// the two finds no difference. Source: Istio, istioctl/pkg/multicluster/remote_secret.go and its test.

/** @param ca PEM of the authority of the server. */
export function kubeconfigText(cluster: string, server: string, ca: Uint8Array, token: string): string {
  const name = plain(cluster);
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(ca).toString('base64')}
    server: ${server}
  name: ${name}
contexts:
- context:
    cluster: ${name}
    user: ${name}
  name: ${name}
current-context: ${name}
kind: Config
users:
- name: ${name}
  user:
    token: ${token}
`;
}

/** Words that YAML 1.1 reads as something else than a text. */
const NO_TEXT: ReadonlySet<string> = new Set(['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n', 'null']);

function plain(text: string): string {
  return NO_TEXT.has(text) ? JSON.stringify(text) : text;
}
