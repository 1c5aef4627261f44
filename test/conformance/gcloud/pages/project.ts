// Pages about the project itself. A data table.
import { type Page, refused, step } from '../../steps.ts';

export const projectPages: readonly Page[] = [
  {
    title: 'View available regions and zones',
    steps: [
      step('gcloud compute regions list', /europe-west1[\s\S]*us-west1/),
      step('gcloud compute zones list', /us-west1-a +us-west1 +UP/),
      step('gcloud compute zones describe us-west1-a', /region: .*regions\/us-west1/),
      refused('gcloud compute zones describe mars-a', /zones\/mars-a' was not found/),
    ],
  },
  {
    title: 'Track Compute Engine resource operations',
    steps: [
      step('gcloud compute addresses create vip --global'),
      step('gcloud compute operations list', /insert +vip +200 +DONE/),
      step('gcloud compute operations list --global --filter=operationType=insert', /DONE/),
    ],
  },
  {
    title: 'View quotas',
    steps: [step('gcloud compute project-info describe', /metric: URL_MAPS/)],
  },
];
