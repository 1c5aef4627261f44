// Tables for `kubectl get`: column definitions and one row of cells per object.
import { type Json, type JsonObject, textOf } from './json.ts';
import { firstAt } from './json-path.ts';
import type { KubeObject } from './object.ts';
import { partialObject } from './partial-object.ts';
import type { Column, Resource } from './resource.ts';

export interface TableOptions {
  readonly nowMs: number;
  /** What each row carries beside its cells. */
  readonly include: 'None' | 'Metadata' | 'Object';
  /** Column definitions; a watch sends them with its first event only. */
  readonly columns: boolean;
  readonly version: 'v1' | 'v1beta1';
}

export function table(
  resource: Resource,
  objects: readonly KubeObject[],
  metadata: JsonObject,
  options: TableOptions,
): JsonObject {
  const columns = [nameColumn, ...resource.columns];
  const definitions = columns.map(({ name, type, priority, description }) => ({
    name,
    // Printers of built-in kinds call a time a text.
    type: resource.custom || type !== 'date' ? type : 'string',
    format: name === 'Name' ? 'name' : '',
    description: description ?? '',
    priority: priority ?? 0,
  }));
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: options.columns ? definitions : [],
    rows: objects.map((object) => ({
      cells: columns.map((column) => cell(column, object, options.nowMs)),
      ...rowObject(object, options),
    })),
  };
}

const nameColumn: Column = { name: 'Name', type: 'string', value: '.metadata.name' };

function rowObject(object: KubeObject, { include, version }: TableOptions): JsonObject {
  if (include === 'None') return { object: null };
  return { object: include === 'Object' ? object : partialObject(object, version) };
}

function cell(column: Column, object: KubeObject, nowMs: number): Json {
  if (typeof column.value === 'function') return column.value(object);
  const value = firstAt(object, column.value);
  if (value === undefined) return null;
  if (column.type === 'date') return age(nowMs - Date.parse(textOf(value)));
  return column.type === 'string' || typeof value === 'object' ? textOf(value) : value;
}

/** A duration in milliseconds as kubectl shows it: two units while the first is small, then one. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return withRest(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return withRest(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return withRest(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return withRest(Math.floor(days / 365), 'y', days % 365, 'd');
}

function withRest(count: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${count}${unit}` : `${count}${unit}${rest}${restUnit}`;
}
