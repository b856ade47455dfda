export const exportFormats = ['csv', 'jsonl', 'qdpx', 'qdc', 'codebook-csv', 'html'] as const;
export type ExportFormat = (typeof exportFormats)[number];
