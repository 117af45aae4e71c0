// What the programs beside it import.
export const ID = '$context.requestId';

export const FIELDS = {
  id: ID,
  status: '$context.status',
  'a b': 'quote " and \\ back',
} as const;

export enum Column {
  Id = '$context.requestId',
  Status = '$context.status',
}

export function line(...columns: Column[]): string {
  return columns.map((column) => `<${column}>`).join('');
}
