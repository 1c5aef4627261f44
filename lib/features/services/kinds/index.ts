// The kinds of resources of multi-cluster Services.
import type { KindDefinition } from '../../../model/index.ts';
import { managedService } from '../../common/managed-service.ts';
import { serviceExport } from './service-export.ts';

export const SERVICES_KINDS: readonly KindDefinition[] = [serviceExport, managedService];
